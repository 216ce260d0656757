"""clang-tidy on one source file with the flags it is compiled with: tidy.py BUILD_DIR FILE."""
import subprocess
import sys

build, source = sys.argv[1:3]
run = subprocess.run(["clang-tidy-16", "--quiet", "-p", build, "--warnings-as-errors=*",
                      "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-fno-sanitize=all", source],
                     capture_output=True, text=True)
if run.returncode != 0:
    print(run.stdout, run.stderr, sep="\n")
sys.exit(1 if run.returncode else 0)
