"""What is held in the library is let go."""
import gc
import os
import subprocess
import sys
import threading

import pytest

import itr
from itr import _handles
from desk import NINE, PACK, opening


def test_what_nothing_refers_to_is_closed():
    before = itr.raw.open_handles()
    store = itr.Store.memory()
    engine = itr.Engine(store)
    assert itr.raw.open_handles() == before + 2
    del engine, store
    gc.collect()
    assert itr.raw.open_handles() == before


def test_errors_and_documents_leave_nothing_open(engine, ann):
    engine.execute(opening(ann), NINE)
    engine.get("acme", "T-1", ann, NINE)
    before = itr.raw.open_handles()
    for _ in range(100):
        engine.get("acme", "T-1", ann, NINE)
        with pytest.raises(itr.RejectedError):
            engine.send("acme", "T-1", "tell", ann, NINE)
        with pytest.raises(itr.InvalidError):
            itr.Pack.load({"p": "pack: [x"})
    assert itr.raw.open_handles() == before


def test_an_actor_that_was_closed_can_ask_again(engine):
    actor = itr.Actor("ann", "desk")
    engine.execute(opening(actor), NINE)
    engine.send("acme", "T-1", "dispatch", actor, NINE)
    actor.close()
    assert engine.get("acme", "T-1", actor, NINE).version == 2
    actor.close()


def test_what_was_let_go_late_is_closed_once_by_many_threads():
    """Each thread finds that there is something to close, and another one may be faster."""
    closed, failed, rounds, count = [], [], 200, 4
    start = threading.Barrier(count)

    def work(number):
        for _ in range(rounds):
            if number == 0:
                _handles._late.extend((closed.append, each) for each in range(3))
            start.wait()
            try:
                itr.Store.memory().close()
            except Exception as error:
                failed.append(error)
            start.wait()

    before, switching = itr.raw.open_handles(), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(switching)
    gc.collect()
    assert not failed and itr.raw.open_handles() == before
    assert sorted(closed) == sorted(list(range(3)) * rounds)


def test_where_another_thread_was_faster_nothing_is_left_open():
    """The same, without luck: what is seen is gone when it is taken."""

    class Emptied(type(_handles._late)):
        def __len__(self):
            return 1

        def __bool__(self):
            return True

    late, before = _handles._late, itr.raw.open_handles()
    _handles._late = Emptied()
    try:
        itr.Store.memory().close()
    finally:
        _handles._late = late
    assert itr.raw.open_handles() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_ends_without_touching_what_the_parent_holds(tmp_path):
    program = tmp_path / "forks.py"
    program.write_text(
        "import os, sys, itr\n"
        "store = itr.Store.memory(); engine = itr.Engine(store)\n"
        "child = os.fork()\n"
        "if child == 0:\n    del engine, store\n    sys.exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "assert engine.next_due() is None\n")
    assert subprocess.run([sys.executable, program], timeout=60).returncode == 0


def test_a_program_may_end_with_everything_open(tmp_path):
    program = tmp_path / "ends.py"
    program.write_text(
        "import itr, sys\n"
        "host = itr.Host(log=lambda *said: None)\n"
        f"pack = itr.Pack.load({{'p.yaml': {PACK!r}}})\n"
        "engine = itr.Engine(itr.Store.memory(), host)\n"
        "sys.stdout.write('fine')\n")
    ended = subprocess.run([sys.executable, program], timeout=60, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "fine", "")
