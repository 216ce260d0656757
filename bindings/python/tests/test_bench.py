"""The benchmark's limit."""
import runpy

import pytest


@pytest.mark.parametrize("bare, kept, said", [
    (12.5, True, "limit kept: 'bare' takes 1.25 times what 'send' takes, to be more than 1"),
    (8.0, False, "limit MISSED: 'bare' takes 0.80 times what 'send' takes, to be more than 1"),
    (10.0, False, "limit MISSED: 'bare' takes 1.00 times what 'send' takes, to be more than 1"),
])
def test_the_limit_is_missed_where_any_other_is_as_fast(root, bare, kept, said):
    verdict = runpy.run_path(str(root / "bindings/python/benchmarks/verdict.py"))["verdict"]
    assert verdict({"send": 10.0, "bare": bare, "rich": 30.0}, "send", ["rich", "bare"]) == (kept, said)
