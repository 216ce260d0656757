#include "store/sqlite/schema.hpp"

#include <fmt/format.h>

#include <array>

#include "store/codes.hpp"

namespace itr::store::sqlite {

namespace {

constexpr const char* tables = R"sql(
CREATE TABLE ticket(             -- one row a ticket: its newest state
  id INTEGER PRIMARY KEY,        -- used inside this file only
  tenant TEXT NOT NULL,
  ticket TEXT NOT NULL,
  version INTEGER NOT NULL,      -- how many commits
  head INTEGER NOT NULL,         -- journal.position of the newest commit
  next_due INTEGER,              -- all instants are milliseconds since 1970 UTC; NULL = never
  opened_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  open INTEGER NOT NULL,
  workflow TEXT, number TEXT, owner TEXT, team TEXT, line TEXT, severity TEXT, party TEXT, parent TEXT,
  states TEXT NOT NULL,          -- JSON array of the active atomic states
  snapshot_version INTEGER NOT NULL,
  snapshot TEXT                  -- a cache of the journal up to snapshot_version; last, since it is long
) STRICT;
CREATE UNIQUE INDEX ticket_key ON ticket(tenant, ticket);
CREATE INDEX ticket_order ON ticket(tenant, opened_at);
CREATE INDEX ticket_open ON ticket(tenant, opened_at) WHERE open = 1;
CREATE INDEX ticket_due ON ticket(next_due) WHERE next_due IS NOT NULL;
CREATE INDEX ticket_number ON ticket(tenant, number) WHERE number IS NOT NULL;
CREATE INDEX ticket_owner ON ticket(tenant, owner, open, opened_at) WHERE owner IS NOT NULL;
CREATE INDEX ticket_team ON ticket(tenant, team, open, opened_at) WHERE team IS NOT NULL;
CREATE INDEX ticket_party ON ticket(tenant, party, open, opened_at) WHERE party IS NOT NULL;
CREATE INDEX ticket_parent ON ticket(tenant, parent) WHERE parent IS NOT NULL;

CREATE TABLE journal(            -- every commit of every ticket, only ever appended to
  position INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL,       -- ticket.id
  version INTEGER NOT NULL,      -- 1, 2, 3 ... of its ticket
  previous INTEGER,              -- position of the ticket's commit before: a chain instead of an index
  at INTEGER NOT NULL,
  text TEXT NOT NULL             -- canonical JSON of the commit
) STRICT;

CREATE TABLE personal(           -- personal texts, apart from the journal so that they can be erased
  ticket INTEGER NOT NULL,       -- ticket.id
  slot TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY(ticket, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE opening(            -- idempotency keys of opening commands
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  ticket TEXT NOT NULL,          -- ticket.ticket
  PRIMARY KEY(tenant, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE effect(             -- the outbox: what waits for the host
  position INTEGER PRIMARY KEY,  -- of one ticket only the lowest may be handed out
  ticket INTEGER NOT NULL,       -- ticket.id
  version INTEGER NOT NULL,      -- of the commit that caused it
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  available_at INTEGER NOT NULL,
  hidden_until INTEGER,          -- taken: not handed out again before
  attempts INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX effect_key ON effect(tenant, key);
CREATE INDEX effect_order ON effect(ticket);
CREATE INDEX effect_available ON effect(available_at);

CREATE TABLE incident(           -- effects that failed too often
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  ticket INTEGER NOT NULL,       -- ticket.id
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  available_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  payload TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY(tenant, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE pack(hash TEXT PRIMARY KEY, canonical TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE deployment(
  position INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,            -- pack.hash
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;

CREATE TABLE number_block(tenant TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql";

// Since format 2.
constexpr const char* since_2 = R"sql(
CREATE TABLE gaps(               -- one row: numbers of ticket.id and journal.position that were taken away
  tickets INTEGER NOT NULL,
  commits INTEGER NOT NULL
) STRICT;
INSERT INTO gaps VALUES(0, 0);

CREATE VIEW clocks_at_risk AS    -- running clocks of open tickets, by what is due next
SELECT c.value ->> '$.due' AS due, t.tenant, t.ticket, t.number, c.value ->> '$.clock' AS clock,
  coalesce(c.value ->> '$.breached', 0) AS breached, t.workflow, t.states, t.owner, t.team, t.line, t.severity,
  t.party
FROM ticket t CROSS JOIN json_each(t.snapshot, '$.clocks') c
WHERE t.open = 1 AND c.value ->> '$.phase' = 'running' AND c.value ->> '$.due' IS NOT NULL
ORDER BY 1, t.tenant, t.ticket, clock;

CREATE VIEW incidents AS         -- effects that failed too often, oldest first
SELECT t.tenant, t.ticket, t.number, i.key, i.kind, i.attempts, i.reason,
  strftime('%Y-%m-%dT%H:%M:%fZ', i.since / 1000.0, 'unixepoch') AS since, i.payload
FROM incident i CROSS JOIN ticket t ON t.id = i.ticket ORDER BY i.since, i.key;
)sql";

// Since format 3.
constexpr const char* since_3 = R"sql(
DROP VIEW clocks_at_risk;
CREATE VIEW clocks_at_risk AS    -- running clocks of open tickets, by what is due next, as of the ticket's version as_of
SELECT c.value ->> '$.due' AS due, t.tenant, t.ticket, t.number, c.value ->> '$.clock' AS clock,
  coalesce(c.value ->> '$.breached', 0) AS breached, t.workflow, t.states, t.owner, t.team, t.line, t.severity,
  t.party, t.snapshot_version AS as_of, t.version
FROM ticket t CROSS JOIN json_each(t.snapshot, '$.clocks') c
WHERE t.open = 1 AND c.value ->> '$.phase' = 'running' AND c.value ->> '$.due' IS NOT NULL
ORDER BY 1, t.tenant, t.ticket, clock;
)sql";

// Since format 4.
constexpr const char* since_4 = R"sql(
ALTER TABLE effect ADD COLUMN
  taking INTEGER NOT NULL        -- the number of the newest taking, or of its end; 0 = never taken
  DEFAULT 0;
CREATE TABLE taking(             -- one row: the last number that an effect's taking, or its end, got
  last INTEGER NOT NULL
) STRICT;
INSERT INTO taking VALUES(0);
)sql";

// Since format 5.
constexpr const char* since_5 = R"sql(
DROP INDEX ticket_order;
CREATE INDEX ticket_order ON ticket(tenant, opened_at, ticket);
DROP INDEX ticket_open;
CREATE INDEX ticket_open ON ticket(tenant, opened_at, ticket) WHERE open = 1;
CREATE INDEX incident_ticket ON incident(ticket);

ALTER TABLE effect ADD COLUMN
  turn INTEGER GENERATED ALWAYS AS (  -- within its ticket: what was tried before, then by availability, position
    CASE WHEN attempts = 0 THEN available_at ELSE -9223372036854775808 END);
ALTER TABLE effect ADD COLUMN
  held INTEGER NOT NULL          -- 1: stands behind one that failed, and is not looked at until that one goes
  DEFAULT 0;
DROP INDEX effect_order;
CREATE INDEX effect_order ON effect(ticket, held, turn);
DROP INDEX effect_available;
CREATE INDEX effect_available ON effect(available_at) WHERE held = 0;
CREATE TRIGGER effect_fails AFTER UPDATE OF attempts ON effect BEGIN
  UPDATE effect SET held = 1
  WHERE ticket = new.ticket AND held = 0 AND (turn, position) > (new.turn, new.position);
END;
CREATE TRIGGER effect_goes AFTER DELETE ON effect WHEN old.attempts > 0 BEGIN
  UPDATE effect SET held = 0 WHERE ticket = old.ticket AND held = 1;
END;
)sql";

// Since format 6.
constexpr const char* since_6 = R"sql(
DROP INDEX ticket_due;
CREATE INDEX ticket_due          -- with the names: who is due is found without reading a ticket
ON ticket(next_due, tenant, ticket) WHERE next_due IS NOT NULL;
)sql";

constexpr const char* views = R"sql(
CREATE VIEW open_tickets AS
SELECT tenant, ticket, number, workflow, states, owner, team, line, severity, party, parent, version,
  strftime('%Y-%m-%dT%H:%M:%fZ', opened_at / 1000.0, 'unixepoch') AS opened,
  strftime('%Y-%m-%dT%H:%M:%fZ', changed_at / 1000.0, 'unixepoch') AS changed,
  strftime('%Y-%m-%dT%H:%M:%fZ', next_due / 1000.0, 'unixepoch') AS due
FROM ticket WHERE open = 1 ORDER BY tenant, opened_at, ticket;

CREATE VIEW tickets_at_risk AS   -- by what is due next: the first lines are the urgent ones
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', next_due / 1000.0, 'unixepoch') AS due,
  tenant, ticket, number, workflow, states, owner, team, severity
FROM ticket WHERE next_due IS NOT NULL ORDER BY next_due, tenant, ticket;

CREATE VIEW ticket_history AS    -- ask for one: WHERE tenant = '...' AND ticket = '...'
SELECT t.tenant, t.ticket, j.version, strftime('%Y-%m-%dT%H:%M:%fZ', j.at / 1000.0, 'unixepoch') AS at,
  s.value ->> '$.cause' AS cause, s.value ->> '$.event' AS sent, e.value ->> '$.type' AS type, e.value AS event
FROM ticket t
CROSS JOIN json_each((
  WITH RECURSIVE chain(position, version) AS (
    SELECT t.head, t.version
    UNION ALL
    SELECT link.previous, chain.version - 1 FROM chain JOIN journal link ON link.position = chain.position
    WHERE link.previous IS NOT NULL)
  SELECT json_group_array(position) FROM (SELECT position FROM chain ORDER BY version))) step
CROSS JOIN journal j ON j.position = step.value
CROSS JOIN json_each(j.text, '$.steps') s
CROSS JOIN json_each(s.value, '$.events') e;
)sql";

}  // namespace

Result<Format> inspect(Database& database) {
    auto id = database.read_integer("PRAGMA application_id");
    if (!id) return fail(std::move(id).error());
    auto tables_found = database.read_integer("SELECT count(*) FROM sqlite_schema");
    if (!tables_found) return fail(std::move(tables_found).error());
    if (*id == 0 && *tables_found == 0) return Format::empty;
    if (*id != application_id)
        return fail(
            store_not_a_store,
            fmt::format("expected a store of tickets (application id {:#x}), but found another program's "
                        "SQLite file (application id {:#x})",
                        application_id, *id));
    auto version = database.read_integer("PRAGMA user_version");
    if (!version) return fail(std::move(version).error());
    if (*version > format_version)
        return fail(store_newer_format,
                    fmt::format("expected a store of format {} or older, but found format {}: it was "
                                "written by a newer version of this program",
                                format_version, *version));
    if (*version < 1)
        return fail(store_corrupt,
                    fmt::format("expected a store of format 1 to {}, but found the number {}, which no "
                                "version of this program wrote",
                                format_version, *version));
    return *version == format_version ? Format::current : Format::older;
}

Status create(Database& database) {
    for (const char* sql : {tables, views})
        if (auto ok = database.execute(sql); !ok) return ok;
    const auto mark = fmt::format("PRAGMA application_id={}; PRAGMA user_version=1", application_id);
    if (auto ok = database.execute(mark.c_str()); !ok) return ok;
    return migrate(database);
}

Status migrate(Database& database) {
    // Step n brings format n + 1 to n + 2.
    constexpr std::array steps{since_2, since_3, since_4, since_5, since_6};
    static_assert(steps.size() + 1 == format_version);
    auto version = database.read_integer("PRAGMA user_version");
    if (!version) return fail(std::move(version).error());
    for (auto step = static_cast<std::size_t>(*version - 1); step < steps.size(); ++step)
        if (auto ok = database.execute(steps[step]); !ok) return ok;
    return database.execute(fmt::format("PRAGMA user_version={}", format_version).c_str());
}

}  // namespace itr::store::sqlite
