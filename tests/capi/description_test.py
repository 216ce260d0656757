"""bindings/api.json says what include/itr/itr.h says, and the layout of structs is the one that bindings rely on.

Usage: description_test.py LAYOUT_PROGRAM
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings"))
import header  # noqa: E402


def differences(api, path=()):
    """Where the description and the header disagree, as far down as they do."""
    known, real = api
    if type(known) is type(real) and isinstance(known, dict):
        for key in sorted(known.keys() | real.keys()):
            yield from differences((known.get(key), real.get(key)), (*path, key))
    elif type(known) is type(real) and isinstance(known, list) and len(known) == len(real):
        for index, pair in enumerate(zip(known, real)):
            yield from differences(pair, (*path, pair[1].get("name", index) if isinstance(pair[1], dict) else index))
    elif known != real:
        yield f"{'.'.join(map(str, path))}: api.json has {known!r}, the header {real!r}"[:300]


def of_documents(function):
    """Documents that the comment names and those of the parameters."""
    said = set(re.findall(r"document `(\w+)`", function["documentation"]))
    has = {each["document"] for each in function["parameters"] if "document" in each}
    if said != has:
        yield f"{function['name']}: its comment names the documents {sorted(said)}, api.json {sorted(has)}"


def of_comments(function):
    """What every comment must say."""
    words = function["documentation"]
    if "Errors" not in words and "As before." not in words and function["name"] != "itr_error_status":
        yield f"{function['name']}: its comment does not say how it fails"
    if re.match(r"(Errors|Since)\b", words):
        yield f"{function['name']}: its comment does not say what it does"
    if not re.search(r"Since \d+\.$", words):
        yield f"{function['name']}: its comment does not end with the version that has it first"


def arguments(text, at):
    """The arguments of the call whose parenthesis opens at `at`."""
    parts, depth, last = [], 0, at + 1
    for place in re.finditer(r'"(?:[^"\\]|\\.)*"|[(){}\[\],]', text[at:]):
        found, here = place.group(), at + place.start()
        depth += (found in "({[") - (found in ")}]") if len(found) == 1 else 0
        if (found == "," and depth == 1) or depth == 0:
            parts.append(" ".join(text[last:here].split()))
            last = here + 1
        if depth == 0:
            return parts
    return []


def fed_alone(function, fuzzed):
    """The parameters that are given any bytes, `data, size`, in a call in which no other is."""
    spelled = [each["name"] for each in function["parameters"] for _ in each["c"]]
    for call in re.finditer(rf"\b{function['name']}\(", fuzzed):
        fed = [name for name, given in zip(spelled, arguments(fuzzed, call.end() - 1)) if given == "data"]
        if len(fed) == 1:
            yield fed[0]


def of_fuzzers(functions):
    """Whatever takes bytes has been given any, and nothing else was wrong then."""
    fuzzed = "".join(source.read_text() for source in sorted((ROOT / "tests/fuzz").glob("*_fuzz.cpp")))
    for function in functions:
        takes_bytes = {each["name"] for each in function["parameters"] if each["kind"] in ("text", "bytes")}
        for name in sorted(takes_bytes - set(fed_alone(function, fuzzed))):
            yield f"{function['name']}: no fuzzer of tests/fuzz gives any bytes to its parameter `{name}` alone"


def of_layout(program):
    golden = (ROOT / "tests/capi/golden/layout.txt").read_text().splitlines()
    real = subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()
    if sys.maxsize < 1 << 62:
        return  # the golden is of 64-bit machines
    yield from (f"layout: {line}: another than the golden" for line in sorted(set(golden) ^ set(real)))
    declared = {f"{name}.{field['name']}" for name, fields in header.read(ROOT / "include/itr/itr.h")["structs"].items() for field in fields}
    told = {line.split()[0] for line in real if "." in line}
    yield from (f"layout: {field} is not in layout.c" for field in sorted(declared - told))


def main():
    known = json.loads((ROOT / "bindings/api.json").read_text())
    real = header.described(ROOT / "include/itr/itr.h", known)
    failures = list(differences((known, real)))
    for function in real["functions"]:
        failures += [*of_documents(function), *of_comments(function)]
    failures += [*of_fuzzers(real["functions"]), *of_layout(sys.argv[1])]
    declared = len(re.findall(r"^ITR_C_API ", (ROOT / "include/itr/itr.h").read_text(), re.M))
    if declared != len(real["functions"]):
        failures.append(f"{declared} functions in the header, of which {len(real['functions'])} could be read")
    print("\n".join([*failures, "after a change of the header: python3 bindings/header.py --write"]) if failures else
          f"{declared} functions are described as they are")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
