"""Who asks."""
from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from itr import raw
from itr._handles import Resource
from itr._values import write_document


class Actor:
    """Who asks: an id, roles, and the customer on whose behalf. Who that is, the host's own login has decided.

    Immutable, and good for any number of engines and threads. `document` is the actor as commands hold it; an actor
    may also stand in a command itself.
    """

    __slots__ = ("_held", "_lock", "_number", "document")

    document: Mapping[str, object]

    def __init__(self, id: str = "", roles: str | Iterable[str] = (), party: str = "") -> None:
        self.document = {"id": id, "roles": [roles] if isinstance(roles, str) else list(roles), "party": party}
        self._held: Resource | None = None
        self._number = 0  # of what is held, while it is open
        self._lock = threading.Lock()

    @classmethod
    def system(cls) -> Actor:
        """The host itself, who may do everything."""
        return cls(roles="system")

    @property
    def handle(self) -> int:
        """For `itr.raw`; opened when first asked for."""
        return self._number or self._open()

    def _open(self) -> int:
        with self._lock:
            if self._held is None or self._held.closed:
                self._held = Resource(raw.actor_open(write_document(self.document)), raw.actor_close)
            self._number = self._held.handle
            return self._number

    def close(self) -> None:
        """Lets go of what the library holds of it; the actor can be used again."""
        with self._lock:
            self._number = 0
            if self._held is not None:
                self._held.close()

    def __enter__(self) -> Actor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Actor(id={self.document['id']!r}, roles={self.document['roles']!r}, party={self.document['party']!r})"
