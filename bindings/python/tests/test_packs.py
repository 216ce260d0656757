"""Packs, calendars, expressions, and the pure core."""
from datetime import timedelta

import pytest

import itr
from desk import NINE, PACK, after, opening


def test_a_pack_tells_what_is_in_it(pack):
    assert (pack.name, pack.version, pack.description.workflows) == ("desk", "1.0.0", ("request",))
    assert len(pack.hash) == 64
    assert "office" in pack.description.calendars and pack.description.ladders == ("duty",)
    with itr.Pack.load_canonical(pack.canonical) as again:
        assert again.hash == pack.hash
    assert pack.mermaid("request").startswith("stateDiagram-v2") and pack.dot("request").startswith("digraph")
    with pytest.raises(itr.NotFoundError):
        pack.mermaid("nothing")


def test_a_pack_is_read_from_a_folder_with_its_imports(root):
    with itr.Pack.load_folder(root / "examples/packs/itr-standard") as standard:
        assert "technical-service-request" in standard.description.workflows
    base = {"o.yaml": "pack: other\nversion: 1.0.0\n---\nroles: {r: {rights: [open]}}\n"}
    with itr.Pack.load({"a.yaml": "pack: small\nversion: 1.0.0\nimports: [other]\n"}, {"other": base}) as small:
        assert small.description.roles == ("r",)


def test_scenarios_say_what_failed_and_where(pack):
    good, bad = pack.run_scenarios()
    assert good.passed and good.name == "a request is dispatched" and not good.failures
    assert not bad.passed and bad.failures[0].step == 1 and bad.failures[0].line == bad.at.line + 3
    assert [each.name for each in pack.run_scenarios("dispatched and")] == []


def test_a_calendar_counts_working_time(pack):
    with pack.calendar("office") as office:
        assert office.add(NINE, timedelta(hours=4)) == after(hours=5)  # an hour of lunch
        assert office.add(after(hours=5), -timedelta(hours=4)) == NINE
        assert office.between(NINE, after(days=1)) == timedelta(hours=8)
        assert office.between(after(days=1), NINE) == -timedelta(hours=8)
        assert office.is_open(NINE) and not office.is_open(NINE - timedelta(milliseconds=1))
        assert office.next_open(after(hours=3)) == after(hours=4)
        assert office.next_close(NINE) == after(hours=3)
        assert office.due(NINE, "next working day by 16:00") == after(days=1, hours=7)
        assert office.due(NINE, "unlimited") is None
        assert office.is_known(NINE) and not office.is_known(after(days=400))
        with pytest.raises(itr.InvalidError):
            office.due(NINE, "soon")
    with pytest.raises(itr.NotFoundError):
        pack.calendar("nothing")


@pytest.mark.parametrize("source, variables, bindings, value", [
    ("names.size() > n && names.all(x, x != '')", {"n": "int", "names": "list(string)"}, {"n": 1, "names": ["ann", "bo"]}, True),
    ("at + duration('90m')", {"at": "timestamp"}, {"at": NINE}, after(minutes=90)),
    ("at - timestamp('2026-03-02T00:59:58.5Z')", {"at": "timestamp"}, {"at": NINE}, timedelta(seconds=1.5)),
    ("d + duration('-1s')", {"d": "duration"}, {"d": timedelta(hours=-1, microseconds=1)}, timedelta(hours=-1, seconds=-1, microseconds=1)),
    ("b + b'\\x01'", {"b": "bytes"}, {"b": b"\xff"}, b"\xff\x01"),
    ("{1: 'a', true: 2u}", {}, {}, {1: "a", True: 2}),
    ("9223372036854775807", {}, {}, 9223372036854775807),
    ("1.0 / 0.0", {}, {}, float("inf")),
    ("x == null", {"x": "string"}, {}, True),
    ("{'$time': 'x'}", {}, {}, {"$time": "x"}),
])
def test_expressions_take_and_give_pythons_own_values(source, variables, bindings, value):
    with itr.Expression(source, variables) as expression:
        result = expression.evaluate(bindings)
    assert result == value and type(result) is type(value)


