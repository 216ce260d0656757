import gc
import os
import pathlib
import sys

import pytest

import itr
from desk import NINE, PACK

ROOT = pathlib.Path(os.environ.get("ITR_SOURCE", pathlib.Path(__file__).resolve().parents[3]))
sys.path.insert(0, str(ROOT / "bindings/python/examples"))


@pytest.fixture(autouse=True)
def no_leaks():
    """No test leaves anything open in the library."""
    gc.collect()
    before = itr.raw.open_handles()
    yield
    gc.collect()
    assert itr.raw.open_handles() == before


@pytest.fixture(scope="session")
def pack():
    return itr.Pack.load({"desk.yaml": PACK})


@pytest.fixture
def engine(pack):
    with itr.Store.memory() as store, itr.Engine(store) as engine:
        with itr.Actor.system() as system:
            engine.deploy(pack, system, NINE)
        yield engine


@pytest.fixture
def ann():
    with itr.Actor("ann", "desk") as ann:
        yield ann


@pytest.fixture
def root():
    return ROOT
