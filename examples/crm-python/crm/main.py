"""Runs the service: python -m crm.main DATABASE [PORT]. Users of a demonstration are there: tokens `ann` (desk), `chen` (customer acme)."""
import logging
import sys
import threading

import uvicorn

from crm.app import create_app

DEMONSTRATION = [("ann", "ann", ["desk"], ""), ("chen", "chen", ["customer"], "acme")]


def work_off(app, ended, pause=1.0):
    """Goes on when it failed: next time the database may be there again."""
    while not ended.wait(pause):
        try:
            with app.state.pool.connection() as db:
                app.state.tickets.work_off(db, app.state.clock())
        except Exception:
            logging.getLogger("crm").exception("the worker failed, and tries again")


def main():
    app = create_app(sys.argv[1])
    with app.state.pool.connection() as db:
        for user in DEMONSTRATION:
            db.execute("INSERT INTO users VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", user)
    ended = threading.Event()
    worker = threading.Thread(target=work_off, args=(app, ended))
    worker.start()
    try:
        uvicorn.run(app, port=int(sys.argv[2]) if len(sys.argv) > 2 else 8000)
    finally:
        ended.set()
        worker.join()
        app.state.pool.close()


if __name__ == "__main__":
    main()
