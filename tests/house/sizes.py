"""How long files and functions are, in C++ and in Python."""
import ast
import statistics

import cpp_text
import rules

WHY_FILE = "why: a file is read as a whole; beyond this it holds more than one idea. Split it by idea, one file each"
WHY_FUNCTION = "why: a function is one thought that fits a screen. Give its steps names and make them functions"


def check(root):
    return check_cpp(root) + check_python(root)


def check_python(root):
    failures = []
    for path in sorted(path for folder in rules.PYTHON_FOLDERS for path in (root / folder).rglob("*.py")):
        name = path.relative_to(root)
        if any(part in rules.NOT_OURS or part.startswith(".") for part in name.parts):
            continue
        text = path.read_text()
        lines = text.count("\n")
        # What a program writes nobody reads as a whole.
        if lines > rules.MAX_FILE_LINES and str(name) not in rules.GENERATED_PYTHON:
            failures.append(f"{name}: {lines} lines, at most {rules.MAX_FILE_LINES}. {WHY_FILE}")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            length = node.end_lineno - node.lineno + 1
            if length > rules.MAX_FUNCTION_LINES:
                failures.append(f"{name}:{node.lineno}: {length} lines in one function, at most {rules.MAX_FUNCTION_LINES}: "
                                f"{node.name}. {WHY_FUNCTION}")
    return failures


def check_cpp(root):
    failures, file_lines, function_lines = [], [], []
    for path in cpp_text.files(root, "src", "include/itr", "tests", "examples", "benchmarks"):
        text = (root / path).read_text()
        lines = text.count("\n")
        ours = path.parts[0] in ("src", "include")
        if ours:
            file_lines.append(lines)
        if lines > rules.MAX_FILE_LINES:
            failures.append(f"{path}: {lines} lines, at most {rules.MAX_FILE_LINES}. {WHY_FILE}")
        for start, length, header in cpp_text.functions(text):
            if ours:
                function_lines.append(length)
            if length > rules.MAX_FUNCTION_LINES:
                failures.append(f"{path}:{start}: {length} lines in one function, at most {rules.MAX_FUNCTION_LINES}: "
                                f"{header[-80:]}. {WHY_FUNCTION}")
    report("files of src and include", file_lines)
    report("functions of src and include", function_lines)
    return failures


def report(what, lengths):
    if not lengths:
        return
    ordered = sorted(lengths)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{what}: {len(lengths)}, median {statistics.median(ordered):.0f} lines, p95 {p95}, longest {ordered[-1]}")
