"""The documents: links lead somewhere, and code that is said to come from a tested file equals it.

documents.py [--write]: checks; --write brings code blocks and the table of diagnostics up to date.

A block is taken from a file by a line above its fence: <!-- from: examples/01_hello_ticket.cpp -->. With a second
word (<!-- from: FILE NAME -->) it is what stands there between the lines `// [NAME]` and `// [/NAME]`.
"""
import pathlib
import re
import sys
import textwrap

LINK = re.compile(r"(?<!!)\[[^\]\[]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"(<!-- from: (\S+)(?: (\S+))? -->\n```[^\n]*\n)(.*?)(?=```)", re.S)


def documents(root):
    found = [root / "README.md", *(root / "docs").rglob("*.md"), *(root / "examples").rglob("*.md"), *(root / "bindings").rglob("*.md")]
    return sorted(path for path in found if path.exists())


def anchors(text):
    """The anchors of the headings, as code hosts make them."""
    found = set()
    for heading in re.findall(r"^#+ +(.+)$", without_code(text), re.M):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        found.add(re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-"))
    return found


def without_code(text):
    return re.sub(r"^ *```.*?^ *```|`[^`\n]*`", "", text, flags=re.S | re.M)


def source_text(root, file, name):
    """The text that a block should show, or None if there is no such place."""
    path = root / file
    if not path.exists():
        return None
    text = path.read_text()
    if name:
        match = re.search(rf"^[^\n]*\[{re.escape(name)}\][^\n]*\n(.*?)^[^\n]*\[/{re.escape(name)}\]", text, re.S | re.M)
        return textwrap.dedent(match.group(1)) if match else None
    return text


def check(root):
    failures = []
    for document in documents(root):
        text = document.read_text()
        shown = document.relative_to(root)
        failures += [f"{shown}: {message}" for message in broken_links(root, document, text)]
        for _, file, name, block in BLOCK.findall(text):
            wanted = source_text(root, file, name)
            if wanted is None:
                failures.append(f"{shown}: says that code is from {file} {name}, which does not exist")
            elif wanted != block:
                failures.append(f"{shown}: the code from {file} {name} is out of date; ./dev docs --write brings it in")
    return failures


def broken_links(root, document, text):
    for pair in LINK.findall(without_code(text)):
        target = pair[0] or pair[1]
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = (document.parent / file) if file else document
        if not path.exists():
            yield f"the link to {target} leads nowhere"
        elif anchor and path.suffix == ".md" and anchor not in anchors(path.read_text()):
            yield f"the link to {target}: there is no such heading"


def write(root):
    for document in documents(root):
        text = document.read_text()

        def renew(match):
            wanted = source_text(root, match.group(2), match.group(3))
            return match.group(0) if wanted is None else match.group(1) + wanted

        new = BLOCK.sub(renew, text)
        if new != text:
            document.write_text(new)
            print(f"{document.relative_to(root)}: brought up to date")


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    import codes
    if sys.argv[1:] == ["--write"]:
        write(root)
        codes.write(root)
    elif sys.argv[1:]:
        sys.exit("Usage: documents.py [--write]")
    failures = check(root) + codes.check(root)
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(documents(root))} documents: {'in order' if not failures else f'{len(failures)} faults'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
