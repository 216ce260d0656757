-- Rows of the CRM itself.
create table customers (
    id bigint generated always as identity primary key,
    name text not null,
    open_tickets integer not null default 0 check (open_tickets >= 0)
);
create table products (
    id text primary key,
    name text not null
);
create table contracts (
    customer bigint not null references customers,
    product text not null references products,
    level text not null check (level in ('gold', 'standard')),
    starts date not null,
    ends date not null,
    primary key (customer, product, starts)
);
-- What was said to customers and what they did: one line for everything, written with the ticket's rows.
create table contacts (
    id bigint generated always as identity primary key,
    customer bigint not null references customers,
    ticket text not null,
    at timestamptz not null,
    what text not null
);
create index on contacts (customer, at);

-- Tickets: the newest snapshot of each, with the columns that queries look for.
create sequence ticket_numbers;
create table tickets (
    id text primary key,
    version bigint not null,
    snapshot text not null,
    number text not null,
    party text not null,
    parent text not null,
    owner text not null,
    states text[] not null,
    is_open boolean not null,
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    next_due timestamptz
);
create index on tickets (party) where is_open;
create index on tickets (parent) where parent <> '';
create index on tickets (next_due) where next_due is not null;

-- The journal: of two writers of one version, one fails.
create table ticket_commits (
    ticket text not null,
    version bigint not null,
    at timestamptz not null,
    text text not null,
    primary key (ticket, version)
);
-- Personal texts, outside of the journal so that they can be erased.
create table ticket_personal (
    ticket text not null,
    slot text not null,
    text text not null,
    primary key (ticket, slot)
);
-- What the rules want of the world outside.
create table ticket_effects (
    key text primary key,
    ticket text not null,
    kind text not null,
    payload text not null,
    is_signal boolean not null,
    available_at timestamptz not null,
    place bigint generated always as identity
);
create index on ticket_effects (available_at, place);
