"""The program as a person and as a script use it: what it prints, and its exit codes.

Tests of it are started with its path as their first argument.
"""
import contextlib
import json
import os
import pathlib
import pty
import subprocess
import sys

PACKS = pathlib.Path(__file__).resolve().parent / "packs"
PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())


def itr(*arguments, stdin=None, env=None):
    """(exit code, standard output, standard error)"""
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, text=True, cwd=PACKS, timeout=120,
                          env={**os.environ, **(env or {})})
    return done.returncode, done.stdout, done.stderr


def on_a_terminal(*arguments, **environment):
    """What a person sees: standard output is a terminal."""
    ours, theirs = pty.openpty()
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    with subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=theirs, stderr=subprocess.DEVNULL, cwd=PACKS, env={**plain, **environment}):
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # the other end is closed: the program has ended
            while part := os.read(ours, 4096):
                seen += part
    os.close(ours)
    return seen.decode()


def json_of(*arguments, stdin=None):
    code, out, err = itr(*arguments, stdin=stdin)
    return code, json.loads(out) if out else err
