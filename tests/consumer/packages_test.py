"""Makes the Debian packages and uses them as somebody does who has nothing else: unpacked into an empty root, where they must work, too,
and installed (installed_test.py).

Usage: packages_test.py BUILD_DIR        (of the preset `package`)
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
build = pathlib.Path(sys.argv[1]).resolve()
work = build / "packages-test"
packages = build / "packages"


def run(*command, **options):
    print("+", *command, flush=True)
    return subprocess.run([str(part) for part in command], check=True, text=True, **options)


def output(*command, **options):
    return run(*command, stdout=subprocess.PIPE, **options).stdout


def package(name):
    found = list(packages.glob(f"{name}_*.deb"))
    assert len(found) == 1, f"expected one package {name}, but found {[p.name for p in packages.iterdir()]}"
    return found[0]


def unpack(root, *names):
    root.mkdir(parents=True)
    for name in names:
        run("dpkg-deb", "-x", package(name), root)


def files(name):
    lines = output("dpkg-deb", "-c", package(name)).splitlines()
    return [line.split(" ./", 1)[1].split(" -> ")[0] for line in lines if not line.startswith("d")]


def field(name, which):
    return output("dpkg-deb", "-f", package(name), which).strip()


def every_file_lies_in_the_package_it_belongs_to():
    kinds = {"libitr0": r"usr/lib/[^/]+/libitr\w*\.so\.[0-9.]+|usr/share/doc/.*",
             "libitr-dev": r"usr/include/itr/.*|usr/lib/[^/]+/(libitr\w*\.(a|so)|(cmake/itr|pkgconfig)/.*)|usr/share/doc/.*",
             "itr-tools": r"usr/bin/itr|usr/share/(itr/packs|doc)/.*"}
    for name, pattern in kinds.items():
        strange = [file for file in files(name) if not re.fullmatch(pattern, file)]
        assert not strange, f"{name}: not expected there: {strange}"
    for name, some in {"libitr0": "libitr.so.0", "libitr-dev": "itr.h", "itr-tools": "pack.yaml"}.items():
        assert any(file.endswith(some) for file in files(name)), f"{name} has no {some}"


def what_they_depend_on_is_named():
    version = field("libitr0", "Version")
    assert "libc6" in field("libitr0", "Depends") and "tzdata" in field("libitr0", "Depends")
    assert f"libitr0 (= {version})" in field("libitr-dev", "Depends")
    assert f"libitr0 (= {version})" in field("itr-tools", "Depends")
    assert "libitr.so.0" not in field("itr-tools", "Depends")


def the_program_runs_with_the_runtime_alone():
    root = work / "tools"
    unpack(root, "libitr0", "itr-tools")
    assert not list(root.rglob("*.h")), "a program needs no headers"
    library = next(root.rglob("libitr.so.0")).parent
    environment = dict(os.environ, LD_LIBRARY_PATH=str(library))
    program = root / "usr/bin/itr"
    assert "not found" not in output("ldd", program, env=environment)
    assert field("itr-tools", "Version") in output(program, "--version", env=environment)
    run(program, "test", root / "usr/share/itr/packs/hello", env=environment)


def another_project_is_built_with_the_dev_package():
    root = work / "dev"
    unpack(root, "libitr0", "libitr-dev")
    for kind, shared in {"static": "OFF", "shared": "ON"}.items():
        tree = work / f"consumer-{kind}"
        run("cmake", "-S", here, "-B", tree, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={root}/usr", f"-DBUILD_SHARED_LIBS={shared}")
        run("cmake", "--build", tree)
        run(tree / "consumer")
        run(tree / "consumer_c")
    pc = next(root.rglob("itr.pc")).parent
    flags = output("pkg-config", "--cflags", "--libs", "itr", env=dict(os.environ, PKG_CONFIG_PATH=str(pc))).split()
    program = work / "by-pkg-config"
    run("cc", "-std=c99", here / "consumer.c", "-o", program, *flags, f"-Wl,-rpath,{pc.parent}")
    run(program)


def they_are_installed_used_and_removed():
    alone = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--ipc", "--net")
    if subprocess.run([*alone, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], stderr=subprocess.DEVNULL).returncode != 0:
        assert os.environ.get("CI") != "true", "a copy of this machine cannot be made: that takes root, and mounts of one's own"
        print("not installed: a copy of this machine cannot be made")
        return
    place = work / "installed"
    place.mkdir()
    run(*alone, sys.executable, here / "installed_test.py", packages, place)
    assert not any(place.iterdir()), "the copy of this machine outlived its process"


shutil.rmtree(work, ignore_errors=True)
shutil.rmtree(packages, ignore_errors=True)
run("cpack", "--config", build / "CPackConfig.cmake", cwd=build, stdout=subprocess.DEVNULL)
every_file_lies_in_the_package_it_belongs_to()
what_they_depend_on_is_named()
the_program_runs_with_the_runtime_alone()
another_project_is_built_with_the_dev_package()
they_are_installed_used_and_removed()
print(f"made and used: {', '.join(sorted(path.name for path in packages.glob('*.deb')))}")
