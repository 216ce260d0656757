"""The same lifecycle in SpiffWorkflow and transitions: states, guards and data; they have no clocks, no journal and no rights, and
are asked for none."""
import time

from lifecycle import EVENTS, GUARDS, OPENING, STATES


def _transitions_model():
    class Ticket:
        def __init__(self):
            self.data = dict(OPENING)

        def take(self, data):
            self.data.update(data)

    for number, guard in enumerate(GUARDS):
        setattr(Ticket, f"may_{number}", lambda self, data, guard=guard: guard(self.data))
    return Ticket


def transitions(tickets):
    """Seconds for so many lifecycles."""
    from transitions import Machine
    table = [{"trigger": name, "source": STATES[number], "dest": STATES[number + 1], "conditions": f"may_{number}", "before": "take"}
             for number, (name, _) in enumerate(EVENTS)]
    machine = Machine(model=None, states=STATES, transitions=table, initial="new", auto_transitions=False)
    made = _transitions_model()
    begin = time.perf_counter()
    for _ in range(tickets):
        ticket = made()
        machine.add_model(ticket)
        for name, data in EVENTS:
            assert getattr(ticket, name)(data)
        assert ticket.state == "closed"
        machine.remove_model(ticket)
    return time.perf_counter() - begin


def _spiff_spec():
    """A manual task for each event, and after it a choice that its guard makes."""
    from SpiffWorkflow.operators import Operator
    from SpiffWorkflow.specs.Cancel import Cancel
    from SpiffWorkflow.specs.ExclusiveChoice import ExclusiveChoice
    from SpiffWorkflow.specs.Simple import Simple
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    class Guard(Operator):
        def __init__(self, holds):
            super().__init__()
            self.holds = holds

        def _matches(self, task):
            return self.holds(task.data)

    spec = WorkflowSpec("lifecycle")
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
    begin = time.perf_counter()
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
    return time.perf_counter() - begin
