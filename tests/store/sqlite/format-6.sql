PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO ticket VALUES(1,'default','R-A',4,4,NULL,1772442000000,1772442600000,1,'repair','1',NULL,NULL,NULL,NULL,'acme',NULL,'["bench.lacking"]',4,'{"clocks":[{"clock":"promise.finish","consumed_ms":600000,"cycle":1,"due":"2026-03-02T10:00:00Z","goal":0,"origin":"2026-03-02T09:00:00Z","pause":0,"pauses":1,"phase":"paused","since":"2026-03-02T09:10:00Z","target_ms":3600000}],"comments":1,"data":{"device":"kettle","urgent":true},"effects":1,"last_at":"2026-03-02T09:10:00Z","number":"1","opened_at":"2026-03-02T09:00:00Z","pack":"4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862","party":"acme","remembered":[["k1","931088693d5b60f4",1]],"states":["bench.lacking"],"v":1,"version":4,"workflow":"repair"}');
INSERT INTO ticket VALUES(2,'default','R-A:1',1,5,NULL,1772442600000,1772442600000,1,'order','65',NULL,NULL,NULL,NULL,NULL,'R-A','["ordered"]',1,'{"data":{"part":"lid"},"last_at":"2026-03-02T09:10:00Z","number":"65","opened_at":"2026-03-02T09:10:00Z","pack":"4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862","parent":"R-A","remembered":[["R-A:1","fd7b9a718cfec3cf",1]],"states":["ordered"],"v":1,"version":1,"workflow":"order"}');
INSERT INTO ticket VALUES(3,'default','R-B',3,8,NULL,1772445600000,1772447400000,0,'repair','129',NULL,NULL,NULL,NULL,'beta',NULL,'["closed"]',3,'{"clocks":[{"clock":"promise.finish","consumed_ms":1800000,"cycle":1,"due":"2026-03-02T12:00:00Z","goal":1,"origin":"2026-03-02T10:00:00Z","phase":"met","since":"2026-03-02T10:30:00Z","target_ms":7200000}],"closed_at":"2026-03-02T10:30:00Z","data":{"device":"radio","price":12,"urgent":false},"done":true,"effects":1,"last_at":"2026-03-02T10:30:00Z","number":"129","opened_at":"2026-03-02T10:00:00Z","pack":"4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862","party":"beta","states":["closed"],"v":1,"version":3,"workflow":"repair"}');
INSERT INTO ticket VALUES(4,'other','R-C',1,9,1772449200000,1772445600000,1772445600000,1,'repair','1',NULL,NULL,NULL,NULL,NULL,NULL,'["waiting"]',1,'{"clocks":[{"clock":"promise.finish","cycle":1,"due":"2026-03-02T12:00:00Z","goal":1,"origin":"2026-03-02T10:00:00Z","phase":"running","since":"2026-03-02T10:00:00Z","target_ms":7200000}],"data":{"device":"lamp","urgent":false},"last_at":"2026-03-02T10:00:00Z","next_due":"2026-03-02T11:00:00Z","number":"1","opened_at":"2026-03-02T10:00:00Z","pack":"4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862","states":["waiting"],"timers":[{"due":"2026-03-02T13:00:00Z","event":"after.waiting.1"}],"v":1,"version":1,"workflow":"repair"}');
CREATE TABLE journal(            -- every commit of every ticket, only ever appended to
  position INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL,       -- ticket.id
  version INTEGER NOT NULL,      -- 1, 2, 3 ... of its ticket
  previous INTEGER,              -- position of the ticket's commit before: a chain instead of an index
  at INTEGER NOT NULL,
  text TEXT NOT NULL             -- canonical JSON of the commit
) STRICT;
INSERT INTO journal VALUES(1,1,1,NULL,1772442000000,'{"actor":{"id":"system","roles":["system"]},"at":"2026-03-02T09:00:00Z","key":"k1","key_hash":"931088693d5b60f4","next_due":"2026-03-02T09:30:00Z","pack":"4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862","steps":[{"cause":"open","events":[{"number":"1","party":"acme","type":"opened"},{"field":"device","type":"set","value":"kettle"},{"field":"urgent","type":"set","value":true},{"due":"2026-03-02T12:00:00Z","event":"after.waiting.1","type":"timer.set"},{"entered":["waiting"],"type":"moved"},{"clock":"promise.finish","cycle":1,"due":"2026-03-02T10:00:00Z","goal":0,"origin":"2026-03-02T09:00:00Z","since":"2026-03-02T09:00:00Z","target_ms":3600000,"type":"clock.started"}]}],"v":1,"version":1,"workflow":"repair"}');
INSERT INTO journal VALUES(2,1,2,1,1772442300000,'{"actor":{"id":"system","roles":["system"]},"at":"2026-03-02T09:05:00Z","next_due":"2026-03-02T09:30:00Z","steps":[{"cause":"send","event":"begin","events":[{"position":0,"type":"timer.cleared"},{"entered":["bench","bench.working"],"event":"begin","exited":["waiting"],"type":"moved"}]}],"v":1,"version":2}');
INSERT INTO journal VALUES(3,1,3,2,1772442360000,'{"actor":{"id":"system","roles":["system"]},"at":"2026-03-02T09:06:00Z","next_due":"2026-03-02T09:30:00Z","steps":[{"cause":"comment","events":[{"internal":true,"number":1,"seal":"23e8d5d030c606466d9e49e095607c39bd47882982c9a6201d42efef1027c5ba","type":"commented"}]}],"v":1,"version":3}');
INSERT INTO journal VALUES(4,1,4,3,1772442600000,'{"actor":{"id":"system","roles":["system"]},"at":"2026-03-02T09:10:00Z","steps":[{"cause":"send","data":{"part":"lid"},"event":"order_part","events":[{"available_at":"2026-03-02T09:10:00Z","internal":true,"kind":"open","number":1,"payload":{"with":{"part":"lid"},"workflow":"order"},"type":"effect"},{"entered":["bench.lacking"],"event":"order_part","exited":["bench.working"],"type":"moved"},{"at":"2026-03-02T09:10:00Z","clock":"promise.finish","consumed_ms":600000,"pause":0,"type":"clock.paused"}]}],"v":1,"version":4}');
INSERT INTO journal VALUES(5,2,1,NULL,1772442600000,'{"actor":{"id":"engine","roles":["system"]},"at":"2026-03-02T09:10:00Z","key":"R-A:1","key_hash":"fd7b9a718cfec3cf","pack":"4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862","steps":[{"cause":"open","events":[{"number":"65","parent":"R-A","type":"opened"},{"field":"part","type":"set","value":"lid"},{"entered":["ordered"],"type":"moved"}]}],"v":1,"version":1,"workflow":"order"}');
INSERT INTO journal VALUES(6,3,1,NULL,1772445600000,'{"actor":{"id":"system","roles":["system"]},"at":"2026-03-02T10:00:00Z","next_due":"2026-03-02T11:00:00Z","pack":"4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862","steps":[{"cause":"open","events":[{"number":"129","party":"beta","type":"opened"},{"field":"device","type":"set","value":"radio"},{"field":"urgent","type":"set","value":false},{"due":"2026-03-02T13:00:00Z","event":"after.waiting.1","type":"timer.set"},{"entered":["waiting"],"type":"moved"},{"clock":"promise.finish","cycle":1,"due":"2026-03-02T12:00:00Z","goal":1,"origin":"2026-03-02T10:00:00Z","since":"2026-03-02T10:00:00Z","target_ms":7200000,"type":"clock.started"}]}],"v":1,"version":1,"workflow":"repair"}');
INSERT INTO journal VALUES(7,3,2,6,1772445900000,'{"actor":{"id":"system","roles":["system"]},"at":"2026-03-02T10:05:00Z","next_due":"2026-03-02T11:00:00Z","steps":[{"cause":"send","event":"begin","events":[{"position":0,"type":"timer.cleared"},{"entered":["bench","bench.working"],"event":"begin","exited":["waiting"],"type":"moved"}]}],"v":1,"version":2}');
INSERT INTO journal VALUES(8,3,3,7,1772447400000,'{"actor":{"id":"system","roles":["system"]},"at":"2026-03-02T10:30:00Z","steps":[{"cause":"send","data":{"price":12},"event":"finish","events":[{"field":"price","type":"set","value":12},{"available_at":"2026-03-02T10:30:00Z","internal":true,"kind":"notify","number":1,"payload":{"to":"customer","with":{"device":"radio"}},"type":"effect"},{"entered":["closed"],"event":"finish","exited":["bench.working","bench"],"type":"moved"},{"at":"2026-03-02T10:30:00Z","clock":"promise.finish","consumed_ms":1800000,"met":true,"type":"clock.stopped"}]}],"v":1,"version":3}');
INSERT INTO journal VALUES(9,4,1,NULL,1772445600000,'{"actor":{"id":"system","roles":["system"]},"at":"2026-03-02T10:00:00Z","next_due":"2026-03-02T11:00:00Z","pack":"4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862","steps":[{"cause":"open","events":[{"number":"1","type":"opened"},{"field":"device","type":"set","value":"lamp"},{"field":"urgent","type":"set","value":false},{"due":"2026-03-02T13:00:00Z","event":"after.waiting.1","type":"timer.set"},{"entered":["waiting"],"type":"moved"},{"clock":"promise.finish","cycle":1,"due":"2026-03-02T12:00:00Z","goal":1,"origin":"2026-03-02T10:00:00Z","since":"2026-03-02T10:00:00Z","target_ms":7200000,"type":"clock.started"}]}],"v":1,"version":1,"workflow":"repair"}');
CREATE TABLE personal(           -- personal texts, apart from the journal so that they can be erased
  ticket INTEGER NOT NULL,       -- ticket.id
  slot TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY(ticket, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO personal VALUES(1,'comment.1','{"salt":"9d565a3cd2ef8e0efc82d99f83fc88f6","value":"The lid is loose."}');
CREATE TABLE opening(            -- idempotency keys of opening commands
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  ticket TEXT NOT NULL,          -- ticket.ticket
  PRIMARY KEY(tenant, key)
) STRICT, WITHOUT ROWID;
INSERT INTO opening VALUES('default','R-A:1','R-A:1');
INSERT INTO opening VALUES('default','k1','R-A');
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
, taking INTEGER NOT NULL        -- the number of the newest taking, or of its end; 0 = never taken
  DEFAULT 0, turn INTEGER GENERATED ALWAYS AS (  -- within its ticket: what was tried before, then by availability, position
    CASE WHEN attempts = 0 THEN available_at ELSE -9223372036854775808 END), held INTEGER NOT NULL          -- 1: stands behind one that failed, and is not looked at until that one goes
  DEFAULT 0) STRICT;
INSERT INTO effect VALUES(1,3,3,'default','R-B:1','notify',1772447400000,1772447520000,0,'{"to":"customer","with":{"device":"radio"}}',3,0);
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
INSERT INTO pack VALUES('4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862','[{"pack":"repair","version":"1.0.0"},{"workflow":"order","data":{"part":{"required":true}},"events":{"delivered":{"roles":["desk"]}},"initial":{"to":["ordered"]},"states":{"ordered":{"on":[{"event":"delivered","transitions":[{"to":["done"],"do":[{"signal":{"to":"parent","event":"part_arrived"}}]}]}]},"done":{"type":"final","tags":["closed"]}}},{"workflow":"repair","data":{"device":{"required":true},"urgent":{"type":"bool","default":false},"price":{"type":"int"}},"events":{"begin":{"roles":["desk"]},"order_part":{"roles":["desk"],"data":{"part":{"required":true}}},"part_arrived":{},"finish":{"roles":["desk"],"data":{"price":{"type":"int"}}}},"initial":{"to":["waiting"]},"states":{"waiting":{"on":[{"event":"begin","transitions":[{"when":"ticket.device != ''toaster''","to":["bench"]}]},{"after":"3h","transitions":[{"to":["closed"],"do":[{"notify":{"to":"desk"}}]}]}]},"bench":{"initial":{"to":["working"]},"states":{"working":{"on":[{"event":"order_part","transitions":[{"to":["lacking"],"do":[{"open":{"workflow":"order","with":{"part":"event.part"}}}]}]},{"event":"finish","transitions":[{"to":["closed"],"do":[{"set":{"price":"event.price"}},{"notify":{"to":"customer","with":{"device":"ticket.device"}}}]}]}]},"lacking":{"on":[{"event":"part_arrived","transitions":[{"to":["working"]}]}],"tags":["waiting.part"]}}},"closed":{"type":"final","tags":["closed"]}}},{"agreement":"promise","workflows":["repair"],"clocks":{"finish":{"stop":"inState(''closed'')","pause":[{"when":"tagged(''waiting.part'')","reason":"parts"}]}},"goals":[{"when":"ticket.urgent","finish":"1h"},{"finish":"2h"}],"thresholds":{"finish":{"50%":{"do":[{"notify":{"to":"desk"}}]}}}},{"calendar":"office","zone":"Europe/Berlin","week":{"mon":["09:00-12:00","13:00-17:00"],"tue":["09:00-12:00","13:00-17:00"],"wed":["09:00-12:00","13:00-17:00"],"thu":["09:00-12:00","13:00-17:00"],"fri":["09:00-12:00","13:00-17:00"]},"closed":["2026-03-04"]},{"roles":{"customer":{"rights":["open","comment"],"customer":true},"desk":{"rights":["open","comment","comment.internal","assign","set","clock","view","acknowledge"]}}}]');
CREATE TABLE deployment(
  position INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,            -- pack.hash
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
INSERT INTO deployment VALUES(1,'4a02777e88cf9df778a792e46595a103d2443149596a99ddd68a666040e8c862','repair','1.0.0',1772438400000,'system');
CREATE TABLE number_block(tenant TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO number_block VALUES('default',130);
INSERT INTO number_block VALUES('other',2);
CREATE TABLE gaps(               -- one row: numbers of ticket.id and journal.position that were taken away
  tickets INTEGER NOT NULL,
  commits INTEGER NOT NULL
) STRICT;
INSERT INTO gaps VALUES(0,0);
CREATE TABLE taking(             -- one row: the last number that an effect's taking, or its end, got
  last INTEGER NOT NULL
) STRICT;
INSERT INTO taking VALUES(3);
CREATE UNIQUE INDEX ticket_key ON ticket(tenant, ticket);
CREATE INDEX ticket_number ON ticket(tenant, number) WHERE number IS NOT NULL;
CREATE INDEX ticket_owner ON ticket(tenant, owner, open, opened_at) WHERE owner IS NOT NULL;
CREATE INDEX ticket_team ON ticket(tenant, team, open, opened_at) WHERE team IS NOT NULL;
CREATE INDEX ticket_party ON ticket(tenant, party, open, opened_at) WHERE party IS NOT NULL;
CREATE INDEX ticket_parent ON ticket(tenant, parent) WHERE parent IS NOT NULL;
CREATE UNIQUE INDEX effect_key ON effect(tenant, key);
CREATE VIEW open_tickets AS
SELECT tenant, ticket, number, workflow, states, owner, team, line, severity, party, parent, version,
  strftime('%Y-%m-%dT%H:%M:%fZ', opened_at / 1000.0, 'unixepoch') AS opened,
  strftime('%Y-%m-%dT%H:%M:%fZ', changed_at / 1000.0, 'unixepoch') AS changed,
  strftime('%Y-%m-%dT%H:%M:%fZ', next_due / 1000.0, 'unixepoch') AS due
FROM ticket WHERE open = 1 ORDER BY tenant, opened_at, ticket;
CREATE VIEW tickets_at_risk AS   -- by what is due next: the first lines are the urgent ones
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', next_due / 1000.0, 'unixepoch') AS due,
  tenant, ticket, number, workflow, states, owner, team, severity
FROM ticket WHERE next_due IS NOT NULL ORDER BY next_due, tenant, ticket
;
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
CROSS JOIN json_each(s.value, '$.events') e
;
CREATE VIEW incidents AS         -- effects that failed too often, oldest first
SELECT t.tenant, t.ticket, t.number, i.key, i.kind, i.attempts, i.reason,
  strftime('%Y-%m-%dT%H:%M:%fZ', i.since / 1000.0, 'unixepoch') AS since, i.payload
FROM incident i CROSS JOIN ticket t ON t.id = i.ticket ORDER BY i.since, i.key
;
CREATE VIEW clocks_at_risk AS    -- running clocks of open tickets, by what is due next, as of the ticket's version as_of
SELECT c.value ->> '$.due' AS due, t.tenant, t.ticket, t.number, c.value ->> '$.clock' AS clock,
  coalesce(c.value ->> '$.breached', 0) AS breached, t.workflow, t.states, t.owner, t.team, t.line, t.severity,
  t.party, t.snapshot_version AS as_of, t.version
FROM ticket t CROSS JOIN json_each(t.snapshot, '$.clocks') c
WHERE t.open = 1 AND c.value ->> '$.phase' = 'running' AND c.value ->> '$.due' IS NOT NULL
ORDER BY 1, t.tenant, t.ticket, clock
;
CREATE INDEX ticket_order ON ticket(tenant, opened_at, ticket);
CREATE INDEX ticket_open ON ticket(tenant, opened_at, ticket) WHERE open = 1;
CREATE INDEX incident_ticket ON incident(ticket);
CREATE INDEX effect_order ON effect(ticket, held, turn);
CREATE INDEX effect_available ON effect(available_at) WHERE held = 0;
CREATE TRIGGER effect_fails AFTER UPDATE OF attempts ON effect BEGIN
  UPDATE effect SET held = 1
  WHERE ticket = new.ticket AND held = 0 AND (turn, position) > (new.turn, new.position);
END;
CREATE TRIGGER effect_goes AFTER DELETE ON effect WHEN old.attempts > 0 BEGIN
  UPDATE effect SET held = 0 WHERE ticket = old.ticket AND held = 1;
END;
CREATE INDEX ticket_due          -- with the names: who is due is found without reading a ticket
ON ticket(next_due, tenant, ticket) WHERE next_due IS NOT NULL;
COMMIT;
PRAGMA application_id=1230262833;
PRAGMA user_version=6;
