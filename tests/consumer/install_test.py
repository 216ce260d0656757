"""Installs the built tree and lets another project use it: find_package and pkg-config, static and shared.

Usage: install_test.py BUILD_DIR
"""
import os
import pathlib
import shutil
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
build = pathlib.Path(sys.argv[1]).resolve()
work = build / "install-test"
prefix = work / "prefix"


def run(*command, **options):
    print("+", *command, flush=True)
    return subprocess.run([str(part) for part in command], check=True, **options)


def library_dir():
    return next(prefix.rglob("libitr.so")).parent


def with_cmake(kind):
    tree = work / f"cmake-{kind}"
    run("cmake", "-S", here, "-B", tree, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DBUILD_SHARED_LIBS={'ON' if kind == 'shared' else 'OFF'}")
    run("cmake", "--build", tree)
    run(tree / "consumer")
    run(tree / "consumer_c")
    needed = run("readelf", "-d", tree / "consumer", stdout=subprocess.PIPE, text=True).stdout
    assert ("libitr.so.0" in needed) == (kind == "shared"), f"{kind}: wrong library linked\n{needed}"


def with_pkg_config(kind):
    environment = dict(os.environ, PKG_CONFIG_PATH=str(library_dir() / "pkgconfig"))
    static = ["--static"] if kind == "static" else []
    flags = run("pkg-config", *static, "--cflags", "--libs", "itr", env=environment, stdout=subprocess.PIPE,
                text=True).stdout.split()
    if kind == "static":
        flags = [str(library_dir() / "libitr.a") if flag == "-litr" else flag for flag in flags]
    program = work / f"pkg-config-{kind}"
    run("c++", "-std=c++20", here / "consumer.cpp", "-o", program, *flags, f"-Wl,-rpath,{library_dir()}")
    run(program)
    run("cc", "-std=c99", "-pedantic", "-Wall", "-Werror", here / "consumer.c", "-o", program, *flags, f"-Wl,-rpath,{library_dir()}")
    run(program)


shutil.rmtree(work, ignore_errors=True)
run("cmake", "--install", build, "--prefix", prefix, stdout=subprocess.DEVNULL)
assert not list(prefix.rglob("codes.hpp")), "headers of the rooms are not for users: only include/itr is installed"
for kind in ("static", "shared"):
    with_cmake(kind)
    with_pkg_config(kind)
print("installed, found and used: static and shared, by CMake and pkg-config")
