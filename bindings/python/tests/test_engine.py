"""Tickets through an engine, as a program in Python sees them."""
import dataclasses
import threading
from datetime import datetime, timedelta, timezone

import pytest

import itr
from desk import NINE, after, opening
from itr._values import EPOCH, to_ms


def test_a_ticket_lives_from_its_opening_to_its_closing(engine, ann):
    outcome = engine.execute(opening(ann, data={"customer": "Ms Chen 陈", "impact": "high"}), NINE)
    assert (outcome.ticket, outcome.version, outcome.number) == ("T-1", 1, "1")
    assert engine.send("acme", "T-1", "dispatch", ann, after(minutes=5)) == (2, False)
    assert engine.send("acme", "T-1", "solve", ann, after(minutes=9), data={"cause": "fibre"}, expected_version=2).version == 3
    ticket = engine.get("acme", "T-1", ann, after(minutes=9))
    assert (ticket.states, ticket.open, ticket.closed_at) == (("solved",), False, after(minutes=9))
    assert ticket.data["customer"] == "Ms Chen 陈"
    assert [commit["at"] for commit in engine.history("acme", "T-1", ann)] == [
        "2026-03-02T01:00:00Z", "2026-03-02T01:05:00Z", "2026-03-02T01:09:00Z"]


def test_instants_and_lengths_are_pythons_own_in_data_too(engine, ann):
    wanted = datetime(2026, 3, 5, 18, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=8)))
    engine.execute(opening(ann, data={"wanted_by": wanted, "effort": timedelta(hours=1, milliseconds=-500)}), NINE)
    data = engine.get("acme", "T-1", ann, NINE).data
    assert data["wanted_by"] == wanted and data["wanted_by"].tzinfo is timezone.utc
    assert data["effort"] == timedelta(minutes=59, seconds=59.5)


@pytest.mark.parametrize("at", [
    datetime(2026, 3, 5, 18, 0, 0, 250_999, tzinfo=timezone(timedelta(hours=8))), datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone.utc),
    datetime(1, 1, 1, tzinfo=timezone.utc), datetime.max.replace(tzinfo=timezone.utc)])
def test_an_instant_is_cut_down_to_the_millisecond(at):
    assert to_ms(at) == (at - EPOCH) // timedelta(milliseconds=1)


