"""Engines: tickets, carried out."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from itr import raw
from itr._actors import Actor
from itr._errors import RejectedError, failure
from itr._handles import Resource
from itr._hosts import Host
from itr._library import interrupted, interrupts, lib, new, raise_interrupt
from itr._packs import Pack
from itr._stores import Store
from itr._tickets import (
    PHASES,
    Advanced,
    Clock,
    ClockReading,
    Deployment,
    Effect,
    EngineCounters,
    Incident,
    Outcome,
    Page,
    Retries,
    Row,
    Sent,
    Ticket,
)
from itr._values import instant_or_none, length_ms, made, read_document, read_plain, to_ms, utf8, write_data, write_document
from itr.documents import Command, Query, QueryWhere

_send, _send_data = lib.itr_engine_send, lib.itr_engine_send_data
_made = tuple.__new__  # what a NamedTuple's own constructor calls
#: Where send() is told what came of it, used again: each is in the hands of one call at a time, whichever thread it is in.
_places: list[tuple[Any, Any]] = []


class Engine(Resource):
    """Carries out commands on a store. Safe for threads. It reads no clock: `now` says what time it is, and is a datetime
    with a zone."""

    __slots__ = ()

    def __init__(
        self, store: Store, host: Host | None = None, *, cache_bytes: int | None = None, claim_lease: timedelta | None = None,
        snapshot_every: int | None = None, retries: Retries | None = None, audit_keys: str | None = None,
    ) -> None:
        """`cache_bytes` of tickets are kept in memory, 64 MiB unless told. Due tickets are left to this engine by the others on
        the same database for `claim_lease`, 30 seconds unless told. A ticket's state is written with every `snapshot_every`
        commits, 1 unless told. `audit_keys` is the ring of keys that seals commits, as a file for `itr audit` has it; without
        it none is sealed."""
        given = {
            "cache_bytes": cache_bytes, "claim_lease": None if claim_lease is None else length_ms(claim_lease),
            "snapshot_every": snapshot_every, "retries": None if retries is None else retries.document(), "audit_keys": audit_keys,
        }
        options = write_document({name: value for name, value in given.items() if value is not None})
        super().__init__(raw.engine_open(store.handle, host.handle if host else 0, options), raw.engine_close)

    # ---- packs

    def deploy(self, pack: Pack, actor: Actor, now: datetime) -> None:
        """New tickets use the pack from now on; open ones keep theirs. Durable when it returns."""
        raw.engine_deploy(self._handle, pack.handle, actor.handle, to_ms(now))

    def deployments(self) -> list[Deployment]:
        """All, in order."""
        return [Deployment.read(each) for each in read_plain(raw.engine_deployments(self._handle))["deployments"]]

    # ---- commands and time

    def execute(self, command: Command, now: datetime) -> Outcome:
        """Carries out a command; durable when it returns. What the rules refuse is a RejectedError."""
        outcome = Outcome(**read_plain(raw.engine_execute(self._handle, write_document(command), to_ms(now))))
        if not outcome.ok:
            refused = RejectedError(outcome.code, outcome.message)
            refused.version = outcome.version
            raise refused
        return outcome

    def execute_batch(self, commands: Iterable[Command], now: datetime) -> list[Outcome]:
        """Carries out commands in one append, in order. Each has its outcome, refused or not; if the append fails, none
        has happened."""
        document = write_document({"commands": list(commands)})
        return [made(Outcome, each) for each in read_plain(raw.engine_execute_batch(self._handle, document, to_ms(now)))["outcomes"]]

    def send(
        self, tenant: str, ticket: str, event: str, actor: Actor, now: datetime, *, data: Mapping[str, Any] | None = None,
        key: str = "", expected_version: int = -1,
    ) -> Sent:
        """Sends an event. `key` is its idempotency key; `expected_version` is that of the ticket before (-1: any). What the
        rules refuse is a RejectedError. The fast way: it takes less than half the time of execute()."""
        try:
            places = _places.pop()
        except IndexError:
            places = new("itr_outcome *"), new("itr_error *")
        out, err = places
        of, at, what, once = utf8(tenant), utf8(ticket), utf8(event), utf8(key)
        by = actor._number or actor.handle
        if data is None:
            status = _send(
                self._handle, of, len(of), at, len(at), what, len(what), once, len(once), expected_version, by, to_ms(now), out,
                err)
        else:
            given = write_data(data)
            status = _send_data(
                self._handle, of, len(of), at, len(at), what, len(what), given, len(given), once, len(once), expected_version, by,
                to_ms(now), out, err)
        if status:
            refused = failure(err[0])
            if isinstance(refused, RejectedError):
                refused.version = out.version
            raise interrupted(refused)
        sent = _made(Sent, (out.version, out.repeated != 0))
        _places.append(places)
        if interrupts:
            raise_interrupt()
        return sent

    def advance(self, now: datetime, max_tickets: int = 1000) -> Advanced:
        """Works off what is due up to `now`."""
        out = raw.engine_advance(self._handle, to_ms(now), max_tickets)
        return Advanced(out.tickets, instant_or_none(out.next_due_ms), out.more != 0)

    def next_due(self) -> datetime | None:
        """The earliest deadline. In the past while a ticket cannot be worked off, or another node is about to: who waits for
        work waits for what advance() says."""
        return instant_or_none(raw.engine_next_due(self._handle))

    # ---- looking

    def get(self, tenant: str, ticket: str, actor: Actor, now: datetime) -> Ticket:
        """All that the actor may see of a ticket."""
        return Ticket.read(read_document(raw.engine_get(self._handle, utf8(tenant), utf8(ticket), actor.handle, to_ms(now))))

    def page(self, query: Query, actor: Actor) -> Page:
        """One page of the tickets that fit and that the actor may see."""
        told = read_plain(raw.engine_query(self._handle, write_document(query), actor.handle))
        return Page(tuple(Row.read(each) for each in told["tickets"]), told["next"])

    def query(
        self, tenant: str, actor: Actor, where: QueryWhere | None = None, *, due_before: datetime | None = None,
        page_size: int = 100,
    ) -> Iterator[Row]:
        """All tickets that fit and that the actor may see, read page by page as they are asked for."""
        query: Query = {"tenant": tenant, "where": where or {}, "limit": page_size}
        if due_before is not None:
            query["due_before"] = due_before
        while True:
            page = self.page(query, actor)
            yield from page.tickets
            if not page.next:
                return
            query["after"] = page.next

    def history(self, tenant: str, ticket: str, actor: Actor) -> Iterator[dict[str, Any]]:
        """The whole history of a ticket that the actor may see, commit by commit, as the journal says it."""
        told = read_document(raw.engine_history(self._handle, utf8(tenant), utf8(ticket), actor.handle))
        yield from told["commits"]

    def clocks(self, tenant: str, ticket: str, actor: Actor, now: datetime) -> list[Clock]:
        """The clocks of a ticket, read at `now`."""
        told = read_plain(raw.engine_clocks(self._handle, utf8(tenant), utf8(ticket), actor.handle, to_ms(now)))
        return [Clock.read(each) for each in told["clocks"]]

    def clock(self, tenant: str, ticket: str, clock: str, actor: Actor, now: datetime) -> ClockReading:
        """One clock, by its key, or by its name where that is unique."""
        out = raw.engine_clock(self._handle, utf8(tenant), utf8(ticket), utf8(clock), actor.handle, to_ms(now))
        return ClockReading(
            instant_or_none(out.due_ms), timedelta(milliseconds=out.elapsed_ms), _length_or_none(out.target_ms),
            _length_or_none(out.remaining_ms), PHASES[out.phase], out.breached != 0, out.waived != 0, out.cycle)

    def counters(self) -> EngineCounters:
        """What it has done."""
        return EngineCounters(**read_plain(raw.engine_counters(self._handle)))

    # ---- effects

    def take_effects(self, now: datetime, *, hidden_for: timedelta = timedelta(minutes=1), limit: int = 100) -> list[Effect]:
        """Up to `limit` effects for the host, hidden from other takers for `hidden_for`: at least once, in order per
        ticket."""
        told = read_document(raw.engine_take_effects(self._handle, to_ms(now), length_ms(hidden_for), limit))
        return [Effect.read(each) for each in told["effects"]]

    def effects(self, now: datetime, *, hidden_for: timedelta = timedelta(minutes=1), page_size: int = 100) -> Iterator[Effect]:
        """All effects that are available at `now`, taken page by page as they are asked for."""
        while True:
            taken = self.take_effects(now, hidden_for=hidden_for, limit=page_size)
            yield from taken
            if len(taken) < page_size:
                return

    def acknowledge(self, effect: Effect) -> bool:
        """It is done. False if it was acknowledged before."""
        return raw.engine_acknowledge_effect(self._handle, utf8(effect.tenant), utf8(effect.key)) != 0

    def fail(self, effect: Effect, reason: str, now: datetime) -> bool:
        """It failed: it is tried again after a growing delay, and after 10 failures it becomes an incident. False, and nothing is
        changed, if it was acknowledged or failed before, or if its time ran out and another took it. What no text can hold becomes
        question marks in the reason: an exception's words are not the host's to choose."""
        why = reason.replace("\0", "?").encode(errors="replace")
        tenant, key = utf8(effect.tenant), utf8(effect.key)
        return raw.engine_fail_taken_effect(self._handle, tenant, key, effect.taking, effect.attempts, why, to_ms(now)) != 0

    def incidents(self, tenant: str, limit: int = 100) -> list[Incident]:
        told = read_document(raw.engine_incidents(self._handle, utf8(tenant), limit))
        return [Incident.read(each) for each in told["incidents"]]

    def retry(self, incident: Incident, now: datetime) -> bool:
        """Back into the outbox. False if there was none of this key."""
        return raw.engine_retry_incident(self._handle, utf8(incident.tenant), utf8(incident.key), to_ms(now)) != 0

    def resolve(self, incident: Incident, now: datetime) -> bool:
        """It has been dealt with: removed."""
        return raw.engine_resolve_incident(self._handle, utf8(incident.tenant), utf8(incident.key), to_ms(now)) != 0


def _length_or_none(ms: int) -> timedelta | None:
    return None if ms == raw.NEVER else timedelta(milliseconds=ms)
