"""The same lifecycle in SpiffWorkflow and transitions.

Neither knows clocks, rights, a journal or rows that can be stored; `transitions` is measured bare, as its readme begins (a machine for
each model), and with the least of what else a ticket's life takes, in plain Python."""
import json
import time

from lifecycle import EVENTS, GUARDS, OPENING, STATES, at

ROLES = frozenset({"desk"})
STARTS, STOPS = {"register": ("respond", "resolve")}, {"validate": "respond", "deliver": "resolve"}


class Ticket:
    """States, guards and data alone."""

    def __init__(self):
        self.data = dict(OPENING)

    def take(self, data):
        self.data.update(data)


for _number, _guard in enumerate(GUARDS):
    setattr(Ticket, f"may_{_number}", lambda self, data, guard=_guard: guard(self.data))


class KeptTicket(Ticket):
    """With rights, declared data, two clocks of which one pauses (in real time: no calendar), a journal, and a row to be stored."""

    def __init__(self):
        super().__init__()
        self.clocks, self.journal, self.row, self.version = {}, [], "", 0

    def happens(self, number, now, roles):
        name, data = EVENTS[number]
        if not ROLES & roles or not DECLARED[number] >= data.keys() or not getattr(self, name)(data):
            raise RuntimeError(f"{name} is refused")
        self.keep_clocks(name, now)
        self.version += 1
        self.journal.append(json.dumps({"version": self.version, "at": now.isoformat(), "actor": {"id": "li.wei", "roles": ["desk"]},
                                        "event": name, "data": data, "to": self.state, "clocks": self.clocks}))
        self.row = json.dumps({"state": self.state, "version": self.version, "data": self.data, "clocks": self.clocks})

    def keep_clocks(self, name, now):
        ms = int(now.timestamp() * 1000)
        for clock in STARTS.get(name, ()):
            self.clocks[clock] = {"running": True, "since": ms, "elapsed": 0, "due": ms + 1_800_000}
        for each in self.clocks.values():
            if each["running"] and self.state == "waiting":
                each.update(running=False, elapsed=each["elapsed"] + ms - each["since"])
            elif not each["running"] and self.state == "informed":
                each.update(running=True, since=ms)
        if name in STOPS:
            clock = self.clocks[STOPS[name]]
            clock.update(running=False, elapsed=clock["elapsed"] + ms - clock["since"])


DECLARED = [data.keys() for _, data in EVENTS]
TABLE = [{"trigger": name, "source": STATES[number], "dest": STATES[number + 1], "conditions": f"may_{number}", "before": "take"}
         for number, (name, _) in enumerate(EVENTS)]


def _machine(model):
    from transitions import Machine
    return Machine(model=model, states=STATES, transitions=TABLE, initial="new", auto_transitions=False)


def transitions_bare(tickets):
    """Seconds for so many lifecycles, with one machine for all tickets: its fastest way."""
    machine = _machine(None)
    begin = time.process_time()
    for _ in range(tickets):
        ticket = Ticket()
        machine.add_model(ticket)
        for name, data in EVENTS:
            assert getattr(ticket, name)(data)
        assert ticket.state == "closed"
        machine.remove_model(ticket)
    return time.process_time() - begin


def transitions_as_in_its_readme(tickets):
    begin = time.process_time()
    for _ in range(tickets):
        ticket = Ticket()
        _machine(ticket)
        for name, data in EVENTS:
            assert getattr(ticket, name)(data)
    return time.process_time() - begin


def transitions_with_the_rest(tickets):
    machine, roles = _machine(None), frozenset({"desk"})
    begin = time.process_time()
    for _ in range(tickets):
        ticket = KeptTicket()
        machine.add_model(ticket)
        for number in range(len(EVENTS)):
            ticket.happens(number, at(number), roles)
        assert ticket.state == "closed"
        machine.remove_model(ticket)
    return time.process_time() - begin


def _spiff_spec():
    """A manual task for each event, and after it a choice that its guard makes."""
    from SpiffWorkflow.operators import Operator
    from SpiffWorkflow.specs.Cancel import Cancel
    from SpiffWorkflow.specs.ExclusiveChoice import ExclusiveChoice
    from SpiffWorkflow.specs.Simple import Simple
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    class Guard(Operator):
        def __init__(self, holds):
            super().__init__("guard")
            self.holds = holds

        def _matches(self, task):
            return self.holds(task.data)

    spec = WorkflowSpec("lifecycle", addstart=True)
    before = spec.start
    for number, (name, _) in enumerate(EVENTS):
        manual = Simple(spec, name, manual=True)
        before.connect(manual)
        choice = ExclusiveChoice(spec, f"may {name}")
        manual.connect(choice)
        refused = Cancel(spec, f"refused {name}")
        choice.connect(refused)
        following = Simple(spec, STATES[number + 1])
        choice.connect_if(Guard(GUARDS[number]), following)
        before = following
    return spec


def spiff(tickets):
    """Seconds for so many lifecycles."""
    from SpiffWorkflow.util.task import TaskState
    from SpiffWorkflow.workflow import Workflow
    spec = _spiff_spec()
    begin = time.process_time()
    for _ in range(tickets):
        workflow = Workflow(spec)
        workflow.task_tree.data.update(OPENING)
        workflow.run_all(halt_on_manual=True)
        for name, data in EVENTS:
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            assert task.task_spec.name == name
            task.data.update(data)
            task.run()
            workflow.run_all(halt_on_manual=True)
        assert workflow.is_completed()
    return time.process_time() - begin
