"""Commands per second through the binding on a store in memory, and the lifecycle of twelve events beside SpiffWorkflow and
transitions (theirs.py says what of it), by turns in one run, in CPU time. Prints a table, and one JSON object for machines. Fails where
Engine.send is not faster than each of them, by medians.

    run.py [ROUNDS]
"""
import json
import statistics
import sys

import ours
import theirs
from lifecycle import EVENTS

COMMANDS = len(EVENTS) + 1  # with the opening
# name → what it takes, commands of a lifecycle, lifecycles of a round
MEASURED = {
    "send": (ours.sent, COMMANDS, 1000),
    "execute": (ours.one_by_one, COMMANDS, 1000),
    "execute_batch of 100": (ours.in_batches, COMMANDS, 2000),
    "send, without data": (ours.events_without_data, len(EVENTS), 2000),
    "in the library alone": (ours.within_the_library, COMMANDS, 1000),
    "transitions, with the rest": (theirs.transitions_with_the_rest, COMMANDS, 500),
    "transitions, as in readme": (theirs.transitions_as_in_its_readme, COMMANDS, 50),
    "transitions, bare": (theirs.transitions_bare, COMMANDS, 500),
    "SpiffWorkflow": (theirs.spiff, COMMANDS, 20),
}
OURS = ("send", "execute", "execute_batch of 100", "send, without data", "in the library alone")


def faster_than_all(medians):
    """The verdict, said name by name."""
    theirs = {name: median for name, median in medians.items() if name not in OURS}
    for name, median in theirs.items():
        print(f"{name} takes {median / medians['send']:.2f} times what `send` takes, {median / medians['execute']:.2f} times "
              "what `execute` takes")
    slower_than = [name for name, median in theirs.items() if median <= medians["send"]]
    print(f"`send` is not faster than: {'; '.join(slower_than)}" if slower_than else "`send` is faster than all of them")
    return not slower_than


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    microseconds = {name: [] for name in MEASURED}
    for _ in range(rounds):
        for name, (measure, commands, lifecycles) in MEASURED.items():
            microseconds[name].append(measure(lifecycles) / lifecycles / commands * 1e6)
    medians = {name: statistics.median(each) for name, each in microseconds.items()}
    print(f"{'':26} {'commands/s':>12} {'µs each':>9}   (medians of {rounds})")
    for name, median in medians.items():
        print(f"{name:26} {1e6 / median:12,.0f} {median:9.2f}")
    share = 1 - medians["in the library alone"] / medians["execute"]
    print(f"share of `execute` spent in the binding: {share:.0%}")
    print(json.dumps({"microseconds": {name: round(each, 3) for name, each in medians.items()}, "share_in_binding": round(share, 3),
                      "rounds": rounds}))
    sys.exit(not faster_than_all(medians))


if __name__ == "__main__":
    main()
