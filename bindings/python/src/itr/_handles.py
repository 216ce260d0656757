"""What is held in the library: closed by hand, by `with`, or when nothing refers to it any more."""
from __future__ import annotations

import os
import weakref
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from itr._errors import MisuseError
from itr._library import interrupts, raise_interrupt

Close = Callable[[int], None]
Self = TypeVar("Self", bound="Resource")

#: Without a lock, which a finalizer that runs while it is held would wait for: what a deque does, it does at once.
_late: deque[tuple[Close, int]] = deque()
_process = os.getpid()


def _forget_old_process() -> None:
    """The library does not survive a fork: what the parent holds is not the child's to close."""
    global _process
    _process = os.getpid()
    _late.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_old_process)


def close_late() -> None:
    """Closes what was let go within callbacks, where the library closes nothing. Any thread may do it, also at once."""
    for _ in range(len(_late)):  # what is refused again waits for the next time
        try:
            close, handle = _late.popleft()
        except IndexError:  # another thread has closed it
            return
        _let_go(close, handle, _process)


def _let_go(close: Close, handle: int, process: int) -> None:
    if process != _process:
        return
    try:
        close(handle)
    except MisuseError as refused:
        if refused.code != "capi.reentrant":
            raise
        _late.append((close, handle))


class Resource:
    """Closing twice does nothing; using it after that is a MisuseError."""

    __slots__ = ("__weakref__", "_finalizer", "_handle")

    def __init__(self, handle: int, close: Close) -> None:
        self._handle = handle
        self._finalizer = weakref.finalize(self, _let_go, close, handle, _process)
        # From here on it is closed when one of these fails.
        if interrupts:
            raise_interrupt()
        if _late:
            close_late()

    def close(self) -> None:
        """Lets go of it now. What others still need of it stays until they let go."""
        self._finalizer()

    @property
    def handle(self) -> int:
        """For `itr.raw`."""
        return self._handle

    @property
    def closed(self) -> bool:
        return not self._finalizer.alive

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<itr.{type(self).__name__} {'closed' if self.closed else 'open'}>"
