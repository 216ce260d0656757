"""Stores: where tickets live."""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itr import raw
from itr._handles import Resource
from itr._values import read_plain, utf8, write_document
from itr.documents import PostgresOptions, SqliteOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack


@dataclass(frozen=True)
class StoreCounters:
    tickets: int
    open_tickets: int
    commits: int
    effects_waiting: int
    incidents: int


class Store(Resource):
    """Where tickets live. Engines that use it go on when it is closed; a file is closed with the last of them."""

    __slots__ = ()

    def __init__(self, handle: int) -> None:
        super().__init__(handle, raw.store_close)

    @classmethod
    def memory(cls) -> Store:
        """Empty, in memory: nothing is durable."""
        return cls(raw.store_open_memory())

    @classmethod
    def sqlite(cls, path: str | os.PathLike[str], **options: Unpack[SqliteOptions]) -> Store:
        """In one SQLite file. A FailedError of code `store.locked` names who has it."""
        return cls(raw.store_open_sqlite(utf8(os.fspath(path)), write_document(options)))

    @classmethod
    def postgres(cls, connection: str, **options: Unpack[PostgresOptions]) -> Store:
        """In a PostgreSQL database that several nodes may share; `connection` as libpq takes it, so an empty one leaves all to
        its environment. An ImportError says what is missing where this installation has no libitr_postgres or libpq."""
        return cls(raw.store_open_postgres(utf8(connection), write_document(options)))

    def counters(self) -> StoreCounters:
        """How much is in it."""
        return StoreCounters(**read_plain(raw.store_counters(self._handle)))
