"""What goes wrong, as exceptions: one class for each status, the exact reason in `code`."""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from itr._library import lib, new, take


@dataclass(frozen=True)
class Diagnostic:
    """Something that is wrong, or strange, at a place of a pack or expression."""

    code: str
    severity: str  #: "error", "warning" or "note"
    file: str
    line: int
    column: int
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message} [{self.code}]"


class ItrError(Exception):
    """What the library refuses or cannot do."""

    def __init__(self, code: str, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code  #: stable, such as "store.locked"; docs/diagnostics.md lists all
        self.message = message  #: for people
        self.diagnostics = diagnostics  #: of a pack or expression, place by place


class RejectedError(ItrError):
    """The rules refused the command: nothing of it happened."""

    version: int | None = None  #: of the ticket, whose due deadlines may have been worked off all the same


class InvalidError(ItrError, ValueError):
    """A document, pack, expression or value is not as it must be."""


class NotFoundError(ItrError, LookupError):
    """There is no such ticket that the actor may see, no such calendar, workflow…"""


class FailedError(ItrError, OSError):
    """The environment failed (a file, a database, a lock): nothing was changed, except with `store.io`, where it is not
    known: give the command again with its key."""

    def __init__(self, code: str, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        ItrError.__init__(self, code, message, diagnostics)


class MisuseError(ItrError):
    """The calling program is wrong: a closed handle, a length, a call from within a callback."""


class InternalError(ItrError):
    """No memory left, or a fault of the library."""


_BY_STATUS = {1: RejectedError, 2: InvalidError, 3: NotFoundError, 4: FailedError, 5: MisuseError, 6: InternalError}


def diagnostics_of(items: list[dict[str, Any]]) -> tuple[Diagnostic, ...]:
    return tuple(Diagnostic(**item) for item in items)


def failure(error: int) -> ItrError:
    """The exception of an error, which is then freed."""
    out = new("itr_bytes *")
    status = lib.itr_error_document(error, out)
    lib.itr_error_free(error)
    if status:
        return InternalError("capi.internal", "an error that cannot be read, perhaps for want of memory")
    told = json.loads(take(out))
    return _BY_STATUS[told["status"]](told["code"], told["message"], diagnostics_of(told["diagnostics"]))
