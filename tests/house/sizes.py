"""How long files and functions are."""
import statistics

import cpp_text
import rules

WHY_FILE = "why: a file is read as a whole; beyond this it holds more than one idea. Split it by idea, one file each"
WHY_FUNCTION = "why: a function is one thought that fits a screen. Give its steps names and make them functions"


def check(root):
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