def test_each_thread_is_told_of_its_own_events(engine, ann):
    told = {}

    def work(ticket):
        engine.execute(opening(ann, ticket), NINE)
        engine.send("acme", ticket, "dispatch", ann, NINE)
        told[ticket] = [engine.send("acme", ticket, "tell", ann, NINE, data=data) for data in (None, {}) * 50]

    threads = [threading.Thread(target=work, args=(f"T-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(told.values()) == [[itr.Sent(version, False) for version in range(3, 103)]] * 4


def test_a_clock_is_read_at_any_instant(engine, ann):
    engine.execute(opening(ann), NINE)
    reading = engine.clock("acme", "T-1", "resolve", ann, after(hours=1))
    assert reading == itr.ClockReading(
        after(hours=5), timedelta(hours=1), timedelta(hours=4), timedelta(hours=3), "running", False, False, 1)
    clock, = engine.clocks("acme", "T-1", ann, after(hours=1))
    assert (clock.due, clock.elapsed, clock.remaining, clock.phase) == (reading.due, reading.elapsed, reading.remaining, "running")
    assert clock.elapsed_real == timedelta(hours=1)


def test_deadlines_are_worked_off_when_the_host_says_so(engine, ann):
    assert engine.next_due() is None
    engine.execute(opening(ann), NINE)
    due = engine.next_due()
    advanced = engine.advance(due + timedelta(seconds=1))
    assert (advanced.tickets, advanced.more) == (1, False)
    assert engine.clock("acme", "T-1", "resolve", ann, due + timedelta(seconds=1)).breached


def test_a_key_makes_an_event_happen_once(engine, ann):
    engine.execute(opening(ann), NINE)
    assert engine.send("acme", "T-1", "dispatch", ann, NINE, key="k") == (2, False)
    assert engine.send("acme", "T-1", "dispatch", ann, NINE, key="k") == (2, True)
    assert engine.send("acme", "T-1", "solve", ann, NINE, data={"cause": "fibre"}, key="s") == (3, False)
    assert engine.send("acme", "T-1", "solve", ann, NINE, data={"cause": "fibre"}, key="s") == (3, True)


def test_a_ticket_that_has_moved_on_refuses_what_was_meant_for_it_before(engine, ann):
    engine.execute(opening(ann), NINE)
    for data in (None, {}):
        with pytest.raises(itr.RejectedError) as refused:
            engine.send("acme", "T-1", "dispatch", ann, NINE, data=data, expected_version=7)
        assert (refused.value.code, refused.value.version) == ("ticket.version_mismatch", 1)


def test_a_batch_has_an_outcome_for_each_command(engine, ann):
    first, second, third = engine.execute_batch([opening(ann, "A"), opening(ann, "B"), opening(ann, "A")], NINE)
    assert first.ok and second.ok and not third.ok
    assert third.code == "ticket.exists"


def test_a_query_reads_page_after_page(engine, ann):
    engine.execute_batch([opening(ann, f"T-{n:03}") for n in range(25)], NINE)
    assert sorted(row.ticket for row in engine.query("acme", ann, page_size=10)) == [f"T-{n:03}" for n in range(25)]
    page = engine.page({"tenant": "acme", "limit": 10, "where": {"open": True}}, ann)
    assert len(page.tickets) == 10 and page.next and page.tickets[0].opened_at == NINE
    assert list(engine.query("acme", ann, {"state": "solved"})) == []


def test_a_customer_sees_the_tickets_of_its_own_party(engine, ann):
    engine.execute(opening(ann, "ours"), NINE)
    engine.execute(opening(ann, "theirs", party="else"), NINE)
    with itr.Actor("chen", "customer", "acme") as customer:
        assert [row.ticket for row in engine.query("acme", customer)] == ["ours"]
        with pytest.raises(itr.NotFoundError) as missing:
            engine.get("acme", "theirs", customer, NINE)
    assert missing.value.code == "ticket.unknown"


def test_effects_are_taken_done_and_given_back(engine, ann):
    engine.execute(opening(ann), NINE)
    engine.send("acme", "T-1", "dispatch", ann, NINE)
    effect, = engine.take_effects(NINE)
    assert (effect.kind, effect.ticket, effect.attempts) == ("notify", "T-1", 0)
    assert list(engine.effects(NINE)) == []  # hidden from other takers
    assert engine.fail(effect, "no answer", NINE)
    again, = engine.effects(after(hours=1), page_size=1)
    assert again.attempts == 1
    assert engine.acknowledge(again) and not engine.acknowledge(again)


def test_only_the_newest_taking_of_an_effect_may_fail_it(engine, ann):
    engine.execute(opening(ann), NINE)
    engine.send("acme", "T-1", "dispatch", ann, NINE)
    slept, = engine.take_effects(NINE)
    newest, = engine.take_effects(after(hours=1))
    assert newest.key == slept.key and newest.taking != slept.taking
    assert not engine.fail(slept, "late", after(hours=1))
    assert engine.fail(newest, "no answer", after(hours=1))
    assert not engine.fail(newest, "no answer", after(hours=1))


def test_an_effect_that_fails_too_often_is_an_incident(engine, ann):
    engine.execute(opening(ann), NINE)
    engine.send("acme", "T-1", "dispatch", ann, NINE)
    effect, = engine.take_effects(NINE)
    engine.fail(dataclasses.replace(effect, attempts=9), "gone", NINE)
    incident, = engine.incidents("acme")
    assert (incident.reason, incident.since) == ("gone", NINE)
    assert engine.retry(incident, NINE) and not engine.resolve(incident, NINE)


def test_an_engine_is_told_how_often_to_retry_and_with_which_keys_to_seal(pack, ann):
    with itr.Store.memory() as store, itr.Actor.system() as system:
        with itr.Engine(
            store, claim_lease=timedelta(minutes=1), snapshot_every=4, retries=itr.Retries(attempts=1), audit_keys="a " + "07" * 32,
        ) as strict:
            strict.deploy(pack, system, NINE)
            strict.execute(opening(ann), NINE)
            strict.send("acme", "T-1", "dispatch", ann, NINE)
            effect, = strict.take_effects(NINE)
            strict.fail(effect, "gone", NINE)
            assert len(strict.incidents("acme")) == 1
        with pytest.raises(itr.InvalidError) as refused:
            itr.Engine(store, audit_keys="a 07")
        assert refused.value.code == "audit.invalid_keys"


def test_what_is_deployed_and_done_is_told(engine, pack, ann):
    deployment, = engine.deployments()
    assert (deployment.name, deployment.hash, deployment.at) == ("desk", pack.hash, NINE)
    engine.execute(opening(ann), NINE)
    assert engine.counters().commands_total == 1


def test_a_sqlite_file_keeps_tickets_and_its_lock_names_the_owner(tmp_path, pack, ann):
    with itr.Store.sqlite(tmp_path / "t.db", synchronous="off") as store, itr.Engine(store) as engine, itr.Actor.system() as system:
        engine.deploy(pack, system, NINE)
        engine.execute(opening(ann), NINE)
        with pytest.raises(itr.FailedError) as locked:
            itr.Store.sqlite(tmp_path / "t.db", busy_timeout=timedelta(0))
        assert locked.value.code == "store.locked"
        assert isinstance(locked.value, OSError)
    with itr.Store.sqlite(tmp_path / "t.db") as store, itr.Engine(store) as engine:
        assert engine.get("acme", "T-1", ann, NINE).version == 1
        assert store.counters().tickets == 1
