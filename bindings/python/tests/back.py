"""What the classes of the package hold, written as the library writes its documents: what a class has lost is missing there."""
import dataclasses
import json
import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

DATA = {"data", "payload"}  # members that hold values, which say of what kind they are
ALWAYS = {"next", "hint"}  # texts that are written where they are empty, too


def instant(at):
    fraction = at.strftime("%f").rstrip("0")
    digits = -(-len(fraction) // 3) * 3
    return at.strftime("%Y-%m-%dT%H:%M:%S") + (f".{fraction:0<{digits}}" if digits else "") + "Z"


def length(of):
    """"26h30m", "0s", "-1m"."""
    rest, parts = abs(of) // timedelta(milliseconds=1), ""
    for unit, size in (("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, rest = divmod(rest, size)
        parts += f"{count}{unit}" if count else ""
    return ("-" if of < timedelta() else "") + (parts or "0s")


def value(of):
    """A value of a ticket's data, with a tag where JSON has none of its kind."""
    if isinstance(of, datetime):
        return {"$time": instant(of)}
    if isinstance(of, float) and of.is_integer():
        return {"$double": str(of)}
    if isinstance(of, Mapping):
        return {key: value(each) for key, each in of.items()}
    if isinstance(of, list):
        return [value(each) for each in of]
    assert of is None or isinstance(of, (str, bool, int, float)), f"the corpus holds a {type(of)}: say here how it is written"
    return of


def member(of):
    if isinstance(of, datetime):
        return instant(of)
    if isinstance(of, timedelta):
        return length(of)
    if isinstance(of, (list, tuple)) and not hasattr(of, "_fields"):
        return [member(each) for each in of]
    return members(of) if dataclasses.is_dataclass(of) or hasattr(of, "_fields") else of


def members(of):
    """Of an object by field name; what is not there, or empty where it may be left out, is not written."""
    fields = of._fields if hasattr(of, "_fields") else [field.name for field in dataclasses.fields(of)]
    defaults = of._field_defaults if hasattr(of, "_fields") else {field.name: field.default for field in dataclasses.fields(of)}
    held = {name: getattr(of, name) for name in fields}
    return {name: value(each) if name in DATA else member(each) for name, each in held.items()
            if name in ALWAYS or name not in defaults or each != defaults[name]}


def double(of):
    """As the shorter of 1e+12 and 1000000000000.0."""
    if not math.isfinite(of):
        return json.dumps({"$double": "NaN" if math.isnan(of) else "Infinity" if of > 0 else "-Infinity"}, separators=(",", ":"))
    if of == 0:
        return repr(of)
    shortest = Decimal(repr(of)).normalize()
    _, digits, exponent = shortest.as_tuple()
    digits = "".join(map(str, digits))
    exponential = f"{'-' * (of < 0)}{digits[0]}{'.' * (len(digits) > 1)}{digits[1:]}e{exponent + len(digits) - 1:+03d}"
    fixed = str(int(of)) if of.is_integer() else f"{shortest:f}"
    return exponential if len(exponential) < len(fixed) else fixed if "." in fixed else fixed + ".0"


def value_document(kind, of):
    """The value of an expression, whose type says what Python does not tell apart."""
    tags = {"uint": lambda: {"$uint": of}, "bytes": lambda: {"$bytes": of.hex()}, "type": lambda: {"$type": of},
            "int": lambda: of if abs(of) < 1 << 53 else {"$int": str(of)}}
    written = tags.get(kind, lambda: value(of))()
    text = double(of) if kind == "double" else json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for short, long in (("\\b", "\\u0008"), ("\\f", "\\u000c")):  # the library writes these two in another way
        text = re.sub(r"\\.", lambda escape: long if escape[0] == short else escape[0], text)
    return f'{{"type":"{kind}","v":1,"value":{text}}}'


def document(held):
    return json.dumps({**held, "v": 1}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
