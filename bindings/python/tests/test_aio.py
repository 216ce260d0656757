"""itr under asyncio."""
import asyncio

import pytest

import itr
import itr.aio
from aio_runner import FakeTime, main
from desk import NINE, after, opening


async def first_of(*waits):
    """What fails of these is raised: a runner that has ended fails its test, instead of letting it wait for ever."""
    done, _ = await asyncio.wait([asyncio.ensure_future(each) for each in waits], return_when=asyncio.FIRST_COMPLETED)
    for each in done:
        each.result()


def test_calls_are_awaited(engine, ann):
    async def story():
        desk = itr.aio.Engine(engine)
        outcomes = await asyncio.gather(*(desk.execute(opening(ann, f"T-{n}"), NINE) for n in range(20)))
        assert sorted(each.ticket for each in outcomes) == sorted(f"T-{n}" for n in range(20))
        assert (await desk.send("acme", "T-1", "dispatch", ann, NINE)).version == 2
        assert [row.ticket async for row in desk.query("acme", ann, {"state": "handling"}, page_size=7)] == ["T-1"]
        assert len([row async for row in desk.query("acme", ann, page_size=7)]) == 20
        assert (await desk.get("acme", "T-1", ann, NINE)).version == 2
        assert len(await desk.history("acme", "T-1", ann)) == 2
        assert (await desk.clocks("acme", "T-1", ann, NINE))[0].phase == "running"
        with pytest.raises(itr.RejectedError):
            await desk.send("acme", "T-1", "dispatch", ann, NINE)

    asyncio.run(story())


def test_a_runner_works_off_what_is_due_and_does_what_is_to_be_done():
    effect, = asyncio.run(main(FakeTime(NINE)))
    assert (effect.kind, effect.payload["to"]) == ("notify", "desk")


def tries_of(engine, ann, failures, error):
    """Of a notice that fails so often: which each of them was."""
    time = FakeTime(NINE)
    tried = []

    async def story():
        desk, enough = itr.aio.Engine(engine), asyncio.Event()

        async def do(effect):
            tried.append(effect.attempts)
            if len(tried) <= failures:
                raise error
            enough.set()

        runner = asyncio.create_task(itr.aio.run(desk, do, clock=time.clock, sleep_until=time.sleep_until))
        await desk.execute(opening(ann), NINE)
        await desk.send("acme", "T-1", "dispatch", ann, NINE)
        await first_of(enough.wait(), runner)
        runner.cancel()

    asyncio.run(story())
    return tried


def test_a_runner_tries_again_what_failed(engine, ann):
    assert tries_of(engine, ann, 2, ConnectionError("the mail server is away")) == [0, 1, 2]


def test_a_runner_goes_on_when_what_failed_cannot_be_said(engine, ann):
    """The words of an exception may be no Unicode (a file's name), or hold what no database keeps."""
    assert tries_of(engine, ann, 1, FileNotFoundError("no file \udcff\0")) == [0, 1]


def test_a_runner_outlives_a_database_that_is_away(caplog):
    class Away:
        """Fails three times, wherever it is asked first."""

        def __init__(self):
            self.changed, self.asked = asyncio.Event(), 0

        async def advance(self, now):
            self.asked += 1
            if self.asked <= 3:
                raise itr.FailedError("store.unreachable", "the database is away")
            return itr.Advanced(0, None, False)

    async def story():
        slept, asleep = [], asyncio.Event()

        async def sleep_until(at):
            slept.append(at)
            if len(slept) == 4:
                asleep.set()
                await asyncio.Event().wait()

        away = Away()
        runner = asyncio.create_task(itr.aio.run(
            away, clock=lambda: NINE, sleep_until=sleep_until, idle=after(seconds=7) - NINE))
        await first_of(asleep.wait(), runner)
        runner.cancel()
        return away.asked, slept

    asked, slept = asyncio.run(story())
    assert (asked, slept) == (5, [after(seconds=7)] * 4)
    assert [each.name for each in caplog.records] == ["itr"] * 3 and "the database is away" in caplog.text


def test_a_runner_ends_with_a_fault_of_the_program(engine, ann):
    desk = itr.aio.Engine(engine)
    engine.close()
    with pytest.raises(itr.MisuseError):
        asyncio.run(itr.aio.run(desk, clock=lambda: NINE))


def test_a_runner_wakes_for_a_command(engine, ann):
    async def story():
        desk, due = itr.aio.Engine(engine), asyncio.Event()
        asked = []

        async def never(at):
            asked.append(at)
            if at < after(days=1):
                due.set()
            await asyncio.Event().wait()

        runner = asyncio.create_task(itr.aio.run(desk, clock=lambda: NINE, sleep_until=never, idle=after(days=9) - NINE))
        await desk.execute(opening(ann), NINE)
        await due.wait()
        runner.cancel()
        return asked

    asked = asyncio.run(story())
    assert asked[-1] == after(hours=5, milliseconds=1)


def test_a_runner_waits_for_what_it_can_do_and_not_for_a_ticket_that_fails():
    class Failing:
        """One ticket has been due for an hour, cannot be worked off, and is left alone for a minute."""

        def __init__(self):
            self.changed = asyncio.Event()

        async def advance(self, now):
            return itr.Advanced(0, after(minutes=1), False)

        async def next_due(self):
            return after(hours=-1)

    async def story():
        asked, asleep = [], asyncio.Event()

        async def sleep_until(at):
            asked.append(at)
            asleep.set()
            await asyncio.Event().wait()

        runner = asyncio.create_task(itr.aio.run(Failing(), clock=lambda: NINE, sleep_until=sleep_until))
        await asleep.wait()
        runner.cancel()
        return asked

    assert asyncio.run(story()) == [after(minutes=1)]
