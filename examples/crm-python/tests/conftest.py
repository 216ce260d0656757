import os
import threading
from datetime import datetime, timedelta, timezone

import httpx
import psycopg
import pytest
import uvicorn

from crm.app import create_app


class Clock:
    """Monday, nine o'clock in Berlin, until a test says otherwise."""

    def __init__(self):
        self.at = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)

    def __call__(self):
        return self.at

    def forward(self, **length):
        self.at += timedelta(**length)


class ReadyServer(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config):
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture
def database():
    """A fresh database on the server that ./test started."""
    server = os.environ["ITR_TEST_POSTGRES"]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS crm")
        admin.execute("CREATE DATABASE crm")
    return server.replace("dbname=postgres", "dbname=crm")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def service(database, clock):
    """Serves the service over HTTP; gives clients by the tokens of their users."""
    app = create_app(database, clock)
    with app.state.pool.connection() as db:
        db.cursor().executemany("INSERT INTO users VALUES (%s, %s, %s, %s)", [
            ("ann", "ann", ["desk"], ""), ("chen", "chen", ["customer"], "acme"), ("wu", "wu", ["customer"], "other")])
    server = ReadyServer(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.ready.wait(30)
    port = server.servers[0].sockets[0].getsockname()[1]
    clients = []

    def client(token):
        clients.append(httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}, timeout=30))
        return clients[-1]

    yield client
    for each in clients:
        each.close()
    server.should_exit = True
    thread.join(30)
    app.state.pool.close()


@pytest.fixture
def ann(service):
    """The desk, with a customer, a product, and a contract with one visit."""
    client = service("ann")
    for place, body in [
        ("/customers", {"id": "acme", "name": "Acme"}), ("/customers", {"id": "other", "name": "Other"}),
        ("/products", {"id": "switch", "name": "Switch"}),
        ("/contracts", {"id": "C-1", "customer": "acme", "product": "switch", "service_level": "gold", "visits": 1}),
    ]:
        assert client.post(place, json=body).status_code == 201
    return client


@pytest.fixture
def chen(service, ann):
    return service("chen")
