"""The service: customers, products and contracts of its own, and tickets by the rules of a pack."""
import dataclasses
import pathlib
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Annotated, Any

import itr
import psycopg
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from psycopg_pool import ConnectionPool
from pydantic import BaseModel

from crm.tickets import TENANT, Tickets

SCHEMA = (pathlib.Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")


class Named(BaseModel):
    id: str
    name: str


class Contract(BaseModel):
    id: str
    customer: str
    product: str
    service_level: str
    visits: int


class Fault(BaseModel):
    customer: str
    product: str
    fault: str


class Sent(BaseModel):
    event: str
    data: dict[str, Any] = {}


class Refused(Exception):
    """The rules said no; what they had to write all the same is written."""

    def __init__(self, decision: itr.Decision) -> None:
        super().__init__(decision.message)
        self.code, self.message = decision.code, decision.message


def system_clock() -> datetime:
    return datetime.now(timezone.utc)


def create_app(database: str, clock: Callable[[], datetime] = system_clock) -> FastAPI:
    pool = ConnectionPool(database, min_size=1, max_size=8, open=True)
    with pool.connection() as db:
        db.execute(SCHEMA)
        tickets = Tickets(db)
    app = FastAPI(title="A desk with itr")
    app.state.pool, app.state.tickets, app.state.clock = pool, tickets, clock
    add_errors(app)
    add_own(app)
    add_tickets(app)
    return app


# ---- what each request has

def transaction(request: Request) -> Iterator[psycopg.Connection]:
    """One for each request: committed when it has answered, rolled back when it failed."""
    with request.app.state.pool.connection() as db:
        try:
            yield db
        except Refused:
            db.commit()
            raise


Db = Annotated[psycopg.Connection, Depends(transaction, scope="function")]


def login(db: Db, authorization: Annotated[str, Header()]) -> itr.Actor:
    """Who asks: the desk's own users, not itr's."""
    user = db.execute("SELECT id, roles, party FROM users WHERE token = %s", (authorization.removeprefix("Bearer "),)).fetchone()
    if user is None:
        raise HTTPException(401)
    return itr.Actor(user[0], user[1], user[2])


User = Annotated[itr.Actor, Depends(login)]


def of_the_desk(user: User) -> itr.Actor:
    if "desk" not in user.document["roles"]:
        raise HTTPException(403)
    return user


Desk = Annotated[itr.Actor, Depends(of_the_desk)]


def add_errors(app: FastAPI) -> None:
    def answer(status: int, code: str, message: str) -> JSONResponse:
        return JSONResponse({"code": code, "message": message}, status)

    @app.exception_handler(Refused)
    def refused(_: Request, error: Refused) -> JSONResponse:
        return answer(409, error.code, error.message)

    @app.exception_handler(itr.NotFoundError)
    def not_found(_: Request, error: itr.NotFoundError) -> JSONResponse:
        return answer(404, error.code, error.message)

    @app.exception_handler(itr.InvalidError)
    def invalid(_: Request, error: itr.InvalidError) -> JSONResponse:
        return answer(422, error.code, error.message)

    @app.exception_handler(psycopg.errors.IntegrityError)
    def broken(_: Request, error: psycopg.errors.IntegrityError) -> JSONResponse:
        return answer(409, error.diag.constraint_name or "conflict", error.diag.message_primary or "")


# ---- the desk's own

def add_own(app: FastAPI) -> None:
    @app.post("/customers", status_code=201)
    def add_customer(customer: Named, db: Db, _: Desk) -> Named:
        db.execute("INSERT INTO customers VALUES (%s, %s)", (customer.id, customer.name))
        return customer

    @app.post("/products", status_code=201)
    def add_product(product: Named, db: Db, _: Desk) -> Named:
        db.execute("INSERT INTO products VALUES (%s, %s)", (product.id, product.name))
        return product

    @app.post("/contracts", status_code=201)
    def add_contract(c: Contract, db: Db, _: Desk) -> Contract:
        db.execute("INSERT INTO contracts VALUES (%s, %s, %s, %s, %s)", (c.id, c.customer, c.product, c.service_level, c.visits))
        return c

    @app.get("/contracts/{contract}")
    def contract(contract: str, db: Db, _: Desk) -> dict[str, Any]:
        row = db.execute("SELECT id, visits_left FROM contracts WHERE id = %s", (contract,)).fetchone()
        if row is None:
            raise HTTPException(404)
        visits = db.execute("SELECT ticket FROM visits WHERE contract = %s ORDER BY at", (contract,)).fetchall()
        return {"id": row[0], "visits_left": row[1], "visits": [ticket for (ticket,) in visits]}

    @app.get("/notifications")
    def notifications(db: Db, _: Desk) -> list[dict[str, Any]]:
        rows = db.execute("SELECT ticket, recipient, at FROM notifications ORDER BY at, ticket, recipient").fetchall()
        return [{"ticket": ticket, "to": recipient, "at": at} for ticket, recipient, at in rows]


# ---- tickets

def add_tickets(app: FastAPI) -> None:
    tickets: Tickets = app.state.tickets
    now: Callable[[], datetime] = app.state.clock

    @app.post("/tickets", status_code=201)
    def open_ticket(fault: Fault, db: Db, user: User, idempotency_key: Annotated[str, Header()] = "") -> dict[str, Any]:
        contract = db.execute(
            "SELECT id, service_level FROM contracts WHERE customer = %s AND product = %s", (fault.customer, fault.product)).fetchone()
        data = {"customer": fault.customer, "product": fault.product, "fault": fault.fault}
        if contract:
            data.update(contract=contract[0], service_level=contract[1])
        decision = tickets.open(db, user, data, fault.customer, idempotency_key, now())
        if decision.verdict == "rejected":
            raise Refused(decision)
        if decision.verdict == "repeated":
            (ticket,) = db.execute("SELECT ticket FROM ticket_openings WHERE key = %s", (idempotency_key,)).fetchone()
            return {"ticket": ticket, "repeated": True}
        ticket = decision.rows.ticket
        db.execute("INSERT INTO cases VALUES (%s, %s, %s, %s)", (ticket, fault.customer, fault.product, contract and contract[0]))
        return {"ticket": ticket, "repeated": False}

    @app.post("/tickets/{ticket}/events")
    def send(ticket: str, sent: Sent, db: Db, user: User) -> dict[str, Any]:
        command = {"op": "send", "tenant": TENANT, "ticket": ticket, "actor": user, "event": sent.event, "data": sent.data}
        decision = tickets.carry_out(db, command, now())
        if decision.verdict == "rejected":
            raise Refused(decision)
        if sent.event == "send_engineer":  # the ticket's rows and these: both, or neither
            db.execute(
                """WITH visit AS (INSERT INTO visits SELECT ticket, contract, %s FROM cases WHERE ticket = %s RETURNING contract)
                   UPDATE contracts SET visits_left = visits_left - 1 WHERE id = (SELECT contract FROM visit)""", (now(), ticket))
        return {"version": decision.version}

    @app.get("/tickets/{ticket}")
    def look(ticket: str, db: Db, user: User) -> dict[str, Any]:
        return dataclasses.asdict(tickets.view(db, ticket, user, now()))

    @app.get("/tickets")
    def list_tickets(db: Db, _: Desk, state: str = "") -> list[str]:
        rows = db.execute("SELECT ticket FROM tickets WHERE %s = '' OR %s = ANY(states) ORDER BY ticket", (state, state)).fetchall()
        return [ticket for (ticket,) in rows]

    @app.post("/work")
    def work(db: Db, _: Desk) -> dict[str, int]:
        """What crm.main does by itself once a second."""
        return {"done": tickets.work_off(db, now())}
