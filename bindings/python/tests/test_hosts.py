"""What the library asks of its host."""
import gc
import logging
import threading
import weakref
from datetime import timedelta

import pytest

import itr
from itr import _library
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
def test_a_policy_that_gives_nothing_usable_proposes_nothing(with_host, ann, answer):
    told = []
    with with_host(assignments={"dispatcher": lambda snapshot: answer}, log=lambda level, event, words: told.append(event)) as engine:
        engine.execute(opening(ann), NINE)
        assert engine.send("acme", "T-1", "dispatch", ann, NINE).version == 2
        assert engine.get("acme", "T-1", ann, NINE).team == ""
    # Who has nothing to propose has not failed.
    assert ("policy.failed" in told) == (answer is not None)


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


@pytest.mark.parametrize("ends", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_in_a_policy_is_raised_when_the_call_returns(with_host, ann, ends, caplog):
    asked = []

    def interrupted(snapshot):
        asked.append(snapshot)
        raise ends("enough")

    with with_host(assignments={"dispatcher": interrupted}) as engine:
        for ticket, dispatch in (
            ("A", lambda: engine.send("acme", "A", "dispatch", ann, NINE)),
            ("B", lambda: engine.send("acme", "B", "dispatch", ann, NINE, data={})),
            ("C", lambda: engine.execute({"op": "send", "tenant": "acme", "ticket": "C", "actor": ann, "event": "dispatch"}, NINE)),
        ):
            engine.execute(opening(ann, ticket), NINE)
            with pytest.raises(ends, match="enough"):
                dispatch()
            ticket = engine.get("acme", ticket, ann, NINE)
            assert (ticket.version, ticket.team) == (2, "")  # it was done, and nothing proposed
    assert len(asked) == 3 and not caplog.records


def test_what_ends_the_program_in_a_log_is_raised_and_leaves_nothing_open(pack, with_host, ann):
    def interrupted(level, event, message):
        raise KeyboardInterrupt

    before = itr.raw.open_handles()
    with itr.Host(log=interrupted) as host, itr.Store.memory() as store, itr.Actor.system() as system:
        engine = itr.Engine(store, host)
        with pytest.raises(KeyboardInterrupt):
            engine.deploy(pack, system, NINE)
        assert len(engine.deployments()) == 1
        engine.close()
    gc.collect()
    assert itr.raw.open_handles() == before


def test_an_interrupt_is_raised_where_a_call_fails_or_opens_something(with_host, ann):
    """With a refusal it is the interrupt that counts; what was opened is closed again."""
    before = itr.raw.open_handles()
    with pytest.raises(KeyboardInterrupt):
        _library.interrupts[threading.get_ident()] = KeyboardInterrupt()
        itr.Store.memory()
    gc.collect()
    assert itr.raw.open_handles() == before and not _library.interrupts
    assert isinstance(_library.interrupted(ValueError()), ValueError)
    _library.interrupts[threading.get_ident()] = KeyboardInterrupt()
    assert isinstance(_library.interrupted(ValueError()), KeyboardInterrupt) and not _library.interrupts


def test_an_interrupt_in_one_thread_does_not_end_another(with_host, ann):
    at_once, ended = threading.Barrier(2), []

    def policy(snapshot):
        at_once.wait(30)
        if snapshot.ticket == "A":
            raise SystemExit
        return {"team": "network"}

    def dispatch(ticket):
        try:
            engine.send("acme", ticket, "dispatch", ann, NINE)
        except SystemExit:
            ended.append(ticket)

    with with_host(assignments={"dispatcher": policy}) as engine:
        engine.execute_batch([opening(ann, "A"), opening(ann, "B")], NINE)
        threads = [threading.Thread(target=dispatch, args=(ticket,)) for ticket in "AB"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert engine.get("acme", "B", ann, NINE).team == "network"
    assert ended == ["A"]
