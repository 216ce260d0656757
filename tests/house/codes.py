"""Codes of errors and diagnostics: unique, described in docs/diagnostics.md, each reached by a test.

codes.py --write brings the table of docs/diagnostics.md up to date: new codes come in, gone ones go, meanings stay.
"""
import pathlib
import re
import sys

DECLARATION = re.compile(r'inline\s+constexpr\s+Code\s+(\w+)\s*\{\s*"([^"]+)"\s*\}\s*;(?:[ \t]*///?<?[ \t]*([^\n]*))?')
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]*) \| (.*) \|$", re.M)
BEGIN, END = "<!-- codes: begin -->", "<!-- codes: end -->"
TEST_SUFFIXES = (".cpp", ".hpp", ".yaml", ".yml", ".json", ".txt", ".golden", ".py", ".c")


def declared(root):
    """[(code, constant, file, meaning beside it)]"""
    found = []
    for path in sorted((root / "src").rglob("*.hpp")):
        for name, code, meaning in DECLARATION.findall(path.read_text()):
            found.append((code, name, path.relative_to(root), meaning.strip()))
    return found


def documented(root):
    document = root / "docs/diagnostics.md"
    return {code: meaning.strip() for code, _, meaning in ROW.findall(document.read_text())} if document.exists() else {}


def check(root):
    failures, seen = [], {}
    meanings = documented(root)
    constants, texts = mentioned_in_tests(root)
    described = (root / "docs/diagnostics.md").exists()
    for code, name, path, _ in declared(root):
        if code in seen:
            failures.append(f"{path}: the code {code} is also in {seen[code]}. why: programs tell failures apart by it")
        seen[code] = path
        if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", code):
            failures.append(f"{path}: {code} is not of the form room.what_is_wrong")
        if described and not meanings.get(code):
            failures.append(f"{path}: docs/diagnostics.md does not say what {code} means. why: people look it up there. "
                            "instead: tests/house/codes.py --write, then write the meaning")
        if described and name not in constants and code not in texts:
            failures.append(f"{path}: no test reaches {code}. why: a message nobody has seen is wrong. instead: a test or a broken "
                            "pack that provokes it and names it")
    for code in meanings:
        if code not in seen:
            failures.append(f"docs/diagnostics.md: {code} does not exist (any more); codes.py --write takes it out")
    return failures


def mentioned_in_tests(root):
    """Every identifier and every dotted name that stands in a test file."""
    constants, texts = set(), set()
    for path in (root / "tests").rglob("*"):
        if path.suffix in TEST_SUFFIXES and path.is_file() and "house" not in path.parts:
            text = path.read_text(errors="replace")
            constants.update(re.findall(r"\b[a-z][a-z0-9_]*\b", text))
            texts.update(re.findall(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+", text))
    return constants, texts


def write(root):
    document = root / "docs/diagnostics.md"
    text = document.read_text()
    meanings = documented(root)
    rows = [f"| `{code}` | {path.parts[1]} | {meanings.get(code) or comment} |"
            for code, _, path, comment in sorted(declared(root))]
    table = "\n".join(["| code | room | what it means, and what to do |", "|---|---|---|", *rows])
    start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    document.write_text(f"{text[:start]}\n{table}\n{text[end:]}")
    missing = [code for code, *_, comment in declared(root) if not (meanings.get(code) or comment)]
    print(f"{len(rows)} codes" + (f", without a meaning: {', '.join(missing)}" if missing else ""))


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parents[2]
    if sys.argv[1:] == ["--write"]:
        write(here)
    else:
        sys.exit("Usage: codes.py --write")
