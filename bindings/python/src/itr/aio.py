"""itr for asyncio: calls that run in a thread, and a runner that works off what is due and what is to be done.

    engine = itr.aio.Engine(itr.Engine(store))
    runner = asyncio.create_task(itr.aio.run(engine, do))      # do(effect) is a coroutine function of the host
    await engine.execute(command, now)
"""
from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from concurrent.futures import Executor
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import itr
from itr.documents import Command, Query, QueryWhere

T = TypeVar("T")

IDLE = timedelta(seconds=60)  #: run() looks at least so often: effects that failed come back without a word


class Engine:
    """An itr.Engine whose calls are awaited. They run in `executor`, or in the loop's own threads."""

    def __init__(self, engine: itr.Engine, executor: Executor | None = None) -> None:
        self.engine = engine
        self.changed = asyncio.Event()  #: set after each command
        self._executor = executor

    async def _in_thread(self, call: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, call, *arguments)

    async def execute(self, command: Command, now: datetime) -> itr.Outcome:
        try:
            return await self._in_thread(self.engine.execute, command, now)
        finally:
            self.changed.set()

    async def execute_batch(self, commands: Iterable[Command], now: datetime) -> list[itr.Outcome]:
        try:
            return await self._in_thread(self.engine.execute_batch, list(commands), now)
        finally:
            self.changed.set()

    async def send(
        self, tenant: str, ticket: str, event: str, actor: itr.Actor, now: datetime, *,
        data: Mapping[str, Any] | None = None, key: str = "", expected_version: int = -1,
    ) -> itr.Sent:
        def send() -> itr.Sent:
            return self.engine.send(tenant, ticket, event, actor, now, data=data, key=key, expected_version=expected_version)

        try:
            return await self._in_thread(send)
        finally:
            self.changed.set()

    async def advance(self, now: datetime, max_tickets: int = 1000) -> itr.Advanced:
        return await self._in_thread(self.engine.advance, now, max_tickets)

    async def next_due(self) -> datetime | None:
        return await self._in_thread(self.engine.next_due)

    async def get(self, tenant: str, ticket: str, actor: itr.Actor, now: datetime) -> itr.Ticket:
        return await self._in_thread(self.engine.get, tenant, ticket, actor, now)

    async def clocks(self, tenant: str, ticket: str, actor: itr.Actor, now: datetime) -> list[itr.Clock]:
        return await self._in_thread(self.engine.clocks, tenant, ticket, actor, now)

    async def history(self, tenant: str, ticket: str, actor: itr.Actor) -> list[dict[str, Any]]:
        return await self._in_thread(lambda: list(self.engine.history(tenant, ticket, actor)))

    async def page(self, query: Query, actor: itr.Actor) -> itr.Page:
        return await self._in_thread(self.engine.page, query, actor)

    async def query(
        self, tenant: str, actor: itr.Actor, where: QueryWhere | None = None, *, page_size: int = 100,
    ) -> AsyncIterator[itr.Row]:
        """All tickets that fit, read page by page as they are asked for."""
        query: Query = {"tenant": tenant, "where": where or {}, "limit": page_size}
        while True:
            page = await self.page(query, actor)
            for row in page.tickets:
                yield row
            if not page.next:
                return
            query["after"] = page.next

    async def take_effects(
        self, now: datetime, *, hidden_for: timedelta = timedelta(minutes=1), limit: int = 100,
    ) -> list[itr.Effect]:
        return await self._in_thread(lambda: self.engine.take_effects(now, hidden_for=hidden_for, limit=limit))

    async def acknowledge(self, effect: itr.Effect) -> bool:
        return await self._in_thread(self.engine.acknowledge, effect)

    async def fail(self, effect: itr.Effect, reason: str, now: datetime) -> bool:
        return await self._in_thread(self.engine.fail, effect, reason, now)


def system_clock() -> datetime:
    return datetime.now(timezone.utc)


async def sleep_until(at: datetime) -> None:
    await asyncio.sleep(max(0.0, (at - system_clock()).total_seconds()))


async def _first(waits: Iterable[Awaitable[Any]]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def work_off(engine: Engine, do: Callable[[itr.Effect], Awaitable[object]] | None, clock: Callable[[], datetime]) -> None:
    """Works off what is due by now, and does what is to be done by now. An effect whose `do` raises has failed."""
    while (await engine.advance(clock())).more:
        pass
    while do is not None and (effects := await engine.take_effects(clock())):
        for effect in effects:
            try:
                await do(effect)
            except Exception as error:
                await engine.fail(effect, f"{type(error).__name__}: {error}"[:1000], clock())
            else:
                await engine.acknowledge(effect)


async def run(
    engine: Engine, do: Callable[[itr.Effect], Awaitable[object]] | None = None, *,
    clock: Callable[[], datetime] = system_clock, sleep_until: Callable[[datetime], Awaitable[None]] = sleep_until,
    idle: timedelta = IDLE,
) -> None:
    """Runs an engine until it is cancelled: wakes when a deadline comes, when a command was carried out through `engine`,
    and after `idle`. Where the environment fails (a FailedError: the database is away), that goes to the logger "itr", and after
    `idle` it is tried again. `clock` and `sleep_until` are the host's, for tests and simulations."""
    while True:
        engine.changed.clear()
        try:
            await work_off(engine, do, clock)
            # Not next_due(): that is past while a ticket fails, or another node is about to work it off. And what was done
            # meanwhile may have made something due.
            due = (await engine.advance(clock())).next_due
        except itr.FailedError as failed:
            logging.getLogger("itr").error("the runner could not work, and tries again in %s: %s", idle, failed)
            await sleep_until(clock() + idle)
            continue
        latest = clock() + idle
        await _first([engine.changed.wait(), sleep_until(latest if due is None else min(due, latest))])
