"""Who includes whom: rooms depend one way, and each library of others has its place."""
import fnmatch
import pathlib

import cpp_text
import rules

WHY = ("why: dependencies go one way (docs/architecture.md), so that a room can be understood, tested and replaced "
       "knowing only what is below it")


def check(root):
    failures = []
    for path in cpp_text.files(root, "src", "include/itr"):
        room = cpp_text.room_of(path, rules.ROOM_OF_HEADER)
        if room not in rules.MAY_USE:
            failures.append(f"{path}: no room is known for this file; add it to tests/house/rules.py "
                            "(ROOM_OF_HEADER, MAY_USE) and to docs/architecture.md")
            continue
        for line, header, quoted in cpp_text.includes((root / path).read_text()):
            message = of_the_house(path, room, header, quoted, root) or of_others(path, header, quoted)
            if message:
                failures.append(f"{path}:{line}: {message}")
    return failures


def of_the_house(path, room, header, quoted, root):
    if header.startswith("itr/"):
        other = cpp_text.room_of_public(pathlib.PurePosixPath(header).parts[1:], rules.ROOM_OF_HEADER)
    elif quoted:
        parts = pathlib.PurePosixPath(header).parts
        if len(parts) == 1 or not (root / "src" / parts[0]).is_dir():
            return f'"{header}": name a private header by its room, as in "{room}/{header}", so that one can see whose it is'
        other = cpp_text.room_of(pathlib.PurePosixPath("src") / header, rules.ROOM_OF_HEADER)
        if path.parts[0] == "include":
            return f'"{header}": a public header cannot use a private one: it is not installed'
        if room in rules.PUBLIC_ONLY and other != room:
            return f'"{header}": {room} uses public headers only, as everybody else must: <itr/…>'
    else:
        return None
    if other == room or other in rules.MAY_USE[room]:
        return None
    allowed = ", ".join(rules.MAY_USE[room]) or "no other room"
    return f"the room {room} may not use {other} ({header}); it may use: {allowed}. {WHY}; pass data down or move the function up"


def of_others(path, header, quoted):
    if quoted or header.startswith("itr/"):
        return None
    for prefix, (places, why) in rules.LIBRARIES.items():
        if header.startswith(prefix):
            if any(fnmatch.fnmatch(path.as_posix(), place) for place in places):
                return None
            return f"<{header}> belongs in {', '.join(places)}. why: {why}"
    if "/" in header and not header.startswith(("sys/", "netinet/", "arpa/")):
        return (f"<{header}>: no room is known for this library; say in tests/house/rules.py which may use it, and write a "
                "record in docs/adr why it was chosen")
    if header.endswith(".h") and path.parts[0] == "include" and path.suffix == ".hpp":
        return f"<{header}>: public headers use the headers of the C++ language only (<c…> instead of <….h>)"
    return None
