"""Deciders: the pure core, for hosts that write a ticket's rows in a transaction of their own."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from itr import raw
from itr._actors import Actor
from itr._errors import InvalidError
from itr._handles import Resource
from itr._hosts import Host
from itr._packs import Pack
from itr._tickets import Ticket
from itr._values import made, maybe_instant, read_document, read_instant, read_plain, to_ms, utf8, write_document
from itr.documents import Command, Signal, StoredHistory, StoredTicket


@dataclass(frozen=True)
class EffectRow:
    key: str
    kind: str
    payload: str
    available_at: datetime
    signal: bool  #: for other tickets: Decider.commands() gives what carries it out


@dataclass(frozen=True)
class Rows:
    """What the host writes, if the stored version is still `expected_version`. Texts are stored as they are."""

    tenant: str
    ticket: str
    expected_version: int
    version: int
    at: datetime
    commit: str
    snapshot: str | None  #: None: the older one stays
    summary: Mapping[str, Any]  #: columns for queries
    next_due: datetime | None
    effects: tuple[EffectRow, ...]
    personal: Mapping[str, str]  #: texts by slot
    erase: tuple[str, ...]  #: slots
    idempotency_key: str

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Rows:
        effects = (made(EffectRow, {**each, "available_at": read_instant(each["available_at"])}) for each in members["effects"])
        return cls(
            members["tenant"], members["ticket"], members["expected_version"], members["version"], read_instant(members["at"]),
            members["commit"], members.get("snapshot"), members["summary"], maybe_instant(members.get("next_due")),
            tuple(effects), {each["slot"]: each["text"] for each in members["personal"]}, tuple(members["erase"]),
            members.get("idempotency_key", ""))


@dataclass(frozen=True)
class Decision:
    verdict: Literal["decided", "nothing", "repeated", "rejected"]
    version: int  #: of the ticket after it
    rows: Rows | None  #: to be written where it is there, also of a rejected command
    code: str = ""  #: of a rejection
    message: str = ""


class Decider(Resource):
    """Decides commands on tickets that the host keeps. It holds no tickets and writes nothing."""

    __slots__ = ()

    def __init__(self, *packs: Pack, host: Host | None = None) -> None:
        """New tickets use the pack given last that has their workflow, stored ones theirs by its hash."""
        super().__init__(raw.decider_open(host.handle if host else 0), raw.decider_close)
        for pack in packs:
            self.add_pack(pack)

    def add_pack(self, pack: Pack) -> None:
        raw.decider_add_pack(self._handle, pack.handle)

    def seal_with(self, keys: str) -> None:
        """Links every commit to the one before it from now on, with a ring of keys as a file of `itr audit` has it."""
        raw.decider_seal_with(self._handle, utf8(keys))

    def decide(
        self, ticket: StoredTicket, command: Command, now: datetime, *, number: str = "",
        history: Callable[[], StoredHistory] | None = None, entropy: bytes = b"",
    ) -> Decision:
        """Decides a command on a ticket as it is stored (of a new one, only tenant and ticket).

        `history` gives all commits of the ticket; it is called only where a decision needs the past. `number` names a new
        ticket for people. `entropy` is 16 or more unpredictable bytes; without it the system's are used. The same
        arguments give the same rows.
        """
        stored, wanted, now_ms = write_document(ticket), write_document(command), to_ms(now)
        try:
            told = raw.decider_decide(self._handle, stored, wanted, b"", utf8(number), entropy, now_ms)
        except InvalidError as refused:
            if refused.code != "capi.history_needed" or history is None:
                raise
            told = raw.decider_decide(self._handle, stored, wanted, write_document(history()), utf8(number), entropy, now_ms)
        members = read_plain(told)
        rejection = members.get("rejection", {"code": "", "message": ""})
        rows = members.get("rows")
        return Decision(members["verdict"], members["version"], Rows.read(rows) if rows else None, **rejection)

    def view(self, ticket: StoredTicket, actor: Actor, now: datetime) -> Ticket:
        """What the actor may see of a stored ticket."""
        return Ticket.read(read_document(raw.decider_view(self._handle, write_document(ticket), actor.handle, to_ms(now))))

    def commands(self, signal: Signal) -> list[dict[str, Any]]:
        """The commands that carry out an effect which is for other tickets, to be decided each on its ticket."""
        commands: list[dict[str, Any]] = read_document(raw.decider_commands(self._handle, write_document(signal)))["commands"]
        return commands
