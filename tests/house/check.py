"""The house rules. check.py [RULE…] [--root DIR]: runs them, says what breaks one and why the rule is there."""
import argparse
import importlib
import pathlib
import sys

RULES = ["include_graph", "sizes", "banned_calls", "public_headers", "codes", "documents"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", metavar="RULE", help=", ".join(RULES))
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2])
    options = parser.parse_args()
    failures = []
    for rule in options.rules or RULES:
        if rule not in RULES:
            parser.error(f"there is no rule {rule}")
        found = importlib.import_module(rule).check(options.root.resolve())
        print(f"{rule}: {'kept' if not found else f'{len(found)} times broken'}")
        failures += found
    for failure in failures[:50]:
        print(failure, file=sys.stderr)
    if len(failures) > 50:
        print(f"… and {len(failures) - 50} more", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
