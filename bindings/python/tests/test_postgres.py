"""Stores in a PostgreSQL database: the one that ITR_TEST_POSTGRES names, as tests/store/postgres/server.py sets it."""
import os
import uuid
from datetime import timedelta

import pytest

import itr
from desk import NINE, after, opening


@pytest.fixture
def database():
    """The connection, and a schema that no other test has."""
    connection = os.environ.get("ITR_TEST_POSTGRES")
    if not connection:
        why = "ITR_TEST_POSTGRES names no PostgreSQL database"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    return connection, f"itr_python_{uuid.uuid4().hex[:16]}"


def test_a_ticket_in_a_database_is_worked_by_one_engine_and_read_by_another(database, pack, ann):
    connection, schema = database
    with itr.Store.postgres(connection, schema=schema, max_connections=2, connect_timeout=timedelta(seconds=20),
                            lease_clock="caller") as store, itr.Engine(store) as engine, itr.Actor.system() as system:
        engine.deploy(pack, system, NINE)
        engine.execute(opening(ann), NINE)
        with itr.Store.postgres(connection, schema=schema, create=False) as shared, itr.Engine(shared) as other:
            assert other.get("acme", "T-1", ann, NINE).version == 1
            assert engine.send("acme", "T-1", "dispatch", ann, after(minutes=5)).version == 2
            assert other.get("acme", "T-1", ann, after(minutes=5)).states == ("handling",)
            assert shared.counters().tickets == 1


def test_a_database_without_tables_is_an_error_with_a_code(database):
    connection, schema = database
    with pytest.raises(itr.FailedError) as missing:
        itr.Store.postgres(connection, schema=schema, create=False)
    assert missing.value.code == "store.not_found"
