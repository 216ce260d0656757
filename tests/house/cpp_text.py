"""Reading C++ as text: enough for the house rules, and no more."""
import pathlib
import re

SUFFIXES = (".cpp", ".hpp", ".h")


def files(root, *folders):
    """Every C++ file below the folders, as paths relative to the root, in order."""
    found = []
    for folder in folders:
        found += [path for path in (root / folder).rglob("*") if path.suffix in SUFFIXES and path.is_file()]
    return sorted(path.relative_to(root) for path in found)


_NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.S)


def code(text):
    """The text without comments and the insides of literals; every line keeps its number."""
    def blank(match):
        token = match.group(0)
        keep = '""' if token[0] in 'R"' else ""
        return keep + "\n" * token.count("\n")
    return _NOISE.sub(blank, text)


def includes(text):
    """(line, header, with quotes?) of every #include."""
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if match:
            yield number, match.group(2), match.group(1) == '"'


_FUNCTION = re.compile(r"\)\s*(?:(?:const|noexcept|override|final|mutable|try|&&?)\s*|noexcept\([^{}]*\)\s*|->[^{};]*|:(?!:)[^;]*[)}]\s*|requires[^;]*)*$", re.S)
_SCOPE = re.compile(r'^\s*(?:template\s*<.*>\s*)?(?:(?:inline\s+)?namespace|class|struct|union|enum|extern)\b', re.S)


def functions(text):
    """(first line, lines, header) of every function body outside of another function."""
    body = re.sub(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", lambda m: "\n" * m.group(0).count("\n"), code(text), flags=re.M)
    stack, header, header_line, line = [], "", 0, 1
    for character in body:
        if character == "{":
            inside = any(kind == "function" for kind, *_ in stack)
            if inside:
                kind = "other"
            elif _FUNCTION.search(header) and not re.match(r"^\s*(?:inline\s+)?namespace\b", header):
                kind = "function"
            elif _SCOPE.match(header) and ("=" not in header):
                kind = "scope"
            else:
                kind = "other"
            stack.append((kind, header_line or line, header))
            if kind != "other":
                header, header_line = "", 0
        elif character == "}":
            if stack:
                kind, start, name = stack.pop()
                if kind == "function":
                    yield start, line - start + 1, " ".join(name.split())
                if kind == "other":
                    header = name + "{}"
                else:
                    header, header_line = "", 0
        elif character == ";":
            if not any(kind != "scope" for kind, *_ in stack):
                header, header_line = "", 0
        elif not any(kind != "scope" for kind, *_ in stack):
            if not header_line and not character.isspace():
                header_line = line
            header += character
        if character == "\n":
            line += 1


def room_of(path, room_of_header):
    """The room of a file below src/ or include/itr/, or None."""
    parts = pathlib.PurePosixPath(path).parts
    if parts[0] == "src":
        if parts[1] == "store" and len(parts) > 3:
            return "adapter"
        return parts[1]
    if parts[:2] == ("include", "itr"):
        return room_of_public(parts[2:], room_of_header)
    return None


def room_of_public(parts, room_of_header):
    if parts[0] == "stores":
        return "adapter"
    return room_of_header.get(parts[0]) or room_of_header.get(pathlib.PurePosixPath(parts[0]).stem)