def test_an_expression_that_fails_says_why():
    with itr.Expression("1 / n", {"n": "int"}, wanted="int") as expression, pytest.raises(itr.InvalidError) as failed:
        expression.evaluate({"n": 0})
    assert failed.value.code == "expression.division_by_zero"


class OwnRows:
    """A host that keeps a ticket's rows itself."""

    def __init__(self):
        self.stored, self.commits, self.personal, self.past_asked = {"tenant": "acme", "ticket": "T-1"}, [], {}, 0

    def history(self):
        self.past_asked += 1
        return {"commits": self.commits}

    def write(self, decision):
        rows = decision.rows
        assert rows.expected_version == self.stored.get("snapshot_version", 0)
        self.commits.append({"version": rows.version, "at": rows.at, "text": rows.commit})
        self.personal.update(rows.personal)
        self.stored.update(
            snapshot=rows.snapshot, snapshot_version=rows.version,
            personal=[{"slot": slot, "text": text} for slot, text in self.personal.items()])


def test_a_host_writes_the_rows_of_a_decision_itself(pack, ann):
    desk = OwnRows()
    with itr.Decider(pack) as decider:
        decision = decider.decide(desk.stored, opening(ann, data={"customer": "Ms Chen"}), NINE, number="7", history=desk.history)
        assert (decision.verdict, decision.version, decision.rows.summary["number"]) == ("decided", 1, "7")
        assert decision.rows.next_due == after(hours=5, milliseconds=1)
        desk.write(decision)
        command = {"op": "send", "tenant": "acme", "ticket": "T-1", "actor": ann, "event": "dispatch"}
        first, second = (decider.decide(desk.stored, command, after(minutes=1), entropy=b"sixteen bytes..!") for _ in range(2))
        assert first == second  # the same arguments give the same rows
        desk.write(first)
        ticket = decider.view(desk.stored, ann, after(minutes=1))
        assert (ticket.states, ticket.data["customer"], ticket.version) == (("handling",), "Ms Chen", 2)
        refused = decider.decide(desk.stored, command, after(minutes=2))
        assert (refused.verdict, refused.code, refused.rows) == ("rejected", "event.unexpected", None)


def test_a_host_links_its_commits_with_a_ring_of_keys(pack, ann):
    desk = OwnRows()
    with itr.Decider(pack) as decider:
        decider.seal_with("k1 " + "ab" * 32)
        desk.write(decider.decide(desk.stored, opening(ann), NINE, history=desk.history))
        command = {"op": "send", "tenant": "acme", "ticket": "T-1", "actor": ann, "event": "dispatch"}
        with pytest.raises(itr.InvalidError) as refused:
            decider.decide(desk.stored, command, after(minutes=1))
        assert refused.value.code == "capi.history_needed"
        desk.write(decider.decide(desk.stored, command, after(minutes=1), history=desk.history))
        with pytest.raises(itr.InvalidError) as refused:
            decider.seal_with("k1 secret")
        assert "secret" not in str(refused.value)
    assert all('"link":"k1:' in commit["text"] for commit in desk.commits)


def test_a_signal_becomes_commands_for_other_tickets(pack, ann):
    desk = OwnRows()
    with itr.Decider(pack) as decider:
        desk.write(decider.decide(desk.stored, opening(ann), NINE))
        for event in ("dispatch", "tell"):
            told = decider.decide(
                desk.stored, {"op": "send", "tenant": "acme", "ticket": "T-1", "actor": ann, "event": event}, after(minutes=1))
            desk.write(told)
        signal, = (each for each in told.rows.effects if each.signal)
        commands = decider.commands(
            {"tenant": "acme", "ticket": "T-1", "key": signal.key, "kind": signal.kind, "payload": signal.payload, "children": ["T-2"]})
    assert [(each["op"], each["ticket"], each["event"]) for each in commands] == [("send", "T-2", "dispatch")]
