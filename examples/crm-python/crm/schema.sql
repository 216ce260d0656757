-- The desk's own tables, and beside them those of tickets, which are written in the same transactions.
CREATE TABLE IF NOT EXISTS users(token text PRIMARY KEY, id text NOT NULL, roles text[] NOT NULL, party text NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS customers(id text PRIMARY KEY, name text NOT NULL);
CREATE TABLE IF NOT EXISTS products(id text PRIMARY KEY, name text NOT NULL);
CREATE TABLE IF NOT EXISTS contracts(
  id text PRIMARY KEY,
  customer text NOT NULL REFERENCES customers,
  product text NOT NULL REFERENCES products,
  service_level text NOT NULL CHECK (service_level IN ('gold', 'silver')),
  visits_left int NOT NULL CONSTRAINT visits_are_left CHECK (visits_left >= 0),
  UNIQUE (customer, product)
);
CREATE TABLE IF NOT EXISTS cases(           -- what a ticket is about
  ticket text PRIMARY KEY,
  customer text NOT NULL REFERENCES customers,
  product text NOT NULL REFERENCES products,
  contract text REFERENCES contracts
);
CREATE TABLE IF NOT EXISTS visits(ticket text NOT NULL REFERENCES cases, contract text NOT NULL REFERENCES contracts, at timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS notifications(ticket text NOT NULL, recipient text NOT NULL, at timestamptz NOT NULL);

CREATE TABLE IF NOT EXISTS packs(hash text PRIMARY KEY, canonical text NOT NULL, since timestamptz NOT NULL DEFAULT now());
CREATE SEQUENCE IF NOT EXISTS ticket_number;
CREATE TABLE IF NOT EXISTS tickets(         -- one row a ticket: its newest state
  ticket text PRIMARY KEY,
  version bigint NOT NULL,
  snapshot_version bigint NOT NULL,
  snapshot text NOT NULL,
  states text[] NOT NULL,
  open boolean NOT NULL,
  party text,
  next_due timestamptz
);
CREATE INDEX IF NOT EXISTS tickets_due ON tickets(next_due);
CREATE TABLE IF NOT EXISTS ticket_commits(  -- every commit of every ticket: two writers of one version cannot both succeed
  ticket text NOT NULL, version bigint NOT NULL, at timestamptz NOT NULL, text text NOT NULL, PRIMARY KEY (ticket, version)
);
CREATE TABLE IF NOT EXISTS ticket_personal(ticket text NOT NULL, slot text NOT NULL, text text NOT NULL, PRIMARY KEY (ticket, slot));
CREATE TABLE IF NOT EXISTS ticket_openings(key text PRIMARY KEY, ticket text NOT NULL);
CREATE TABLE IF NOT EXISTS ticket_effects(  -- the outbox
  key text PRIMARY KEY, ticket text NOT NULL, kind text NOT NULL, payload jsonb NOT NULL, available_at timestamptz NOT NULL
);
