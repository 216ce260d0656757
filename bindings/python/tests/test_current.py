"""Whether a wheel is what its sources and its library make today (./current)."""
import os
import shutil
import subprocess

import pytest

SOURCES = ["src/itr/raw.py", "setup.py", "pyproject.toml", "prepare"]


@pytest.fixture
def made(root, tmp_path):
    """A tree in which everything is older than what was made of it."""
    here = tmp_path / "bindings/python"
    for file in [*(here / name for name in SOURCES), tmp_path / "tree/lib/libitr.so.0.1.0", here / "src/itr/__pycache__/raw.pyc"]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
        os.utime(file, (1000, 1000))
    shutil.copy(root / "bindings/python/current", here / "current")
    work = tmp_path / "build/bindings/python"
    (work / "wheel").mkdir(parents=True)
    (work / "wheel/itr.whl").write_text("")
    (work / "made-of").write_text(f"{tmp_path / 'tree'}\n")
    os.utime(work / "made-of", (2000, 2000))
    return tmp_path


def is_current(made, prefix="tree"):
    environment = {**os.environ, "ITR_PREFIX": str(made / prefix)}
    return subprocess.run([made / "bindings/python/current"], env=environment, timeout=60).returncode == 0


def test_a_wheel_that_is_newer_than_all_it_is_made_of_is_current(made):
    assert is_current(made)
    os.utime(made / "bindings/python/src/itr/__pycache__/raw.pyc", (3000, 3000))
    assert is_current(made)


@pytest.mark.parametrize("changed", [*(f"bindings/python/{name}" for name in SOURCES), "tree/lib/libitr.so.0.1.0"])
def test_what_was_changed_since_makes_it_stale(made, changed):
    os.utime(made / changed, (3000, 3000))
    assert not is_current(made)


def test_a_wheel_of_another_library_is_stale_and_so_is_none(made):
    shutil.copytree(made / "tree", made / "other")
    assert not is_current(made, "other")
    (made / "build/bindings/python/wheel/itr.whl").unlink()
    assert not is_current(made)
