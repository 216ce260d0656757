"""Codes of errors and diagnostics: unique, described in docs/diagnostics.md, each reached by a test.

codes.py --write brings the table of docs/diagnostics.md up to date: new codes come in, gone ones go, meanings stay.
"""
import pathlib
import re
import sys

DECLARATION = re.compile(r'inline\s+constexpr\s+Code\s+(\w+)\s*\{\s*"([^"]+)"\s*\}\s*;(?:[ \t]*///?<?[ \t]*([^\n]*))?')
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]*) \| (.*) \|$", re.M)
BEGIN, END = "<!-- codes: begin -->", "<!-- codes: end -->"
ROOMS_TO_COME = ["validation"]  # described already
LISTS = ["tests/validation/broken_packs_test.cpp"]  # name codes without reaching them
TEST_SUFFIXES = (".cpp", ".hpp", ".yaml", ".yml", ".json", ".txt", ".golden", ".py", ".c")


def declared(root):
    """[(code, constant, file, meaning beside it)]"""
    found = []
    for path in sorted((root / "src").rglob("*.hpp")):
        for name, code, meaning in DECLARATION.findall(path.read_text()):
            found.append((code, name, path.relative_to(root), meaning.strip()))
    return found


def documented(root):
    """{code: (room, meaning)}"""
    document = root / "docs/diagnostics.md"
    rows = ROW.findall(document.read_text()) if document.exists() else []
    return {code: (room.strip(), meaning.strip()) for code, room, meaning in rows}


def check(root):
    failures, seen = [], {}
    described = (root / "docs/diagnostics.md").exists()
    documented_codes = documented(root)
    unreached = without_test(root)
    for code, name, path, _ in declared(root):
        if code in seen:
            failures.append(f"{path}: the code {code} is also in {seen[code]}. why: programs tell failures apart by it")
        seen[code] = path
        if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", code):
            failures.append(f"{path}: {code} is not of the form subject.what_is_wrong")
        if described and not documented_codes.get(code, ("", ""))[1]:
            failures.append(f"{path}: docs/diagnostics.md does not say what {code} means. why: people look it up there. "
                            "instead: ./dev docs --write, then write the meaning")
        if described and code in unreached:
            failures.append(f"{path}: no test reaches {code}. why: a message nobody has seen is wrong. instead: a test or a broken "
                            "pack that provokes it and names it")
    for code, (room, _) in documented_codes.items():
        if code not in seen and (room not in ROOMS_TO_COME or (root / "src" / room / "codes.hpp").exists()):
            failures.append(f"docs/diagnostics.md: {code} does not exist (any more); ./dev docs --write takes it out")
    return failures


def without_test(root):
    """Codes that no test file names, neither by their text nor by their constant."""
    names, texts = {}, set()
    for path in (root / "tests").rglob("*"):
        if path.suffix in TEST_SUFFIXES and path.is_file() and path.relative_to(root).as_posix() not in LISTS:
            parts = path.relative_to(root / "tests").parts
            if parts[0] == "house":
                continue
            text = path.read_text(errors="replace")
            texts.update(re.findall(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+", text))
            for name in re.findall(r"\b[a-z][a-z0-9_]*\b", text):
                names.setdefault(name, set()).add(parts[0])
    codes = declared(root)
    shared = {name for _, name, *_ in codes if sum(name == other for _, other, *_ in codes) > 1}
    return {code for code, name, path, _ in codes if code not in texts and
            (path.parts[1] not in names.get(name, ()) if name in shared else name not in names)}


def write(root):
    document = root / "docs/diagnostics.md"
    text = document.read_text()
    meanings = {code: meaning for code, (_, meaning) in documented(root).items()}
    waiting = [(code, *row) for code, row in documented(root).items() if row[0] in ROOMS_TO_COME]
    rows = [f"| `{code}` | {path.parts[1]} | {meanings.get(code) or comment} |"
            for code, _, path, comment in declared(root)]
    known = {code for code, *_ in declared(root)}
    rows += [f"| `{code}` | {room} | {meaning} |" for code, room, meaning in waiting if code not in known]
    rows.sort()
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
