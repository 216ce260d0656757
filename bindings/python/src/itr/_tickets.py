"""What the library tells of tickets."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from itr._values import length_ms, made, maybe_instant, maybe_length, read_instant

Phase = Literal["idle", "running", "paused", "met", "missed", "cancelled", "superseded"]
PHASES: tuple[Phase, ...] = ("idle", "running", "paused", "met", "missed", "cancelled", "superseded")


class Outcome(NamedTuple):
    """What came of a command."""

    ok: bool  #: False: the rules refused it, and `code` and `message` say why
    ticket: str
    version: int  #: of the ticket after it
    number: str = ""
    repeated: bool = False  #: done before under the same key, and not again
    code: str = ""
    message: str = ""


class Sent(NamedTuple):
    """What came of an event that was sent."""

    version: int
    repeated: bool


class Advanced(NamedTuple):
    tickets: int  #: whose deadlines were worked off
    next_due: datetime | None
    more: bool  #: the limit was reached: call again


@dataclass(frozen=True)
class Clock:
    """A clock of a ticket at one instant. Lengths are in the clock's calendar."""

    name: str
    key: str
    phase: Phase
    breached: bool
    cycle: int
    agreement: str = ""
    origin: datetime | None = None
    elapsed: timedelta | None = None
    target: timedelta | None = None  #: None: measured, no promise
    remaining: timedelta | None = None
    waived: bool = False
    pinned: bool = False
    due: datetime | None = None  #: of a paused clock: if it resumed now
    calendar: str = ""
    pause_reason: str = ""
    elapsed_real: timedelta | None = None  #: in real time, rests included

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Clock:
        names = ("elapsed", "elapsed_real", "target", "remaining")
        lengths = {name: maybe_length(members.get(name)) for name in names}
        instants = {name: maybe_instant(members.get(name)) for name in ("origin", "due")}
        return made(cls, {**members, **lengths, **instants})


class ClockReading(NamedTuple):
    """One clock, by the call with scalars."""

    due: datetime | None
    elapsed: timedelta
    target: timedelta | None
    remaining: timedelta | None  #: negative once breached
    phase: Phase
    breached: bool
    waived: bool
    cycle: int


@dataclass(frozen=True)
class Ticket:
    """What the actor may see of a ticket."""

    id: str
    tenant: str
    version: int
    open: bool
    opened_at: datetime
    changed_at: datetime
    states: tuple[str, ...]
    events: tuple[str, ...]  #: that the actor may send now
    data: Mapping[str, Any]
    clocks: tuple[Clock, ...]
    number: str = ""
    workflow: str = ""
    owner: str = ""
    team: str = ""
    line: str = ""
    party: str = ""
    parent: str = ""
    closed_at: datetime | None = None
    next_due: datetime | None = None

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Ticket:
        return made(cls, {
            **members, **_instants(members, "closed_at", "next_due"), "states": tuple(members["states"]),
            "events": tuple(members["events"]), "clocks": tuple(Clock.read(each) for each in members["clocks"])})


def _instants(members: Mapping[str, Any], *optional: str) -> dict[str, datetime | None]:
    always = {name: read_instant(members[name]) for name in ("opened_at", "changed_at")}
    return {**always, **{name: maybe_instant(members.get(name)) for name in optional}}


@dataclass(frozen=True)
class Row:
    """A ticket in a list."""

    ticket: str
    version: int
    open: bool
    opened_at: datetime
    changed_at: datetime
    states: tuple[str, ...]
    next_due: datetime | None = None
    number: str = ""
    workflow: str = ""
    owner: str = ""
    team: str = ""
    line: str = ""
    severity: str = ""
    party: str = ""
    parent: str = ""

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Row:
        return made(cls, {**members, **_instants(members, "next_due"), "states": tuple(members["states"])})


@dataclass(frozen=True)
class Page:
    tickets: tuple[Row, ...]
    next: str  #: for `after` of the next query; empty on the last page


@dataclass(frozen=True)
class Deployment:
    hash: str
    name: str
    version: str
    at: datetime
    actor: str = ""

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Deployment:
        return made(cls, {**members, "at": read_instant(members["at"])})


@dataclass(frozen=True)
class EngineCounters:
    commands_total: int
    rejections_total: int
    repeats_total: int
    deadlines_total: int
    conflicts_total: int
    cache_hits_total: int
    cache_misses_total: int
    cached_tickets: int
    cache_bytes: int


@dataclass(frozen=True)
class Effect:
    """Something that the host is to do. Engine.acknowledge() says that it is done, Engine.fail() that it failed."""

    key: str
    kind: str
    ticket: str
    tenant: str
    attempts: int  #: that failed
    available_at: datetime
    payload: Any
    taking: int  #: which one of it this is

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Effect:
        return made(cls, {**members, "available_at": read_instant(members["available_at"])})


@dataclass(frozen=True)
class Retries:
    """A failed effect is tried again after `first`, twice as long each time up to `longest`, and is an incident after so many
    attempts."""

    first: timedelta = timedelta(seconds=10)
    longest: timedelta = timedelta(hours=6)
    attempts: int = 10

    def document(self) -> dict[str, int]:
        """As the library reads it."""
        return {"first": length_ms(self.first), "longest": length_ms(self.longest), "attempts": self.attempts}


@dataclass(frozen=True)
class Incident:
    """An effect that failed too often: for people. Engine.retry() and Engine.resolve() settle it."""

    key: str
    kind: str
    ticket: str
    tenant: str
    attempts: int
    available_at: datetime
    payload: Any
    reason: str
    since: datetime

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Incident:
        return made(cls, {**members, **{name: read_instant(members[name]) for name in ("available_at", "since")}})
