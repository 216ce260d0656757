"""Tickets in the desk's own database: itr decides, and what it decides is written with psycopg in the transaction at hand.

The pack of this desk sends no signals between tickets; a desk whose pack does asks Decider.commands() what carries them out.
"""
import pathlib
from datetime import datetime

import itr
from psycopg import Connection

TENANT = "desk"
WORKFLOW = "service-request"
PACK = pathlib.Path(__file__).parent / "pack"
SYSTEM = itr.Actor.system()


class Tickets:
    """Safe for threads; each call works in the transaction of the connection that it is given."""

    def __init__(self, db: Connection) -> None:
        """New tickets use the pack beside this file, older ones theirs, which are kept in the database."""
        with itr.Pack.load_folder(PACK) as newest:
            db.execute("INSERT INTO packs(hash, canonical) VALUES (%s, %s) ON CONFLICT DO NOTHING", (newest.hash, newest.canonical))
            older = db.execute("SELECT canonical FROM packs WHERE hash <> %s ORDER BY since", (newest.hash,)).fetchall()
            self.decider = itr.Decider()
            for (canonical,) in older:
                with itr.Pack.load_canonical(canonical) as pack:
                    self.decider.add_pack(pack)
            self.decider.add_pack(newest)

    def open(self, db: Connection, actor: itr.Actor, data: dict[str, str], party: str, key: str, now: datetime) -> itr.Decision:
        """Opens a ticket; the same key opens it once."""
        ticket = self._opened_before(db, key) if key else None
        (number,) = db.execute("SELECT nextval('ticket_number')").fetchone()
        command = {
            "op": "open", "tenant": TENANT, "ticket": ticket or f"T-{number}", "actor": actor, "workflow": WORKFLOW,
            "party": party, "data": data, "key": key}
        return self.carry_out(db, command, now, number=str(number))

    def carry_out(self, db: Connection, command: itr.documents.Command, now: datetime, number: str = "") -> itr.Decision:
        """Decides a command, and writes its rows; also those of a refused one, whose ticket had deadlines before it."""
        stored = self._stored(db, command["ticket"])
        decision = self.decider.decide(
            stored, command, now, number=number, history=lambda: {"commits": self._commits(db, command["ticket"], 0)})
        if decision.rows:
            self._write(db, decision.rows, is_new="snapshot" not in stored)
        return decision

    def view(self, db: Connection, ticket: str, actor: itr.Actor, now: datetime) -> itr.Ticket:
        """What the actor may see; fails with NotFoundError."""
        return self.decider.view(self._stored(db, ticket), actor, now)

    def work_off(self, db: Connection, now: datetime) -> int:
        """Wakes the tickets whose deadlines have come, and hands out the effects that are due; how many there were."""
        due = db.execute(
            "SELECT ticket FROM tickets WHERE next_due <= %s ORDER BY next_due LIMIT 100 FOR UPDATE SKIP LOCKED", (now,)).fetchall()
        for (ticket,) in due:
            self.carry_out(db, {"op": "wake", "tenant": TENANT, "ticket": ticket, "actor": SYSTEM}, now)
        told = db.execute("DELETE FROM ticket_effects WHERE available_at <= %s RETURNING ticket, kind, payload", (now,)).fetchall()
        for ticket, kind, payload in told:
            if kind == "notify":
                db.execute("INSERT INTO notifications VALUES (%s, %s, %s)", (ticket, payload["to"], now))
        return len(due) + len(told)

    # ---- rows

    @staticmethod
    def _opened_before(db: Connection, key: str) -> str | None:
        db.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (key,))  # of two with one key the second waits
        found = db.execute("SELECT ticket FROM ticket_openings WHERE key = %s", (key,)).fetchone()
        return found[0] if found else None

    @staticmethod
    def _commits(db: Connection, ticket: str, after: int) -> list[itr.documents.CommitRow]:
        rows = db.execute("SELECT version, at, text FROM ticket_commits WHERE ticket = %s AND version > %s ORDER BY version", (ticket, after))
        return [{"version": version, "at": at, "text": text} for version, at, text in rows]

    def _stored(self, db: Connection, ticket: str) -> itr.documents.StoredTicket:
        """The ticket as it is kept, locked until the transaction ends."""
        stored: itr.documents.StoredTicket = {"tenant": TENANT, "ticket": ticket}
        row = db.execute("SELECT snapshot, snapshot_version FROM tickets WHERE ticket = %s FOR UPDATE", (ticket,)).fetchone()
        if row:
            personal = db.execute("SELECT slot, text FROM ticket_personal WHERE ticket = %s", (ticket,))
            stored.update(
                snapshot=row[0], snapshot_version=row[1], commits=self._commits(db, ticket, row[1]),
                personal=[{"slot": slot, "text": text} for slot, text in personal])
        return stored

    @staticmethod
    def _write(db: Connection, rows: itr.Rows, is_new: bool) -> None:
        db.execute("INSERT INTO ticket_commits VALUES (%s, %s, %s, %s)", (rows.ticket, rows.version, rows.at, rows.commit))
        db.execute(
            """INSERT INTO tickets(ticket, version, snapshot_version, snapshot, states, open, party, next_due)
               VALUES (%(ticket)s, %(version)s, %(version)s, %(snapshot)s, %(states)s, %(open)s, %(party)s, %(next_due)s)
               ON CONFLICT (ticket) DO UPDATE SET version = excluded.version,
                 snapshot_version = CASE WHEN %(has_snapshot)s THEN excluded.version ELSE tickets.snapshot_version END,
                 snapshot = CASE WHEN %(has_snapshot)s THEN excluded.snapshot ELSE tickets.snapshot END,
                 states = excluded.states, open = excluded.open, party = excluded.party, next_due = excluded.next_due""",
            {"ticket": rows.ticket, "version": rows.version, "snapshot": rows.snapshot or "", "has_snapshot": rows.snapshot is not None,
             "states": rows.summary["states"], "open": rows.summary["open"], "party": rows.summary.get("party"), "next_due": rows.next_due})
        if is_new and rows.idempotency_key:
            db.execute("INSERT INTO ticket_openings VALUES (%s, %s)", (rows.idempotency_key, rows.ticket))
        for slot, text in rows.personal.items():
            db.execute(
                "INSERT INTO ticket_personal VALUES (%s, %s, %s) ON CONFLICT (ticket, slot) DO UPDATE SET text = excluded.text",
                (rows.ticket, slot, text))
        db.execute("DELETE FROM ticket_personal WHERE ticket = %s AND slot = ANY(%s)", (rows.ticket, list(rows.erase)))
        for effect in rows.effects:
            db.execute(
                "INSERT INTO ticket_effects VALUES (%s, %s, %s, %s::jsonb, %s)",
                (effect.key, rows.ticket, effect.kind, effect.payload, effect.available_at))
