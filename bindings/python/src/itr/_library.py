"""The compiled modules, and what crosses into them."""
from __future__ import annotations

import functools
import importlib
from threading import get_ident
from typing import Any

from itr._declarations import ABI_VERSION
from itr._itr import ffi, lib

__all__ = ["adapter", "ffi", "interrupted", "interrupts", "lib", "new", "raise_interrupt", "take", "text"]

if not lib.itr_abi_oldest() <= ABI_VERSION <= lib.itr_abi_version():
    raise ImportError(
        f"itr needs a library that works with ABI version {ABI_VERSION}, but libitr has "
        f"{lib.itr_abi_oldest()} to {lib.itr_abi_version()}")

new = ffi.new
_unpack = ffi.unpack
_free = lib.itr_bytes_free


def take(out: Any) -> bytes:
    """The bytes that a function returned, which are then freed."""
    taken: bytes = _unpack(out.data, out.size) if out.size else b""
    _free(out)
    return taken


def text(data: Any, size: int) -> str:
    """A text that something else owns."""
    copied: bytes = _unpack(data, size) if size else b""
    return copied.decode()


@functools.cache
def adapter(library: str) -> Any:
    """The functions that are in the library of a database, loaded when first asked for."""
    try:
        return importlib.import_module(f"itr._{library}").lib
    except ImportError as missing:
        raise ImportError(
            f"this installation of itr has no stores of lib{library}: {missing}. They are there in wheels that were "
            f"built where lib{library} was installed; those in PostgreSQL need the system's libpq, too") from missing


# ---- what ends a program (Ctrl-C, sys.exit) while the library calls back

#: By thread: it cannot pass the library, and is raised when the call that called back has returned.
interrupts: dict[int, BaseException] = {}


def raise_interrupt() -> None:
    """What this thread's callbacks left."""
    interrupt = interrupts.pop(get_ident(), None)
    if interrupt is not None:
        raise interrupt


def interrupted(error: Exception) -> BaseException:
    """What a call that failed raises."""
    return interrupts.pop(get_ident(), error)
