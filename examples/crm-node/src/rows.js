// The rows of tickets: read into what a decider takes, written as it says. All in a transaction of the caller.

/** This program has one company's tickets. */
export const tenant = "crm";

/** Document `stored_ticket`; locked, so that two requests for one ticket come one after the other. */
export async function readTicket(db, ticket) {
  const { rows: [found] } = await db.query("select version, snapshot from tickets where id = $1 for update", [ticket]);
  if (!found) return { tenant, ticket };
  const personal = await db.query("select slot, text from ticket_personal where ticket = $1 order by slot", [ticket]);
  return { tenant, ticket, snapshot: found.snapshot, snapshot_version: Number(found.version), personal: personal.rows };
}

/** All commits, for the few decisions that need the past. */
export async function readHistory(db, ticket) {
  const { rows } = await db.query("select version, at, text from ticket_commits where ticket = $1 order by version", [ticket]);
  return rows.map((row) => ({ ...row, version: Number(row.version) }));
}

/** What a decision says, row by row. */
export async function writeTicket(db, rows) {
  // Where somebody was faster, the primary key refuses the version.
  await db.query("insert into ticket_commits (ticket, version, at, text) values ($1, $2, $3, $4)",
    [rows.ticket, rows.version, rows.at, rows.commit]);
  const s = rows.summary;
  await db.query(
    `insert into tickets (id, version, snapshot, number, party, parent, owner, states, is_open, opened_at, changed_at, next_due)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (id) do update set version = $2, snapshot = $3, party = $5, parent = $6, owner = $7, states = $8, is_open = $9,
       changed_at = $11, next_due = $12`,
    [rows.ticket, rows.version, rows.snapshot, s.number ?? "", s.party ?? "", s.parent ?? "", s.owner ?? "", s.states, s.open,
      s.opened_at, s.changed_at, rows.next_due ?? null]);
  for (const slot of rows.erase) await db.query("delete from ticket_personal where ticket = $1 and slot = $2", [rows.ticket, slot]);
  for (const { slot, text } of rows.personal)
    await db.query("insert into ticket_personal values ($1, $2, $3) on conflict (ticket, slot) do update set text = $3", [rows.ticket, slot, text]);
  for (const effect of rows.effects)
    await db.query(
      `insert into ticket_effects (key, ticket, kind, payload, is_signal, available_at) values ($1, $2, $3, $4, $5, $6)`,
      [effect.key, rows.ticket, effect.kind, effect.payload, effect.signal, effect.available_at]);
}
