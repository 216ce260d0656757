"""Other people's statecharts as packs, each with its script as a scenario. tests/chart/scxml_case.cpp does the same, for the bare chart and for
tests/scenario/statecharts_test.cpp, which says that all of them pass.

A transition on any event is written with the case's own events: a ticket's workflow hears `ticket.opened`, which one on `*` would take.
"""
import json
import re

WORD = re.compile(r"'[^']*'|\w+|.")


def state_name(name):
    return re.sub(r"[A-Z]", lambda letter: letter[0].lower() + "-", name.replace(".", "-"))


class Machine:
    """A case as the documents of a pack. JSON is YAML, and order is meaning here: states and transitions in document order."""

    def __init__(self, case):
        self.machine, self.script = case["machine"], case["script"]
        self.variables = sorted({each["name"] for each in self.machine["variables"]})
        told = [each["event"] for each in self.machine["transitions"] if each["event"]] + [step["event"] for step in self.script]
        self.events = {name for name in told if "*" not in name}

    def documents(self, case):
        states = self.states_of(self.machine["root"])
        flow = {"workflow": "case", "unexpected": "ignore", "data": {name: {"type": "int", "default": 0} for name in self.variables},
                "events": {name: {"role": "any"} for name in sorted(self.events)}, **states}
        return [{"pack": "conformance", "version": "1.0.0"}, flow, self.scenario(case)]

    def scenario(self, case):
        at_s, steps = 0, []
        for step in self.script:
            at_s += step.get("after_ms", 0)  # the suite's millisecond is a second here, as in the delays
            steps.append({"at": f"+{at_s}s", "send": step["event"], "expect": {"state": sorted(map(state_name, step["configuration"]))}})
        start = {"workflow": "case", "at": "2026-03-02T09:00:00Z", "expect": {"state": sorted(map(state_name, case["initial_configuration"]))}}
        return {"scenario": f"{case['id']} goes through its script", "start": start, "steps": steps}

    def states_of(self, source):
        """`initial` and `states` of what has children."""
        made = {}
        if source["kind"] != "parallel":
            first = next(child for child in source["children"] if child["kind"] != "history")
            made["initial"] = self.transition_to(source["initial"]) if source.get("initial") else state_name(first["id"])
        made["states"] = {state_name(child["id"]): self.state(child) for child in source["children"]}
        return made

    def state(self, source):
        kind = source["kind"]
        if kind == "history":
            return {"type": "history", "history": source["depth"], "initial": self.transition_to(source["default"])}
        made = self.states_of(source) if "children" in source else {}
        if kind in ("parallel", "final"):
            made["type"] = kind
        for ours, theirs in (("entry", "onentry"), ("exit", "onexit")):
            if theirs in source:
                made[ours] = [self.action(each) for block in source[theirs] for each in block]
        for each in self.machine["transitions"]:
            if each["source"] == source["id"]:
                if not each["event"]:
                    made.setdefault("always", []).append(self.transition(each))
                for descriptor in self.descriptors(each["event"]):
                    made.setdefault("on", {}).setdefault(descriptor, []).append(self.transition(each))
        return made

    def descriptors(self, event):
        return sorted(self.events) if event == "*" else [self.descriptor(event)] if event else []

    def descriptor(self, event):
        return f"{event}.*" if any(other.startswith(event + ".") for other in self.events) else event

    def transition_to(self, source):
        made = {"to": [state_name(target) for target in source["targets"]]} if source["targets"] else {}
        return {**made, "do": [self.action(each) for each in source["actions"]]} if source["actions"] else made

    def transition(self, source):
        made = self.transition_to(source)
        if source["cond"]:
            made["when"] = self.expression(source["cond"])
        if source["type"] == "internal":
            made["internal"] = True
        return made

    def action(self, source):
        if "raise" in source:
            self.events.add(source["raise"])
            return {"raise": source["raise"]}
        if "send" in source:
            self.events.add(source["send"])
            return {"send": {"event": source["send"], "after": f"real {source['delay_ms']}s"}}
        return {"set": {source["assign"]: self.expression(source["expr"])}}

    def expression(self, source):
        """A variable is a field of the ticket, in_state is inState; what must fail divides by zero."""
        if source == "<<illegal>>":
            return "1 / 0 == 1"

        def word(match):
            text = match[0]
            if text.startswith("'"):
                return f"'{state_name(text[1:-1])}'"
            return f"ticket.{text}" if text in self.variables else {"in_state": "inState"}.get(text, text)

        return WORD.sub(word, source)


def requests(suite, folder):
    for case in suite["cases"]:
        place = folder / "packs" / "statecharts" / case["id"].replace("/", "-")
        place.mkdir(parents=True, exist_ok=True)
        documents = Machine(case).documents(case)
        (place / "pack.yaml").write_text("\n---\n".join(json.dumps(each, indent=1) for each in documents) + "\n", encoding="utf-8")
        yield {"id": f"scenarios/statecharts/{case['id']}", "kind": "scenarios", "folder": str(place), "search_path": []}
