"""clang-tidy on the sources of src/, batch by batch as they are compiled: tidy.py BUILD_DIR [--changed REF].

A batch that passed is remembered by what the compiler sees of it, so that only what has changed costs time. The memory
is $ITR_TIDY_CACHE, or itr-tidy in the user's cache folder; deleting it is safe.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

TIDY = "clang-tidy-16"
# Batches include sources: that is what they are for.
LEFT_OUT = "-bugprone-suspicious-include"


def memory():
    folder = os.environ.get("ITR_TIDY_CACHE") or os.environ.get("XDG_CACHE_HOME", "~/.cache") + "/itr-tidy"
    path = pathlib.Path(folder).expanduser()
    path.mkdir(parents=True, exist_ok=True)
    return path


def batches(build):
    """(file, command to see it preprocessed, folder) of every batch of src/."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["file"])
        if (build / "src") not in file.parents and pathlib.Path("src").resolve() not in file.parents:
            continue
        words = shlex.split(entry["command"])
        words = words[next(i for i, w in enumerate(words) if w.endswith("c++")):]  # without the compiler cache
        end = words.index("-o")
        yield file, words[:end] + ["-E", "-P", "-C", str(file)], entry["directory"]


def seen(command, folder, config):
    """What decides the outcome, as one hash: the text with its comments, the checks, and the version of the checker."""
    text = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
    return hashlib.sha256(config + text).hexdigest()


def check(batch, build, config, passed):
    file, command, folder = batch
    mark = passed / seen(command, folder, config)
    if mark.exists():
        return None
    run = subprocess.run([TIDY, "--quiet", "-p", str(build), f"--checks={LEFT_OUT}", "--warnings-as-errors=*",
                          "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-fno-sanitize=all", str(file)],
                         capture_output=True, text=True)
    if run.returncode == 0:
        mark.touch()
        return None
    return run.stdout + "\n".join(line for line in run.stderr.splitlines() if "warnings generated" not in line)


def includes_any(file, sources):
    text = file.read_text()
    return any(f'"{source}"' in text for source in sources)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--changed", metavar="REF", help="only batches with a source that differs from REF")
    options = parser.parse_args()
    build = options.build.resolve()
    chosen = list(batches(build))
    if options.changed:
        names = subprocess.run(["git", "diff", "--name-only", options.changed, "--", "src/*.cpp"], capture_output=True,
                               text=True, check=True).stdout.split()
        chosen = [b for b in chosen if includes_any(b[0], [name.removeprefix("src/") for name in names])]
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    config = pathlib.Path(".clang-tidy").read_bytes() + version
    passed, failed, done = memory(), 0, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for complaint in pool.map(lambda batch: check(batch, build, config, passed), chosen):
            done += 1
            if done % 10 == 0:
                print(f"[{done}/{len(chosen)}]", flush=True)
            if complaint is not None:
                failed += 1
                print(complaint, flush=True)
    print(f"{len(chosen)} batches, {failed} with faults")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
