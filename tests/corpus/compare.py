#!/usr/bin/env python3
"""Holds the answers of a language against the reference, byte for byte: compare.py REFERENCE ANSWERS.

Says the first ids that differ, and the first bytes in which they do."""
import pathlib
import sys

SHOWN = 10


def differences(reference, answers):
    """(what, expected, found) for each line that is not the same."""
    for n in range(max(len(reference), len(answers))):
        expected = reference[n] if n < len(reference) else b""
        found = answers[n] if n < len(answers) else b""
        if expected != found:
            yield f"line {n + 1}", expected, found


def around_first_difference(expected, found):
    at = next((n for n, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
    begin = max(0, at - 60)
    return at, expected[begin:at + 100], found[begin:at + 100]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    reference, answers = (pathlib.Path(name).read_bytes().split(b"\n") for name in sys.argv[1:])
    found = list(differences(reference, answers))
    for place, expected, answered in found[:SHOWN]:
        identity = (expected or answered).split(b",", 1)[0].decode(errors="replace")
        at, wanted, given = around_first_difference(expected, answered)
        print(f"{place}, {identity}, differs from byte {at} on:\n  expected …{wanted!r}\n  but found …{given!r}")
    print(f"corpus: {len(reference) - 1} answers expected, {len(found)} lines differ")
    sys.exit(1 if found or len(reference) < 2 else 0)


if __name__ == "__main__":
    main()
