"""The benchmark beside other packages says who was faster, and fails where the binding was not."""
import json

import pytest


@pytest.fixture
def run(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "bindings/python/benchmarks")
    import run
    monkeypatch.setattr("sys.argv", ["run.py", "3"])
    return run


def measured(monkeypatch, run, microseconds):
    """As if each had taken so long."""
    for name, (_, commands, lifecycles) in run.MEASURED.items():
        took = microseconds.get(name, 50.0)
        monkeypatch.setitem(
            run.MEASURED, name, (lambda count, took=took, commands=commands: took * count * commands / 1e6, commands, lifecycles))
    with pytest.raises(SystemExit) as ended:
        run.main()
    return ended.value.code


def test_the_binding_is_the_fastest(run, monkeypatch, capsys):
    assert measured(monkeypatch, run, {"send": 10.0, "execute": 20.0}) == 0
    told = capsys.readouterr().out
    assert "`send` is faster than all of them" in told
    assert json.loads(next(line for line in told.splitlines() if line.startswith("{")))["microseconds"]["send"] == 10.0


@pytest.mark.parametrize("faster", ["transitions, bare", "transitions, as in readme", "transitions, with the rest", "SpiffWorkflow"])
def test_where_another_is_as_fast_the_benchmark_fails(run, monkeypatch, capsys, faster):
    assert measured(monkeypatch, run, {"send": 10.0, "execute": 20.0, faster: 10.0}) == 1
    assert f"`send` is not faster than: {faster}\n" in capsys.readouterr().out
