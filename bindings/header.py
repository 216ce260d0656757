"""Reads include/itr/itr.h: constants, handles, structs, callbacks and functions, with what their comments say.

    header.py --write    brings bindings/api.json up to date with the header

The header is written plainly enough for the patterns below. What no pattern can see, which document a parameter is, is written
into api.json by hand (member `document`) and kept; tests/capi/description_test.py tells when the two disagree.
"""
import json
import pathlib
import re
import sys

HANDLES = re.compile(r"^typedef uint64_t (itr_\w+);\s*/\* (owned|borrowed): (.*?) \*/", re.M | re.S)
CONSTANT = re.compile(r"^#define (ITR_\w+) +(\S+)")
STRUCT = re.compile(r"typedef struct (\w+) \{(.*?)\} \w+;", re.S)
FUNCTION = re.compile(r"/\*((?:(?!\*/).)*)\*/\s*ITR_C_API ([^;{]*?)\(([^;]*)\);", re.S)
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def plain(text):
    return " ".join(text.replace("\n *", "\n").split())


def value(text):
    text = text.strip("()")
    return (1 << 63) - 1 if text == "INT64_MAX" else int(text)


def constants(text):
    found = {}
    for line in text.splitlines():
        match = CONSTANT.match(line)
        if match and match.group(2) != "ITR_C_API" and not match.group(1).startswith(("ITR_C_API", "ITR_ITR_H")):
            found[match.group(1)] = value(match.group(2))
    return found


def split(parameters):
    """The parameters of a function, commas inside parentheses left alone."""
    parts, depth, last = [], 0, ""
    for character in parameters:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(last)
            last = ""
        else:
            last += character
    return [" ".join(part.split()) for part in [*parts, last] if part.strip() not in ("", "void")]


def declared(declaration):
    """(type, name) of a parameter or field; a function pointer's type is its whole declaration without the name."""
    pointer = re.match(r"(.*?)\(\*(\w+)\)\((.*)\)$", declaration)
    if pointer:
        arguments = ", ".join(f"{kind} {name}" for kind, name in map(declared, split(pointer.group(3))))
        return f"{pointer.group(1).strip()} (*)({arguments})", pointer.group(2)
    kind, name = re.match(r"(.*?)(\w+)$", declaration).groups()
    return kind.replace(" *", "*").strip(), name


def structs(text):
    found = {}
    for name, body in STRUCT.findall(text):
        fields = [" ".join(field.split()) for field in COMMENT.sub("", body).split(";")]
        found[name] = [dict(zip(("type", "name"), declared(field))) for field in fields if field]
    return found


def parameter(kind, name, rest):
    """What a parameter is for a binding; texts take their length with them."""
    if kind == "const char*":
        rest.pop(0)
        return {"name": name, "kind": "bytes" if name == "entropy" else "text", "c": [f"const char* {name}", f"uint64_t {name}_size"]}
    spelled = {"name": name, "c": [f"{kind} {name}"]}
    if kind == "void*":
        return {**spelled, "kind": "pointer"}
    if kind == "itr_error*":
        return {**spelled, "kind": "out_error"}
    if kind.startswith("const ") and kind.endswith("*"):
        return {**spelled, "kind": "in_struct", "type": kind[6:-1]}
    if kind.endswith("*"):
        target = kind[:-1]
        if name == "bytes":
            return {**spelled, "kind": "in_out_struct", "type": target}
        if target in ("itr_bytes", "itr_text"):
            return {**spelled, "kind": "out_owned_bytes" if target == "itr_bytes" else "out_borrowed_text", "type": target}
        if target in ("int64_t", "int32_t", "uint64_t"):
            return {**spelled, "kind": "out_number", "type": target, "may_be_null": name == "known"}
        if target in ("itr_outcome", "itr_advanced", "itr_clock_reading"):
            return {**spelled, "kind": "out_struct", "type": target}
        return {**spelled, "kind": "out_owned_handle", "type": target}
    return {**spelled, "kind": "handle" if kind.startswith("itr_") else "number", "type": kind}


def functions(text):
    found = []
    for comment, head, parameters in FUNCTION.findall(text):
        returns, name = declared(" ".join(head.split()))
        rest = [declared(part) for part in split(parameters)]
        read = []
        while rest:
            kind, given = rest.pop(0)
            read.append(parameter(kind, given, rest))
        words = plain(comment)
        library = re.search(r"In the library (\w+)\.", words)
        of_c = {"c_alone": True} if any(each["kind"] == "pointer" for each in read) else {}
        found.append({"name": name, **of_c, "library": library.group(1) if library else "itr",
                      "since": int(re.search(r"Since (\d+)\.", words).group(1)), "callbacks_too": "Callbacks too." in words,
                      "returns": returns, "parameters": read, "documentation": words})
    return found


def read(path):
    text = path.read_text()
    return {"constants": constants(text), "handles": {name: {"ownership": kind, "released_by": plain(by)} for name, kind, by in HANDLES.findall(text)},
            "structs": structs(text), "functions": functions(text)}


def described(path, known):
    """The description of the header, with the documents that the known description names."""
    api = {"about": "The C API, from which bindings take their raw signatures: see bindings/README.md.", **read(path)}
    documents = {(function["name"], each["name"]): each["document"] for function in known.get("functions", [])
                 for each in function["parameters"] if "document" in each}
    for function in api["functions"]:
        for each in function["parameters"]:
            if (function["name"], each["name"]) in documents:
                each["document"] = documents[function["name"], each["name"]]
    api["callbacks"] = known.get("callbacks", {})
    return api


def text_of(api):
    """JSON with one function or field to a few lines, so that a change is a small difference."""
    return json.dumps(api, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    root = pathlib.Path(__file__).resolve().parents[1]
    target = root / "bindings/api.json"
    if sys.argv[1:] != ["--write"]:
        sys.exit("Usage: header.py --write")
    target.write_text(text_of(described(root / "include/itr/itr.h", json.loads(target.read_text()) if target.exists() else {})))
