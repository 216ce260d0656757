"""What a long-lived program keeps in memory: resident memory after 1,000,000 commands on a SQLite file with a cache limit, by that
after 200,000; at most 1.05. Not part of any test's run: it takes minutes, and a file of some gigabytes.

    memory.py [COMMANDS] [FOLDER]
"""
import pathlib
import sys
import tempfile
import time

import itr
import ours
from lifecycle import EVENTS, START, at, pack_text

BATCH = 20  # tickets that live together, each command of theirs in one append
LIMIT = 1.05


def resident_kib():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def live(engine, names):
    """The lives of some tickets, and what else a program does with them."""
    outcomes = engine.execute_batch([ours.opening(ticket) for ticket in names], START)
    for number, (name, data) in enumerate(EVENTS):
        outcomes += engine.execute_batch([ours.event(ticket, name, data) for ticket in names], at(number))
    assert all(each.ok for each in outcomes)
    ticket = engine.get("t", names[0], ours.DESK, at(12))
    assert ticket.states == ("closed",) and len(list(engine.history("t", names[0], ours.DESK))) == ticket.version
    try:
        engine.send("t", names[1], "register", ours.DESK, at(12))
    except itr.RejectedError as refused:
        assert refused.code == "ticket.closed"
    assert not list(engine.effects(at(12)))
    return len(outcomes) + 1


def main():
    commands = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    marks = {commands // 5: None, commands: None}
    done, tickets, begin = 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        with itr.Store.sqlite(pathlib.Path(folder) / "memory.db", synchronous="off") as store, \
                itr.Engine(store, cache_bytes=8 << 20) as engine, itr.Pack.load({"pack.yaml": pack_text()}) as pack:
            engine.deploy(pack, itr.Actor.system(), START)
            for mark in marks:
                while done < mark:
                    done += live(engine, [f"T-{n}" for n in range(tickets, tickets + BATCH)])
                    tickets += BATCH
                marks[mark] = resident_kib()
                print(f"after {done:,} commands: {marks[mark]:,} KiB resident, {time.monotonic() - begin:.0f} s", flush=True)
    early, late = marks.values()
    print(f"resident memory grew by a factor of {late / early:.3f} (at most {LIMIT})")
    sys.exit(late / early > LIMIT)


if __name__ == "__main__":
    main()
