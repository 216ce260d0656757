"""Instants, lengths of time and documents, between Python and the library."""
from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from math import isfinite, isnan
from typing import Any, TypeVar

from itr._errors import MisuseError
from itr.raw import NEVER


EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)


# ---- texts

def utf8(text: str) -> bytes:
    """As the library takes it."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise MisuseError("capi.not_utf8", "expected a text in Unicode, but found half of a surrogate pair") from None


# ---- instants and lengths

def to_ms(at: datetime) -> int:
    """Milliseconds since 1970, cut down; a datetime without a zone is refused."""
    try:
        since = at - EPOCH
        return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000
    except TypeError:
        if isinstance(at, datetime):
            raise ValueError(f"expected a datetime with a zone, but found {at!r}") from None
        raise


def from_ms(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


def instant_or_none(ms: int) -> datetime | None:
    return None if ms == NEVER else from_ms(ms)


def length_ms(length: timedelta) -> int:
    return length // MILLISECOND


_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z")


def read_instant(text: str) -> datetime:
    """RFC 3339 in UTC; what is finer than a microsecond is cut."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise ValueError(f"expected an instant, but found {text!r}")
    at = datetime.fromisoformat(match[1] + "+00:00")
    return at.replace(microsecond=int((match[2] or "0")[:6].ljust(6, "0")))


_LENGTH = re.compile(r"(-?)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?")


def read_length(text: str) -> timedelta:
    """"26h30m", "0s", "-1m"."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise ValueError(f"expected a length of time, but found {text!r}")
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in match.groups()[1:])
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds)
    return -length if match[1] else length


def maybe_instant(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text)


def maybe_length(text: str | None) -> timedelta | None:
    return None if text is None else read_length(text)


# ---- what documents cannot say in JSON alone

def _read_seconds(text: str) -> timedelta:
    whole, _, fraction = text.removesuffix("s").partition(".")
    microseconds = int(fraction[:6].ljust(6, "0"))
    sign = -1 if whole.startswith("-") else 1
    return timedelta(seconds=int(whole), microseconds=sign * microseconds)


_TAGS: dict[str, Callable[[Any], Any]] = {
    "$time": read_instant,
    "$duration": _read_seconds,
    "$bytes": bytes.fromhex,
    "$int": int,
    "$uint": int,
    "$double": float,
    "$type": str,
    "$map": dict,
}


def _untag(members: dict[str, Any]) -> Any:
    if len(members) == 1:
        (key, value), = members.items()
        read = _TAGS.get(key)
        if read is not None:
            return read(value)
    return members


def _tag(value: object) -> Any:
    document = getattr(value, "document", None)
    if isinstance(document, Mapping):  # an actor's: texts
        return document
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"expected a datetime with a zone, but found {value!r}")
        return {"$time": value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")}
    if isinstance(value, timedelta):
        microseconds = value // timedelta(microseconds=1)
        sign = "-" if microseconds < 0 else ""
        seconds, rest = divmod(abs(microseconds), 1_000_000)
        return {"$duration": f"{sign}{seconds}.{rest:06}s"}
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    raise TypeError(f"expected a value that a document can hold, but found {value!r}")


_INT64, _UINT64 = range(-(1 << 63), 1 << 63), range(1 << 63, 1 << 64)
_SAID_BY_JSON = frozenset({str, bool, type(None)})
_TAGGED = frozenset({datetime, timedelta, bytes})  # by the encoder, which asks _tag()


def _is_plain(value: Any) -> bool:
    """Whether the encoder says it as it is: most documents are plain, and it is far faster than _spelt()."""
    kind = type(value)
    if kind is dict:
        for key, each in value.items():
            if type(key) is not str or type(each) not in _SAID_BY_JSON and not _is_plain(each):
                return False
        return len(value) != 1 or not next(iter(value)).startswith("$")
    if kind is list or kind is tuple:
        return all(map(_is_plain, value))
    if kind is int:
        return value in _INT64
    return kind in _SAID_BY_JSON or kind in _TAGGED or (kind is float and isfinite(value)) or hasattr(kind, "document")


def _spelt(value: object) -> Any:
    """As JSON can say it: what JSON lacks is an object with one key that begins with `$`."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return {"$uint": value} if value in _UINT64 else value
    if isinstance(value, float):
        return value if isfinite(value) else {"$double": "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, Mapping):
        return _spelt_map(value)
    if isinstance(value, (list, tuple)):
        return [_spelt(each) for each in value]
    return _tag(value)


def _spelt_map(members: Mapping[Any, object]) -> dict[str, Any]:
    """A map whose keys are not all texts, and one that would be read as a tag, in pairs."""
    for key in members:
        if not isinstance(key, (str, int)):
            raise TypeError(f"expected a key that is a text, an integer or a truth value, but found {key!r}")
    if all(isinstance(key, str) for key in members) and not (len(members) == 1 and next(iter(members)).startswith("$")):
        return {key: _spelt(each) for key, each in members.items()}
    return {"$map": [[_spelt(key), _spelt(each)] for key, each in members.items()]}


_encode_plain = json.JSONEncoder(default=_tag, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_quote = json.encoder.encode_basestring
_decode = json.JSONDecoder(object_hook=_untag).decode
_decode_plain = json.JSONDecoder().raw_decode


def _encode(value: object) -> str:
    return _encode_plain(value if _is_plain(value) else _spelt(value))


def write_document(value: object) -> bytes:
    return utf8(_encode(value))


def write_data(data: Mapping[str, object]) -> bytes:
    """write_document() of values by field name. Most are a few texts, which need no encoder of documents."""
    try:
        members = [f"{_quote(name)}:{_quote(value) if type(value) is str else _encode(value)}" for name, value in data.items()]
    except TypeError:
        for name in data:
            if not isinstance(name, str):
                raise TypeError(f"expected the name of a field as a text, but found {name!r}") from None
        raise
    if len(members) == 1 and members[0].startswith('"$'):  # would be read as a tag
        return write_document(data)
    return utf8(f"{{{','.join(members)}}}")


def read_document(text: bytes) -> Any:
    """With values where JSON has tags; the document's own version is left out."""
    members = _decode(text.decode())
    del members["v"]
    return members


def read_plain(text: bytes) -> Any:
    """read_document() of a document that holds no data: faster."""
    members, _ = _decode_plain(text.decode())
    del members["v"]
    return members


# ---- objects of documents

Made = TypeVar("Made")


@functools.cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    named: tuple[str, ...] | None = getattr(kind, "_fields", None)
    return named or tuple(field.name for field in dataclasses.fields(kind))


def made(kind: type[Made], members: Mapping[str, Any]) -> Made:
    """A dataclass or named tuple of the members that it has: a newer library may tell more."""
    known: Any = kind
    return kind(**{name: members[name] for name in _names(known) if name in members})
