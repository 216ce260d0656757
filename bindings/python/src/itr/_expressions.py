"""Expressions: CEL."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itr import raw
from itr._handles import Resource
from itr._values import read_document, utf8, write_document


class Expression(Resource):
    """A compiled expression: immutable, and good for any number of evaluations and threads.

    `variables` are types in CEL's notation by name: "int", "list(string)"; `wanted` is the type that the result must have.
    An InvalidError has all that is wrong in `diagnostics`.
    """

    __slots__ = ()

    def __init__(self, source: str, variables: Mapping[str, str] | None = None, wanted: str | None = None) -> None:
        scope: dict[str, object] = {"variables": variables or {}}
        if wanted is not None:
            scope["wanted"] = wanted
        super().__init__(raw.expression_compile(utf8(source), write_document(scope)), raw.expression_close)

    def evaluate(self, bindings: Mapping[str, object] | None = None) -> Any:
        """Its value; a variable without a binding is null. Datetimes, timedeltas and bytes are CEL's own kinds."""
        return read_document(raw.expression_evaluate(self._handle, write_document({"bindings": bindings or {}})))["value"]
