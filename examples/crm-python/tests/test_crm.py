"""The desk as its users see it: over HTTP."""
import concurrent.futures

import psycopg
import pytest

FAULT = {"customer": "acme", "product": "switch", "fault": "no light"}


def opened(client, **headers):
    answer = client.post("/tickets", json=FAULT, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["ticket"]


def send(client, ticket, event, **data):
    return client.post(f"/tickets/{ticket}/events", json={"event": event, "data": data})


def count(database, table):
    with psycopg.connect(database) as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_fault_is_reported_handled_solved_and_confirmed(ann, chen, clock):
    ticket = opened(chen)
    clock.forward(minutes=20)
    assert send(ann, ticket, "accept").json() == {"version": 2}
    clock.forward(minutes=10)
    assert send(ann, ticket, "send_engineer").status_code == 200
    assert ann.get("/contracts/C-1").json() == {"id": "C-1", "visits_left": 0, "visits": [ticket]}
    assert send(ann, ticket, "solve", solution="new power unit").status_code == 200
    assert ann.get("/tickets", params={"state": "solved"}).json() == [ticket]
    assert send(chen, ticket, "confirm").status_code == 200
    seen = chen.get(f"/tickets/{ticket}").json()
    assert (seen["open"], seen["states"], seen["data"]["solution"]) == (False, ["closed"], "new power unit")
    assert {clock["name"]: clock["phase"] for clock in ann.get(f"/tickets/{ticket}").json()["clocks"]} == {"respond": "met", "solve": "met"}


def test_the_contract_decides_what_is_promised(ann, chen, service):
    promised = ann.get(f"/tickets/{opened(chen)}").json()
    assert promised["data"]["service_level"] == "gold"
    assert {each["name"]: each["due"] for each in promised["clocks"]} == {
        "respond": "2026-03-02T08:30:00Z", "solve": "2026-03-02T12:00:00Z"}
    other = service("wu").post("/tickets", json={**FAULT, "customer": "other"}).json()["ticket"]
    assert ann.get(f"/tickets/{other}").json()["clocks"] == []


def test_no_engineer_is_sent_and_nothing_is_written_when_no_visit_is_left(ann, chen, database):
    ticket = opened(chen)
    send(ann, ticket, "accept")
    assert send(ann, ticket, "send_engineer").status_code == 200
    before = (count(database, "ticket_commits"), count(database, "ticket_effects"))
    refused = send(ann, ticket, "send_engineer")
    assert (refused.status_code, refused.json()["code"]) == (409, "visits_are_left")
    assert (count(database, "ticket_commits"), count(database, "ticket_effects")) == before
    assert ann.get(f"/tickets/{ticket}").json()["version"] == 3


def test_what_the_rules_refuse_leaves_the_desks_own_rows_alone(ann, service):
    wu = service("wu")
    ticket = wu.post("/tickets", json={**FAULT, "customer": "other"}).json()["ticket"]
    send(ann, ticket, "accept")
    refused = send(ann, ticket, "send_engineer")
    assert (refused.status_code, refused.json()["code"]) == (409, "event.guarded")
    assert send(wu, ticket, "solve", solution="x").json()["code"] == "event.not_permitted"
    assert ann.get("/contracts/C-1").json()["visits"] == []


def test_a_ticket_that_cannot_be_opened_leaves_no_case(ann, database):
    refused = ann.post("/tickets", json={**FAULT, "product": "nothing"})
    assert (refused.status_code, refused.json()["code"]) == (409, "cases_product_fkey")
    assert count(database, "tickets") == count(database, "ticket_commits") == count(database, "cases") == 0


def test_the_same_key_opens_one_ticket(ann, chen, database):
    first = chen.post("/tickets", json=FAULT, headers={"Idempotency-Key": "k1"}).json()
    again = chen.post("/tickets", json=FAULT, headers={"Idempotency-Key": "k1"}).json()
    assert (first["repeated"], again) == (False, {"ticket": first["ticket"], "repeated": True})
    other = chen.post("/tickets", json={**FAULT, "fault": "too loud"}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "command.key_reused")
    assert count(database, "cases") == 1


def test_a_late_answer_is_noticed_and_silence_closes_a_solved_ticket(ann, chen, clock):
    ticket = opened(chen)
    clock.forward(minutes=31)
    assert ann.post("/work").json()["done"] == 2  # the ticket and its effect
    assert [(each["to"], each["ticket"]) for each in ann.get("/notifications").json()] == [("team_lead", ticket)]
    send(ann, ticket, "accept")
    send(ann, ticket, "solve", solution="restarted")
    clock.forward(days=4)
    ann.post("/work")
    assert ann.get(f"/tickets/{ticket}").json()["states"] == ["closed"]
    assert ("customer", ticket) in [(each["to"], each["ticket"]) for each in ann.get("/notifications").json()]


def test_deadlines_before_a_refused_command_are_written_all_the_same(ann, chen, clock):
    ticket = opened(chen)
    clock.forward(minutes=31)
    assert send(ann, ticket, "confirm").status_code == 409
    respond = next(each for each in ann.get(f"/tickets/{ticket}").json()["clocks"] if each["name"] == "respond")
    assert respond["breached"] and ann.get(f"/tickets/{ticket}").json()["version"] == 2


def test_a_customer_sees_its_own_tickets_and_nobody_else_does(ann, chen, service):
    ticket = opened(chen)
    assert chen.get(f"/tickets/{ticket}").json()["data"]["customer"] == "acme"
    assert service("wu").get(f"/tickets/{ticket}").status_code == 404
    assert service("nobody").get(f"/tickets/{ticket}").status_code == 401
    assert chen.get("/tickets").status_code == 403
    assert chen.get("/tickets/T-999").status_code == 404


def test_of_many_at_once_one_accepts_the_ticket(ann, chen, service, database):
    ticket = opened(chen)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(service("ann"), ticket, "accept").status_code, range(8)))
    assert sorted(answers) == [200] + [409] * 7
    with psycopg.connect(database) as db:
        versions = db.execute("SELECT version FROM ticket_commits ORDER BY version").fetchall()
    assert versions == [(1,), (2,)]


def test_personal_data_is_apart_from_the_journal(ann, chen, database):
    opened(chen)
    with psycopg.connect(database) as db:
        (commit,) = db.execute("SELECT text FROM ticket_commits").fetchone()
        slots = db.execute("SELECT slot FROM ticket_personal").fetchall()
    assert slots == [("data.customer",)] and '"value":"acme"' not in commit


@pytest.mark.parametrize("body", [{"event": "accept", "data": {"nonsense": 1}}, {"event": "no_such_event"}])
def test_what_makes_no_sense_is_refused_with_its_code(ann, chen, body):
    answer = ann.post(f"/tickets/{opened(chen)}/events", json=body)
    assert answer.status_code == 409 and answer.json()["code"] in ("data.unknown_field", "event.unknown")
