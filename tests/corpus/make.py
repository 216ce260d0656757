#!/usr/bin/env python3
"""Writes the corpus that every language answers: requests.jsonl, and the packs that some requests need (README.md).

    make.py FOLDER

Reads the packs of the project, stories.json beside this file, and other people's suites in ITR_SHARED (../shared unless told).
Where those are absent they are left out and this is said; with CI=true that is a failure.
"""
import collections
import json
import os
import pathlib
import re
import sys

import suites

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEARCH_PATH = [str(ROOT / "examples/packs")]
MINUTE = 60_000

# Around what calendars find hard: clock changes in Europe and America, the end of a year, a make-up working day in China.
INSTANTS = ["2026-03-29T00:30:00Z", "2026-11-01T05:59:59.999Z", "2026-12-31T15:59:00Z", "2026-02-14T01:00:00Z", "2026-03-06T09:00:00Z"]
TARGETS = ["4h", "real 4h", "2 working days", "2 working days by 16:00", "end of next working day", "next working day by 09:30",
           "unlimited", "50% of resolve", "soon"]


def packs():
    """The folders of all packs that are meant to be used, sorted; broken ones are other tests' matter but for one."""
    places = [*ROOT.glob("examples/packs/*"), *ROOT.glob("tests/*/packs/*"), ROOT / "tests/capi/desk"]
    return sorted(folder for folder in places if (folder / "pack.yaml").is_file())


def name_of(folder):
    return folder.relative_to(ROOT).as_posix()


def scenarios():
    for folder in packs():
        yield {"id": f"scenarios/{name_of(folder)}", "kind": "scenarios", "folder": str(folder), "search_path": SEARCH_PATH}


def calendars_of(folder):
    texts = [path.read_text() for path in sorted(folder.glob("*.yaml"))]
    names = [name for text in texts for name in re.findall(r"^calendar: ([\w-]+)$", text, re.M)]
    return sorted({*names, "24x7"})


def questions():
    for text in INSTANTS:
        at_ms = suites.milliseconds(text)
        yield {"call": "add", "from_ms": at_ms, "length_ms": 37 * MINUTE}
        yield {"call": "add", "from_ms": at_ms, "length_ms": -100 * 60 * MINUTE}
        yield {"call": "between", "from_ms": at_ms, "to_ms": at_ms + 7 * 24 * 60 * MINUTE + 1}
        yield {"call": "between", "from_ms": at_ms, "to_ms": at_ms - 40 * 60 * MINUTE}
        for call in ("is_open", "next_open", "next_close", "is_known"):
            yield {"call": call, "at_ms": at_ms}
        for target in TARGETS:
            yield {"call": "due", "from_ms": at_ms, "target": target}


def calendars():
    for folder in packs():
        for calendar in calendars_of(folder):
            yield {"id": f"calendar/{name_of(folder)}/{calendar}", "kind": "calendar", "folder": str(folder),
                   "search_path": SEARCH_PATH, "calendar": calendar, "questions": list(questions())}


def sent(step, start_ms, head, roles):
    """A step of a story, [minutes, role, what, …], as a step of a request."""
    minutes, role, what, *rest = step
    now_ms = start_ms + minutes * MINUTE
    actor = {"id": role, "roles": [role], **roles.get(role, {})}
    if what == "advance":
        return {"call": "advance", "now_ms": now_ms, "max_tickets": 100}
    if what == "send" and len(rest) == 1:
        return {"call": "send", "now_ms": now_ms, "actor": actor, **head, "event": rest[0], "key": "", "expected_version": -1}
    members = {"event": rest[0], "data": rest[1]} if what == "send" else rest[0]
    return {"call": "execute", "now_ms": now_ms, "command": {"op": what, **head, "actor": actor, **members}}


def looks(story, now_ms):
    """What is asked at the end: the ticket as each role sees it, its clocks, its effects, its history where that holds no chance."""
    head = {"tenant": story["tenant"], "ticket": story["ticket"]}
    for role in ["system", *story.get("roles", {})]:
        actor = {"id": role, "roles": [role], **story.get("roles", {}).get(role, {})}
        yield {"call": "get", "now_ms": now_ms, "actor": actor, **head}
        yield {"call": "query", "actor": actor, "query": {"tenant": story["tenant"], "where": {"open": True}, "limit": 10}}
        if story["history"]:
            yield {"call": "history", "actor": actor, **head}
    yield {"call": "clocks", "now_ms": now_ms, "actor": {"roles": ["system"]}, **head}
    yield {"call": "take_effects", "now_ms": now_ms, "hidden_for_ms": MINUTE, "max_effects": 100}
    yield {"call": "next_due"}
    yield {"call": "get", "now_ms": now_ms, "actor": {"roles": ["system"]}, "tenant": story["tenant"], "ticket": "nobody"}


def stories():
    for story in json.loads((pathlib.Path(__file__).parent / "stories.json").read_text())["stories"]:
        start_ms = suites.milliseconds(story["start"])
        head = {"tenant": story["tenant"], "ticket": story["ticket"]}
        steps = [sent(step, start_ms, head, story.get("roles", {})) for step in story["steps"]]
        end_ms = start_ms + story["steps"][-1][0] * MINUTE
        yield {"id": f"commands/{story['id']}", "kind": "commands", "folder": str(ROOT / story["folder"]), "search_path": SEARCH_PATH,
               "deployed_ms": start_ms, "steps": [*steps, *looks(story, end_ms)]}


def write(folder, requests):
    seen = set()
    with open(folder / "requests.jsonl", "w", encoding="utf-8") as file:
        for request in requests:
            assert request["id"] not in seen, f"the id {request['id']} is there twice"
            assert re.fullmatch(r"[ !#-[\]-~]+", request["id"]), f"the id {request['id']} needs escapes in JSON"
            seen.add(request["id"])
            file.write(json.dumps(request, ensure_ascii=False, separators=(",", ":")) + "\n")
    kinds = collections.Counter(each.split("/")[0] for each in seen)
    print(f"corpus: {len(seen)} requests in {folder / 'requests.jsonl'} ({', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items()))})")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    shared = pathlib.Path(os.environ.get("ITR_SHARED", ROOT.parent / "shared")) / "conformance"
    requests = [*scenarios(), *calendars(), *stories()]
    if shared.is_dir():
        requests += suites.requests(shared, folder)
    else:
        print(f"SKIPPED: {shared} is not there (set ITR_SHARED): the corpus is without other people's suites", file=sys.stderr)
        if os.environ.get("CI") == "true":
            sys.exit(1)
    write(folder, requests)


if __name__ == "__main__":
    main()
