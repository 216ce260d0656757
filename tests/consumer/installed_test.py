"""Installs the Debian packages as their users do, uses them, and removes them.

It happens in a copy of this machine that nobody else sees and that goes with the process: what is written to it lies in memory over the
machine's own files, and the machine's processes and network are out of reach. There the libraries are removed that nobody asks for, so
that what the packages forget to ask for is missing. packages_test.py starts it.

Usage: unshare --mount --pid --fork --kill-child --ipc --net python3 installed_test.py PACKAGES MOUNT_POINT
"""
import os
import pathlib
import shutil
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
packages, mounted = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
root, changed = mounted / "root", mounted / "changed"
TOOLS = ["g++", "cmake", "ninja-build", "pkgconf"]  # that somebody has who builds a project
STATE = ["var/lib/dpkg", "var/lib/apt", "var/lib/ucf", "var/cache", "var/log"]  # of those who install, not of what is installed
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/user", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


def run(*command):
    print("+", *command, flush=True)
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def tried(*command):
    return subprocess.run(
        ["chroot", str(root), *command], env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def within(*command):
    """What a command in the copy says."""
    print("$", " ".join(command)[:160], flush=True)
    done = tried(*command)
    assert done.returncode == 0, f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}"
    return done.stdout


def is_refused(*command):
    return tried(*command).returncode != 0


def copy_the_machine():
    run("mount", "-t", "tmpfs", "tmpfs", mounted)
    for folder in ("changed", "work", "root"):
        (mounted / folder).mkdir()
    run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={mounted}/changed,workdir={mounted}/work", root)
    run("mount", "-t", "proc", "proc", root / "proc")
    run("mount", "--rbind", "/dev", root / "dev")
    (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")  # no service starts or stops
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    (root / "etc/dpkg/dpkg.cfg.d/in-memory").write_text("force-unsafe-io\n")  # nothing of it outlives the process
    (root / "var/lib/man-db/auto-update").unlink(missing_ok=True)
    shutil.copytree(here, root / "user/project")
    for package in packages.glob("*.deb"):
        shutil.copy(package, root / "user")


def file_of(name):
    return next(path.name for path in (root / "user").glob(f"{name}_*.deb"))


def new_files():
    """What lies in the copy and not in the machine, links and folders too."""
    found = set()
    for top in ("bin", "etc", "lib", "opt", "sbin", "usr", "var"):
        for folder, folders, names in os.walk(changed / top):
            place = folder.removeprefix(f"{changed}/")
            folders[:] = [name for name in folders if f"{place}/{name}" not in STATE]
            found.update(f"{place}/{name}" for name in (*folders, *names))
    return {path for path in found if not os.path.lexists(f"/{path}")}


def install(*names):
    within("apt-get", "install", "--yes", "--no-install-recommends", *(f"/user/{file_of(name)}" for name in names))
    within("apt-get", "check")


def remove_libraries_that_nobody_asks_for(but):
    """Libraries and their headers, but `but` and what is needed of them. (Programs stay: removing them all takes minutes.)"""
    shown = "--showformat=${db:Status-Abbrev} ${Package}:${Architecture} ${Section}\\n"
    installed = [line.split() for line in within("dpkg-query", "--show", shown).splitlines()]
    names = [name.removesuffix(":all") for status, name, section in installed
             if status == "ii" and section.split("/")[-1] in ("libs", "libdevel")]
    within("apt-mark", "auto", *names)
    within("apt-mark", "manual", but)
    weak = ("APT::AutoRemove::RecommendsImportant=false", "APT::AutoRemove::SuggestsImportant=false")
    within("apt-get", "autoremove", "--yes", "--purge", *(part for option in weak for part in ("-o", option)))


def remove(*names):
    within("apt-get", "purge", "--yes", *names)


def what_needs_another_package_is_refused_without_it():
    for name in ("itr-tools", "libitr-dev"):
        assert is_refused("apt-get", "install", "--simulate", f"/user/{file_of(name)}"), f"{name} does without the libraries"


def a_project_is_built_with_what_the_package_depends_on():
    for kind, shared in {"static": "OFF", "shared": "ON"}.items():
        tree = f"/user/{kind}"
        within("cmake", "-S", "/user/project", "-B", tree, "-G", "Ninja", f"-DBUILD_SHARED_LIBS={shared}")
        within("cmake", "--build", tree)
        within(f"{tree}/consumer")
        within(f"{tree}/consumer_c")
    flags = within("pkg-config", "--cflags", "--libs", "itr").split()
    within("cc", "-std=c99", "/user/project/consumer.c", "-o", "/user/by-pkg-config", *flags)
    within("/user/by-pkg-config")


def a_program_runs_with_what_it_depends_on():
    assert not (root / "usr/include/yaml-cpp").exists(), "much is left of the machine"
    assert "not found" not in within("ldd", "/usr/bin/itr")
    version = within("dpkg-query", "--show", "--showformat", "${Version}", "itr-tools")
    assert version in within("itr", "--version")
    within("itr", "test", "/usr/share/itr/packs/hello")
    database = ("--db", "/user/tickets.db")
    within("itr", "deploy", "/usr/share/itr/packs/hello", *database)
    assert "Q-1" not in within("itr", "list", *database)
    within("itr", "open", "question", "text=When?", "--id", "Q-1", "--as", "desk", *database)
    assert "Q-1" in within("itr", "list", *database)


def nothing_is_left(before):
    left = new_files() - before
    assert not left, f"left behind: {sorted(left)}"
    assert "libitr" not in within("ldconfig", "--print-cache")


copy_the_machine()
assert "libitr" not in within("ldconfig", "--print-cache"), "this machine has the library already"
before = new_files()
what_needs_another_package_is_refused_without_it()
install("libitr0", "libitr-dev", "itr-tools")
within("apt-mark", "manual", *TOOLS)
remove_libraries_that_nobody_asks_for("libitr-dev")
a_project_is_built_with_what_the_package_depends_on()
remove("libitr-dev")
remove_libraries_that_nobody_asks_for("itr-tools")
a_program_runs_with_what_it_depends_on()
remove("itr-tools", "libitr0")
nothing_is_left(before)
