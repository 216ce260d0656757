"""What the library asks of its host."""
import gc
import logging
import weakref
from datetime import timedelta

import pytest

import itr
from desk import NINE, after, opening


@pytest.fixture
def with_host(pack):
    def with_host(**asked):
        host = itr.Host(**asked)
        store = itr.Store.memory()
        engine = itr.Engine(store, host)
        host.close()  # the engine keeps it
        store.close()
        with itr.Actor.system() as system:
            engine.deploy(pack, system, NINE)
        return engine

    return with_host


def test_a_policy_decides_who_gets_a_ticket(with_host, ann):
    seen = []

    def dispatcher(snapshot):
        seen.append(snapshot)
        return {"team": "network", "owner": "li", "reason": "least loaded"}

    with with_host(assignments={"dispatcher": dispatcher}) as engine:
        engine.execute(opening(ann, data={"impact": "high"}), NINE)
        engine.send("acme", "T-1", "dispatch", ann, after(minutes=1))
        ticket = engine.get("acme", "T-1", ann, after(minutes=1))
    assert (ticket.owner, ticket.team) == ("li", "network")
    assert (seen[0].tenant, seen[0].ticket, seen[0].now, seen[0].data["impact"]) == ("acme", "T-1", after(minutes=1), "high")
    assert seen[0].level is None


def test_a_policy_decides_what_a_level_of_a_ladder_does(with_host, ann):
    levels = []

    def duty(snapshot):
        levels.append(snapshot.level)
        return {"notify": ["director"], "assignment": {"line": "L2"}}

    with with_host(escalations={"duty": duty}) as engine:
        engine.execute(opening(ann), NINE)
        engine.advance(after(days=1))
        assert engine.get("acme", "T-1", ann, after(days=1)).line == "L2"
        assert "director" in [effect.payload.get("to") for effect in engine.effects(after(days=1))]
    assert levels == [1]


def test_a_policy_decides_where_a_ticket_goes_and_how_long_a_promise_is(root, ann):
    seen = []

    def by_remark(snapshot):
        seen.append(snapshot)
        return {"event": "to_field", "data": {"spare": "fan"}}

    def promised(snapshot):
        seen.append(snapshot)
        return timedelta(hours=4)

    agent = itr.Actor("ann", "agent")
    with itr.Host(routes={"by_remark": by_remark}, targets={"restore": promised}) as host, itr.Store.memory() as store, \
            itr.Engine(store, host) as engine, itr.Pack.load_folder(root / "tests/capi/visits") as visits, itr.Actor.system() as system:
        engine.deploy(visits, system, NINE)
        engine.execute({"op": "open", "tenant": "acme", "ticket": "T-1", "actor": agent, "workflow": "visit"}, NINE)
        assert engine.clock("acme", "T-1", "restore", agent, NINE).target == timedelta(hours=4)
        engine.send("acme", "T-1", "sort", agent, NINE, data={"remark": "it hums"})
        ticket = engine.get("acme", "T-1", agent, NINE)
    agent.close()
    assert (ticket.states, ticket.data["spare"]) == (("field",), "fan")
    assert [each.clock for each in seen] == ["negotiable.restore", None]


@pytest.mark.parametrize("answer", [None, {"tem": "network"}, "network", object()])
def test_a_policy_that_gives_nothing_usable_proposes_nothing(with_host, ann, answer, caplog):
    with with_host(assignments={"dispatcher": lambda snapshot: answer}) as engine:
        engine.execute(opening(ann), NINE)
        assert engine.send("acme", "T-1", "dispatch", ann, NINE).version == 2
        assert engine.get("acme", "T-1", ann, NINE).team == ""


def test_a_policy_that_raises_proposes_nothing_and_is_logged(with_host, ann, caplog):
    def broken(snapshot):
        raise RuntimeError("the rota is empty")

    with with_host(assignments={"dispatcher": broken}) as engine:
        engine.execute(opening(ann), NINE)
        engine.send("acme", "T-1", "dispatch", ann, NINE)
    assert "the rota is empty" in caplog.text


def test_a_call_from_within_a_callback_is_refused(with_host, ann):
    refused = []

    def asks_back(snapshot):
        try:
            engine.next_due()
        except itr.MisuseError as error:
            refused.append(error.code)
        return {"team": "network"}

    with with_host(assignments={"dispatcher": asks_back}) as engine:
        engine.execute(opening(ann), NINE)
        engine.send("acme", "T-1", "dispatch", ann, NINE)
    assert refused == ["capi.reentrant"]


def test_what_is_let_go_within_a_callback_is_closed_after_it(with_host, ann, pack):
    held = [itr.Calendar(itr.raw.calendar_open(pack.handle, b"office"))]

    def lets_go(snapshot):
        held.clear()
        gc.collect()
        return None

    with with_host(assignments={"dispatcher": lets_go}) as engine:
        engine.execute(opening(ann), NINE)
        engine.get("acme", "T-1", ann, NINE)
        before = itr.raw.open_handles()
        engine.send("acme", "T-1", "dispatch", ann, NINE)
        assert not held and itr.raw.open_handles() == before
        itr.Store.memory().close()  # the next thing that is held
        assert itr.raw.open_handles() == before - 1


def test_a_host_logs_where_it_wants(with_host, ann, caplog):
    told = []
    with with_host(log=lambda level, event, message: told.append((level, event))):
        assert (logging.INFO, "pack.deployed") in told
    caplog.set_level(logging.INFO)
    with with_host(log=logging.getLogger("my.desk")):
        assert any(each.name == "my.desk" and each.itr_event == "pack.deployed" for each in caplog.records)


def test_callbacks_are_let_go_with_the_last_engine(with_host):
    class Sink:
        def __call__(self, level, event, message):
            pass

    sink = Sink()
    alive = weakref.ref(sink)
    engine = with_host(log=sink)
    del sink
    gc.collect()
    assert alive() is not None
    engine.close()
    gc.collect()
    assert alive() is None
