"""One ticket, from its opening to its closing."""
# [pack]
from datetime import datetime, timedelta, timezone

import itr

PACK = """
pack: hello
version: 1.0.0
---
workflow: question
events: {answer: {role: desk}}
states: {asked: {on: {answer: closed}}, closed: {type: final}}
---
agreement: support
clocks: {answer: {stop: "inState('closed')"}}
goals: [{answer: 1h, calendar: 24x7}]
thresholds: {answer: {"100%": {notify: desk}}}
---
roles: {desk: {rights: [open, view]}}
"""
# [/pack]


# [story]
def main() -> None:
    nine = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
    ann = itr.Actor(id="ann", roles=["desk"])
    with itr.Pack.load({"hello.yaml": PACK}) as pack, itr.Store.memory() as store, itr.Engine(store) as engine:
        engine.deploy(pack, itr.Actor.system(), nine)
        engine.execute({"op": "open", "tenant": "acme", "ticket": "T-1", "actor": ann, "workflow": "question"}, nine)

        clock = engine.clock("acme", "T-1", "answer", ann, nine + timedelta(minutes=1))
        print(clock.phase, "until", clock.due)

        engine.send("acme", "T-1", "answer", ann, nine + timedelta(minutes=2))
        ticket = engine.get("acme", "T-1", ann, nine + timedelta(minutes=2))
        print(ticket.states, "open" if ticket.open else "closed")
        try:
            engine.send("acme", "T-1", "answer", ann, nine + timedelta(minutes=3))
        except itr.RejectedError as refused:
            print(refused.code)
# [/story]


if __name__ == "__main__":
    main()
