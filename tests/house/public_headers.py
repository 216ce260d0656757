"""Every public header compiles alone: whoever includes it needs to know nothing else. Those for C compile as C99, and as C++."""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import tempfile

STRICT = ["-c", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Iinclude"]
CPP = [os.environ.get("CXX", "c++"), "-std=c++20", *STRICT, "-x", "c++"]
OLD_CPP = [os.environ.get("CXX", "c++"), "-std=c++11", *STRICT, "-x", "c++"]
C = [os.environ.get("CC", "cc"), "-std=c99", *STRICT, "-Wstrict-prototypes", "-x", "c"]

# What a compiler cache has seen of any copy of the project it need not compile again: paths are relative.
CACHED = [shutil.which("ccache")] if shutil.which("ccache") else []
CACHE = {**os.environ, "CCACHE_NOHASHDIR": "1"}


def compiles(root, header, objects):
    include = f"#include <{header.relative_to(root / 'include').as_posix()}>\n"
    source = root / "build" / "headers" / f"{header.relative_to(root / 'include').as_posix().replace('/', '-')}.txt"
    # A declaration of its own, since C wants one in every file.
    source.write_text(include * 2 + "extern int something;\n")
    for compiler in [C, OLD_CPP] if header.suffix == ".h" else [CPP]:
        run = subprocess.run([*CACHED, *compiler, source.relative_to(root), "-o", objects / f"{source.stem}.o"], cwd=root,
                             env=CACHE, capture_output=True, text=True)
        if run.returncode != 0:
            break
    else:
        return None
    return (f"{header.relative_to(root)} does not compile alone. why: the order of includes must not matter to a user. "
            f"instead: include what it uses.\n{run.stderr[:2000]}")


def check(root):
    root = pathlib.Path(root)
    headers = sorted(path for path in (root / "include").rglob("*") if path.suffix in (".hpp", ".h"))
    (root / "build" / "headers").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as objects, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda header: compiles(root, header, pathlib.Path(objects)), headers)
        return [failure for failure in found if failure]
