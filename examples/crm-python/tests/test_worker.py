"""The worker beside the service."""
import threading

import psycopg

from crm.app import create_app
from crm.main import work_off


def test_the_worker_goes_on_when_it_failed(database, clock, caplog):
    ended, asked = threading.Event(), []

    def failing_once():
        asked.append(clock())
        if len(asked) == 1:
            raise psycopg.OperationalError("the server is away")
        ended.set()
        return asked[-1]

    app = create_app(database, failing_once)
    try:
        work_off(app, ended, pause=0.01)
    finally:
        app.state.pool.close()
    assert len(asked) == 2 and "the server is away" in caplog.text


def test_the_worker_goes_on_when_the_server_has_ended_its_connections(database, clock, caplog):
    """The pool hands out a connection that is dead, and then another one."""
    ended, server = threading.Event(), database.replace("dbname=crm", "dbname=postgres")
    app = create_app(database, clock)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'crm'")
    work_off_once = app.state.tickets.work_off

    class Tickets:
        def work_off(self, db, now):
            work_off_once(db, now)
            ended.set()

    app.state.tickets = Tickets()
    try:
        work_off(app, ended, pause=0.01)
    finally:
        app.state.pool.close()
    assert ended.is_set()
