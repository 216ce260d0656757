"""Calls that do not belong: in the pure half, in tests, anywhere."""
import re

import cpp_text
import rules


def check(root):
    failures, used = [], set()
    for path in cpp_text.files(root, "src", "include/itr", "tests", "examples", "benchmarks"):
        if path.parts[:2] == ("tests", "house"):
            continue
        text = cpp_text.code((root / path).read_text())
        for pattern, why, instead in patterns_for(path):
            for match in re.finditer(pattern, text):
                if excepted(path, match.group(0)):
                    used.add(path.as_posix())
                    continue
                line = text.count("\n", 0, match.start()) + 1
                failures.append(f"{path}:{line}: '{match.group(0).strip()}' is not used here. why: {why}. instead: {instead}")
        failures += unordered_iteration(path, text)
    for path in rules.EXCEPTIONS:
        if (root / path).exists() and path not in used:
            failures.append(f"{path}: its exception in tests/house/rules.py is no longer needed; take it out")
    return failures


def patterns_for(path):
    if path.parts[0] == "tests":
        return rules.BANNED_IN_TESTS
    room = cpp_text.room_of(path, rules.ROOM_OF_HEADER)
    if room is None:
        return []
    chosen = list(rules.BANNED_IN_ALL_SOURCES)
    if room in rules.PURE_ROOMS:
        chosen += rules.BANNED_IN_PURE_ROOMS
    if room in rules.TIME_ROOMS:
        chosen += rules.BANNED_FOR_TIME
    return chosen


def excepted(path, match):
    return any(part in match for part in rules.EXCEPTIONS.get(path.as_posix(), {}))


def unordered_iteration(path, text):
    """A range-for over a name that the same file declares as an unordered container."""
    if path.parts[0] not in ("src", "include"):
        return []
    names = set(re.findall(r"\bunordered_(?:multi)?(?:map|set)\s*<[^;{}()]*>\s+&?\s*(\w+)\s*[;={(,)]", text))
    failures = []
    for match in re.finditer(r"\bfor\s*\([^;()]*:\s*(?:\w+(?:\.|->))*(\w+)\s*\)", text):
        if match.group(1) in names:
            line = text.count("\n", 0, match.start()) + 1
            failures.append(f"{path}:{line}: iterates over the unordered '{match.group(1)}'. why: its order differs between "
                            "machines and reaches output. instead: std::map, or a sorted vector; keep the unordered one "
                            "for look-up")
    return failures
