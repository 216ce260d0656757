"""Stores in a PostgreSQL database: the one that ITR_TEST_POSTGRES names, as tests/store/postgres/server.py sets it."""
import asyncio
import os
import socket
import uuid
from datetime import timedelta

import pytest

import itr
import itr.aio
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


def tell_server(word):
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(os.environ["ITR_TEST_POSTGRES_CONTROL"])
        control.sendall(f"{word}\n".encode())
        assert control.recv(64) == b"done\n"


@pytest.mark.skipif("ITR_TEST_POSTGRES_CONTROL" not in os.environ, reason="the server is not ours to stop")
def test_a_runner_goes_on_when_the_server_is_back(database, pack, ann, caplog):
    connection, schema = database

    async def story(engine):
        desk, done, away = itr.aio.Engine(engine), asyncio.Event(), asyncio.Event()

        async def do(effect):
            done.set()

        async def sleep_until(at):
            if caplog.records:
                away.set()
            await asyncio.sleep(0.05)

        runner = asyncio.create_task(itr.aio.run(desk, do, clock=lambda: NINE, sleep_until=sleep_until))
        await desk.execute(opening(ann), NINE)
        await asyncio.to_thread(tell_server, "stop")
        try:
            await asyncio.wait([asyncio.ensure_future(away.wait()), runner], return_when=asyncio.FIRST_COMPLETED)
        finally:
            await asyncio.to_thread(tell_server, "start")
        assert not runner.done() and away.is_set()
        await desk.send("acme", "T-1", "dispatch", ann, NINE)
        await asyncio.wait([asyncio.ensure_future(done.wait()), runner], return_when=asyncio.FIRST_COMPLETED)
        assert not runner.done() and done.is_set()
        runner.cancel()

    with itr.Store.postgres(connection, schema=schema, connect_timeout=timedelta(seconds=2), lease_clock="caller") as store, \
            itr.Engine(store) as engine, itr.Actor.system() as system:
        engine.deploy(pack, system, NINE)
        asyncio.run(story(engine))
