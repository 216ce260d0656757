"""Packs: the rules."""
from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from itr import raw
from itr._calendars import Calendar
from itr._errors import Diagnostic, diagnostics_of
from itr._handles import Resource
from itr._values import made, read_plain, utf8, write_document

Files = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    file: str
    line: int
    column: int


@dataclass(frozen=True)
class ScenarioFailure:
    """An expectation that was not met."""

    file: str
    line: int
    step: int  #: from 1; 0 is the start
    message: str


@dataclass(frozen=True)
class ScenarioReport:
    name: str
    at: Place
    passed: bool
    failures: tuple[ScenarioFailure, ...]
    mistakes: tuple[Diagnostic, ...]  #: in the scenario itself: then nothing was run


@dataclass(frozen=True)
class PackDescription:
    name: str
    version: str
    hash: str
    workflows: tuple[str, ...]
    agreements: tuple[str, ...]
    calendars: tuple[str, ...]
    tables: tuple[str, ...]
    ladders: tuple[str, ...]
    roles: tuple[str, ...]
    forms: tuple[str, ...]
    scenarios: tuple[str, ...]


def _sources(files: Files, imports: Mapping[str, Files] | None) -> bytes:
    def listed(named: Files) -> list[dict[str, str]]:
        return [{"path": path, "text": text} for path, text in named.items()]

    return write_document({"files": listed(files), "imports": {name: listed(of) for name, of in (imports or {}).items()}})


def check_pack(files: Files, imports: Mapping[str, Files] | None = None) -> tuple[Diagnostic, ...]:
    """All that is wrong, or strange, with a pack given as texts by path: for editors."""
    return diagnostics_of(read_plain(raw.pack_check(_sources(files, imports)))["diagnostics"])


class Pack(Resource):
    """Rules, compiled: immutable, and shared by any number of engines and threads."""

    __slots__ = ("__dict__",)

    def __init__(self, handle: int) -> None:
        super().__init__(handle, raw.pack_close)

    @classmethod
    def load(cls, files: Files, imports: Mapping[str, Files] | None = None) -> Pack:
        """From texts by path; imported packs by their names. An InvalidError has all that is wrong in `diagnostics`."""
        return cls(raw.pack_load(_sources(files, imports)))

    @classmethod
    def load_folder(cls, path: str | os.PathLike[str], search_path: Iterable[str | os.PathLike[str]] = ()) -> Pack:
        """From a folder, or a file that is a whole pack. Imports are looked for beside it, then in `search_path`."""
        places = write_document({"texts": [os.fspath(place) for place in search_path]})
        return cls(raw.pack_load_folder(utf8(os.fspath(path)), places))

    @classmethod
    def load_canonical(cls, canonical: str) -> Pack:
        """From what `canonical` gave."""
        return cls(raw.pack_load_canonical(utf8(canonical)))

    @functools.cached_property
    def description(self) -> PackDescription:
        """Its name, and the names of what is in it."""
        told = read_plain(raw.pack_describe(self._handle))
        members: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
        return made(PackDescription, members)

    @property
    def name(self) -> str:
        return self.description.name

    @property
    def version(self) -> str:
        return self.description.version

    @property
    def hash(self) -> str:
        """The identity of its canonical form."""
        return self.description.hash

    @property
    def canonical(self) -> str:
        """Canonical JSON: what a store keeps."""
        return raw.pack_canonical(self._handle).decode()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Its warnings and notes."""
        return diagnostics_of(read_plain(raw.pack_diagnostics(self._handle))["diagnostics"])

    def calendar(self, name: str) -> Calendar:
        """"24x7", "office", "office@Europe/Berlin"."""
        return Calendar(raw.calendar_open(self._handle, utf8(name)))

    def mermaid(self, workflow: str, language: str = "en") -> str:
        """A workflow as a `stateDiagram-v2`."""
        return raw.pack_mermaid(self._handle, utf8(workflow), utf8(language)).decode()

    def dot(self, workflow: str, language: str = "en") -> str:
        """A workflow as a `digraph` for Graphviz."""
        return raw.pack_dot(self._handle, utf8(workflow), utf8(language)).decode()

    def run_scenarios(self, filter: str = "") -> list[ScenarioReport]:
        """Runs its scenarios whose names contain `filter` on the bare core."""
        reports = read_plain(raw.pack_run_scenarios(self._handle, utf8(filter)))["scenarios"]
        return [
            ScenarioReport(
                each["name"], Place(**each["at"]), each["passed"],
                tuple(ScenarioFailure(**failure) for failure in each["failures"]), diagnostics_of(each["mistakes"]))
            for each in reports
        ]
