"""The compiled modules: cffi in API mode, one for each library of itr.h that is installed (setup.py)."""
import importlib.util
import os
import pathlib
import shlex
import subprocess

from cffi import FFI

HERE = pathlib.Path(__file__).resolve().parent
def declarations():
    spec = importlib.util.spec_from_file_location("declarations", HERE / "src/itr/_declarations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.LIBRARIES


def pkg_config(*arguments):
    """Asks the tree in ITR_PREFIX, or the system where that is not set."""
    environment = dict(os.environ)
    if "ITR_PREFIX" in environment:
        found = pathlib.Path(environment["ITR_PREFIX"]).glob("lib*/**/pkgconfig")
        environment["PKG_CONFIG_PATH"] = ":".join([*map(str, sorted(found)), environment.get("PKG_CONFIG_PATH", "")])
    return subprocess.run(["pkg-config", *arguments], env=environment, capture_output=True, text=True)


def package(library):
    """What pkg-config calls it."""
    return library.replace("_", "-")


def flags(library):
    asked = pkg_config("--cflags", "--libs", package(library))
    if asked.returncode:
        raise SystemExit(f"building itr needs libitr (set ITR_PREFIX, or PKG_CONFIG_PATH):\n{asked.stderr}")
    words = shlex.split(asked.stdout)
    return {"extra_compile_args": [word for word in words if not word.startswith(("-l", "-L"))],
            "extra_link_args": [word for word in words if word.startswith(("-l", "-L"))]}


def module(library, includes=None):
    ffi = FFI()
    if includes:
        ffi.include(includes)
    ffi.cdef(declarations()[library])
    ffi.set_source(f"itr._{library}", "#include <itr/itr.h>", **flags(library))
    return ffi


itr = module("itr")
modules = ["build_itr.py:itr"]
for library in declarations():
    if library != "itr" and pkg_config("--exists", package(library)).returncode == 0:
        globals()[library] = module(library, itr)
        modules.append(f"build_itr.py:{library}")
