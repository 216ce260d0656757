"""The programs of the documentation run, and say what it says."""
import subprocess
import sys

import pytest


@pytest.mark.parametrize("name, said", [
    ("quick_start", "running until 2026-03-02 10:00:00+00:00\n('closed',) closed\nticket.closed\n"),
    ("aio_runner", "notify {'to': 'desk', 'with': {}} 2026-03-02 10:00:00.001000+00:00\n"),
])
def test_an_example_says_what_the_documentation_says(root, name, said):
    ended = subprocess.run(
        [sys.executable, root / f"bindings/python/examples/{name}.py"], capture_output=True, text=True, timeout=60)
    assert (ended.stdout, ended.stderr) == (said, "")
