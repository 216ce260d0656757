"""Every public header compiles alone: whoever includes it needs to know nothing else. Those for C compile as C99, and as C++."""
import concurrent.futures
import os
import pathlib
import subprocess

STRICT = ["-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
CPP = [os.environ.get("CXX", "c++"), "-std=c++20", *STRICT, "-x", "c++"]
OLD_CPP = [os.environ.get("CXX", "c++"), "-std=c++11", *STRICT, "-x", "c++"]
C = [os.environ.get("CC", "cc"), "-std=c99", *STRICT, "-Wstrict-prototypes", "-x", "c"]


def compiles(root, header):
    include = f"#include <{header.relative_to(root / 'include').as_posix()}>\n"
    for compiler in [C, OLD_CPP] if header.suffix == ".h" else [CPP]:
        # A declaration of its own, since C wants one in every file.
        run = subprocess.run([*compiler, f"-I{root / 'include'}", "-"], input=include * 2 + "extern int something;\n",
                             capture_output=True, text=True)
        if run.returncode != 0:
            break
    else:
        return None
    return (f"{header.relative_to(root)} does not compile alone. why: the order of includes must not matter to a user. "
            f"instead: include what it uses.\n{run.stderr[:2000]}")


def check(root):
    headers = sorted(path for path in (root / "include").rglob("*") if path.suffix in (".hpp", ".h"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [failure for failure in pool.map(lambda header: compiles(pathlib.Path(root), header), headers) if failure]
