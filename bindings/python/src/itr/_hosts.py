"""Hosts: what an engine asks, and where it logs."""
from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import get_ident
from typing import Any

from itr import raw
from itr._handles import Resource
from itr._library import ffi, interrupts, lib, text
from itr._values import made, read_document, read_instant, utf8, write_document
from itr.documents import Assignment, Escalation, Route

#: Called with one of logging.DEBUG, INFO, WARNING and ERROR, a stable word such as "pack.deployed", and a sentence.
Log = Callable[[int, str, str], None]


@dataclass(frozen=True)
class Snapshot:
    """All that a policy may look at."""

    tenant: str
    ticket: str
    workflow: str
    owner: str
    team: str
    line: str
    now: datetime
    data: Mapping[str, Any]
    level: int | None = None  #: of a ladder
    clock: str | None = None  #: whose target is asked for, by its key


#: Looks at nothing but the snapshot: no clock, no chance. None proposes nothing.
AssignmentPolicy = Callable[[Snapshot], "Assignment | None"]
EscalationPolicy = Callable[[Snapshot], "Escalation | None"]
RoutingPolicy = Callable[[Snapshot], "Route | None"]
TargetPolicy = Callable[[Snapshot], "timedelta | None"]

_LEVELS = {raw.LOG_DEBUG: logging.DEBUG, raw.LOG_INFO: logging.INFO, raw.LOG_WARNING: logging.WARNING, raw.LOG_ERROR: logging.ERROR}
_kept: dict[Any, Any] = {}  #: what the library refers to, by its pointer, until it lets go


def _keep(called: Callable[..., object]) -> Any:
    pointer = ffi.new_handle(called)
    _kept[pointer] = called
    return pointer


def _report(error: Exception, called: object) -> None:
    """An exception cannot leave a callback."""
    logging.getLogger("itr").error("the host's %r failed", called, exc_info=error)


def _interrupted(kind: object, error: BaseException, trace: object) -> None:
    """What else is raised ends the program, or the task: it is raised again when the call of the library returns."""
    interrupts[get_ident()] = error


@ffi.def_extern(onerror=_interrupted)  # type: ignore[untyped-decorator]
def itr_log_sink_log(user_data: Any, level: int, event: Any, event_size: int, message: Any, message_size: int) -> None:
    if get_ident() in interrupts:
        return
    log = ffi.from_handle(user_data)
    try:
        log(_LEVELS[level], text(event, event_size), text(message, message_size))
    except Exception as error:
        _report(error, log)


@ffi.def_extern(error=1, onerror=_interrupted)  # type: ignore[untyped-decorator]
def itr_policy_propose(user_data: Any, snapshot: Any, snapshot_size: int, reply: int) -> int:
    if get_ident() in interrupts:  # a policy before it was interrupted: no more is asked
        return 1
    propose = ffi.from_handle(user_data)
    try:
        members = read_document(ffi.buffer(snapshot, snapshot_size)[:])
        answer = propose(made(Snapshot, {**members, "now": read_instant(members["now"])}))
        if answer is not None:
            raw.reply_write(reply, write_document(answer))
        return 0
    except Exception as error:
        _report(error, propose)
        return 1


def _release(user_data: Any) -> None:
    _kept.pop(user_data, None)


ffi.def_extern(name="itr_log_sink_release")(_release)
ffi.def_extern(name="itr_policy_release")(_release)


class Host(Resource):
    """What an engine or decider asks of its host: where to log, and policies by the names that the rules use.

    They are called in the thread that called the engine, and may call nothing of the library. What they raise goes to
    the logger "itr", and nothing is proposed; but what ends a program (KeyboardInterrupt, SystemExit) is raised by the call of
    the engine that called them, when it has done its work. Engines that were opened with a host keep what it had then, and
    what that refers to is not collected: an engine that its own policy refers to goes only when it is closed.
    """

    __slots__ = ()

    def __init__(
        self, *, log: Log | logging.Logger | None = None,
        assignments: Mapping[str, AssignmentPolicy] | None = None,
        escalations: Mapping[str, EscalationPolicy] | None = None,
        routes: Mapping[str, RoutingPolicy] | None = None,
        targets: Mapping[str, TargetPolicy] | None = None,
    ) -> None:
        """`targets` say how long promises of kind `host` are, by the name or key of their clocks."""
        super().__init__(raw.host_open(), raw.host_close)
        if log is not None:
            self._set_log(_to_logger(log) if isinstance(log, logging.Logger) else log)
        for name, assignment in (assignments or {}).items():
            self._add(raw.host_add_assignment, name, assignment)
        for name, escalation in (escalations or {}).items():
            self._add(raw.host_add_escalation, name, escalation)
        for name, route in (routes or {}).items():
            self._add(raw.host_add_routing, name, route)
        for name, target in (targets or {}).items():
            self._add(raw.host_add_target, name, _to_document(target))

    def _set_log(self, log: Log) -> None:
        sink = ffi.new("itr_log_sink *", {
            "struct_size": ffi.sizeof("itr_log_sink"), "user_data": _keep(log), "log": lib.itr_log_sink_log,
            "release": lib.itr_log_sink_release})
        self._hand_over(sink, lambda: raw.host_set_log(self._handle, sink))

    def _add(self, add: Callable[[int, bytes, Any], None], name: str, propose: Callable[[Snapshot], object]) -> None:
        policy = ffi.new("itr_policy *", {
            "struct_size": ffi.sizeof("itr_policy"), "user_data": _keep(propose), "propose": lib.itr_policy_propose,
            "release": lib.itr_policy_release})
        self._hand_over(policy, lambda: add(self._handle, utf8(name), policy))

    @staticmethod
    def _hand_over(table: Any, hand_over: Callable[[], None]) -> None:
        try:
            hand_over()
        except BaseException:
            _release(table.user_data)
            raise


def _to_document(target: TargetPolicy) -> Callable[[Snapshot], object]:
    def propose(snapshot: Snapshot) -> object:
        length = target(snapshot)
        return None if length is None else {"target": length}

    return propose


def _to_logger(logger: logging.Logger) -> Log:
    def log(level: int, event: str, message: str) -> None:
        logger.log(level, "%s: %s", event, message, extra={"itr_event": event})

    return log
