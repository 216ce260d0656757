"""Every public header compiles alone: whoever includes it needs to know nothing else."""
import concurrent.futures
import os
import pathlib
import subprocess

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-x", "c++"]


def compiles(root, header):
    compiler = os.environ.get("CXX", "c++")
    include = f"#include <{header.relative_to(root / 'include').as_posix()}>\n"
    run = subprocess.run([compiler, *FLAGS, f"-I{root / 'include'}", "-"], input=include * 2, capture_output=True, text=True)
    if run.returncode == 0:
        return None
    return (f"{header.relative_to(root)} does not compile alone. why: the order of includes must not matter to a user. "
            f"instead: include what it uses.\n{run.stderr[:2000]}")


def check(root):
    headers = sorted((root / "include").rglob("*.hpp"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [failure for failure in pool.map(lambda header: compiles(pathlib.Path(root), header), headers) if failure]
