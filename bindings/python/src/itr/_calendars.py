"""Calendars: working time."""
from __future__ import annotations

from datetime import datetime, timedelta

from itr import raw
from itr._handles import Resource
from itr._values import instant_or_none, length_ms, to_ms, utf8


class Calendar(Resource):
    """Says which instants are working time. Immutable; made by Pack.calendar()."""

    __slots__ = ()

    def __init__(self, handle: int) -> None:
        super().__init__(handle, raw.calendar_close)

    def add(self, start: datetime, length: timedelta) -> datetime | None:
        """The earliest instant with `length` of working time between; a negative length goes back. None: never."""
        return instant_or_none(raw.calendar_add(self._handle, to_ms(start), length_ms(length)))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time within [start, end); negative when `end` is earlier."""
        return timedelta(milliseconds=raw.calendar_between(self._handle, to_ms(start), to_ms(end)))

    def is_open(self, at: datetime) -> bool:
        return raw.calendar_is_open(self._handle, to_ms(at)) != 0

    def is_known(self, at: datetime) -> bool:
        """False beyond the days that are announced."""
        return raw.calendar_is_known(self._handle, to_ms(at)) != 0

    def next_open(self, at: datetime) -> datetime | None:
        """The first working instant from `at` on."""
        return instant_or_none(raw.calendar_next_open(self._handle, to_ms(at)))

    def next_close(self, at: datetime) -> datetime | None:
        """The end of the working time that `at` lies in, or of the next."""
        return instant_or_none(raw.calendar_next_close(self._handle, to_ms(at)))

    def due(self, start: datetime, target: str) -> datetime | None:
        """When a promise falls due that begins at `start`: "4h", "2 working days by 16:00". None for "unlimited"."""
        return instant_or_none(raw.calendar_due(self._handle, to_ms(start), utf8(target)))
