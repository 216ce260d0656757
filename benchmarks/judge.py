#!/usr/bin/env python3
"""Holds the figures of the benchmarks against their limits (limits.json).

Usage: judge.py DIRECTORY [BENCH …]

DIRECTORY holds what the benchmarks wrote (bench_NAME.json). A line for each figure: met, missed or void. Void is a
ratio whose bare program took more than twice the time that is known of it ("bare" and "known" of a limit): then the
machine was busy, and the ratio says nothing. Where the shared bare programs ran too (limit_NAME.jsonl), a benchmark's
own one must agree with the one that it stands for ("theirs") within a factor of two. With names, only those benchmarks
are looked at. Exit codes: 0 all are met, 1 a limit is missed or void, or two bare programs disagree, 2 a figure that has
a limit is not there.
"""
import json
import pathlib
import re
import sys

NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def plain_name(name: str) -> str:
    """Without what the library adds: iterations:1, manual_time, min_time:2.000."""
    return re.sub(r"/(iterations:\d+|manual_time|real_time|min_time:[\d.]+)", "", name)


def figure_of(run: dict, figure: str) -> float | None:
    if figure == "time_ns":
        return run["real_time"] * NANOSECONDS[run["time_unit"]]
    if figure == "item_ns":
        return 1e9 / run["items_per_second"] if "items_per_second" in run else None
    return run.get(figure)


def is_void(limit: dict, run: dict) -> bool:
    """The bare program ran at less than half of its known speed."""
    if "bare" not in limit:
        return False
    bare, known = run.get(limit["bare"]), limit["known"]
    if bare is None:
        return True
    return bare < known / 2 if limit["bare"].endswith("per_s") else bare > 2 * known


def theirs_in(directory: pathlib.Path) -> dict[str, dict]:
    """What the shared bare programs measured, by name."""
    lines = (line for written in directory.glob("limit_*.jsonl") for line in written.read_text().splitlines() if line)
    return {figure["name"]: figure for figure in map(json.loads, lines)}


def agreement(limit: dict, run: dict, theirs: dict[str, dict]) -> list[tuple[bool, str]]:
    """Whether our bare program and theirs, if it ran, are equally fast but for a factor of two."""
    own, other = run.get(limit.get("bare")), theirs.get(limit.get("theirs"))
    if own is None or other is None:
        return []
    in_time = limit["bare"].endswith("_ns") and other["unit"] == "events/s"
    ratio = own / (1e9 / other["median"] if in_time else other["median"])
    agree = 0.5 <= ratio <= 2
    what = f"our bare program by {limit['theirs']} ({plain_name(run['name'])})"
    return [(agree, f"{'agree ' if agree else 'DIFFER'}  {ratio:10.3f}  {'from 0.5 to 2':15}  {what}")]


def verdicts(limit: dict, runs: list[dict], theirs: dict[str, dict]) -> list[tuple[bool, str]]:
    """Of each run that the limit speaks of: whether it is met, and a line that says so."""
    found = []
    for run in runs:
        name = plain_name(run["name"])
        value = figure_of(run, limit["figure"]) if re.fullmatch(limit["run"], name) else None
        if value is None:
            continue
        least, most = limit.get("least"), limit.get("most")
        met = (least is None or value >= least) and (most is None or value <= most)
        bound = f"at least {least}" if least is not None else f"at most {most}"
        void = is_void(limit, run)
        word = "VOID  " if void else "met   " if met else "MISSED"
        found.append((met and not void, f"{word}  {value:10.3f}  {bound:15}  {limit['what']} ({name})"))
        found += agreement(limit, run, theirs)
    return found


def main(directory: pathlib.Path, wanted: list[str]) -> int:
    limits = json.loads((pathlib.Path(__file__).parent / "limits.json").read_text())
    theirs = theirs_in(directory)
    code = 0
    for limit in limits:
        written = directory / f"bench_{limit['bench']}.json"
        if wanted and limit["bench"] not in wanted:
            continue
        runs = json.loads(written.read_text())["benchmarks"] if written.exists() else []
        found = verdicts(limit, runs, theirs)
        for met, line in found:
            print(line)
            code = max(code, 0 if met else 1)
        if not found:
            print(f"none          expected '{limit['figure']}' of {limit['run']} in {written}, but found nothing")
            code = 2
    return code


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__.strip())
        sys.exit(0 if len(sys.argv) > 1 else 2)
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2:]))
