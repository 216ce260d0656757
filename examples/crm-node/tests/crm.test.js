// The service over HTTP, on a PostgreSQL that is started for the tests, at instants that the tests say.
import { strict as assert } from "node:assert";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Pack, openHandles } from "itr";
import pg from "pg";
import { Crm } from "../src/crm.js";
import { serve } from "../src/http.js";
import { makeTables, startPostgres } from "../src/postgres.js";

const pack = fileURLToPath(new URL("../pack", import.meta.url));
const monday = Date.parse("2026-03-02T09:00:00+01:00");
let now = monday;
let postgres, pool, crm, server, base;

before(async () => {
  postgres = await startPostgres();
  pool = new pg.Pool(postgres.connection);
  await makeTables(pool);
  crm = new Crm(pool, pack, () => new Date(now));
  server = serve(crm);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});

after(async () => {
  await new Promise((resolve) => server.close(resolve));
  await pool.end();
  await postgres.stop();
});

const minutes = (count) => (now = monday + count * 60_000);
const agent = { "x-user": "li.wei", "x-role": "agent" };

async function call(method, path, body, headers = agent) {
  const response = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, ...(await response.json().then((value) => (Array.isArray(value) ? { list: value } : value))) };
}

/** A customer with a contract for a router, and one request about it. */
async function opened({ level = "gold", headers } = {}) {
  minutes(0);
  const customer = (await call("POST", "/customers", { name: "Acme" })).id;
  const product = `router-${customer}`;
  await call("POST", "/products", { id: product, name: "Router" });
  if (level) await call("POST", "/contracts", { customer, product, level, starts: "2026-01-01", ends: "2026-12-31" });
  const asked = { customer, product, text: "It blinks" };
  const { status, ticket } = await call("POST", "/tickets", asked, { ...agent, ...headers });
  assert.equal(status, 201);
  return { customer, ticket, asked, asCustomer: { "x-user": "kim", "x-role": "customer", "x-customer": String(customer) } };
}

async function covered(options) {
  const all = await opened(options);
  minutes(1);
  await crm.workOffEffects();
  return all;
}

const event = (ticket, body, headers) => call("POST", `/tickets/${ticket}/events`, body, headers);
const said = async (customer) => (await call("GET", `/customers/${customer}/contacts`)).list.map((contact) => contact.what);

test("the rules keep what their scenarios promise", async () => {
  const rules = await Pack.loadFolder(pack);
  const { passed, failed } = await rules.runScenarios();
  rules.close();
  assert.deepEqual({ passed, failed }, { passed: 3, failed: 0 });
});

test("a customer's request goes from its opening to its end", async () => {
  const { customer, ticket, asCustomer } = await covered();
  let view = await call("GET", `/tickets/${ticket}`, undefined, agent);
  assert.deepEqual(view.states, ["waiting"]);
  assert.equal(view.data.level, "gold");
  assert.equal(view.clocks.find((clock) => clock.name === "respond").due, "2026-03-02T09:01:00.000Z");
  minutes(30);
  assert.equal((await event(ticket, { event: "take" })).status, 200);
  assert.equal((await event(ticket, { event: "ask", data: { question: "Which light?" } })).status, 200);
  await crm.workOffEffects();
  minutes(60);
  assert.equal((await event(ticket, { event: "answer" }, asCustomer)).status, 200);
  assert.equal((await event(ticket, { event: "solve", data: { solution: "Restart it" } })).status, 200);
  assert.equal((await call("GET", `/customers/${customer}`)).open_tickets, 1);
  minutes(90);
  assert.equal((await event(ticket, { event: "confirm" }, asCustomer)).status, 200);
  view = await call("GET", `/tickets/${ticket}`, undefined, asCustomer);
  assert.deepEqual([view.states, view.open, view.data.text], [["closed"], false, "It blinks"]);
  assert.equal((await call("GET", `/customers/${customer}`)).open_tickets, 0);
  assert.deepEqual(await said(customer), [
    "opened a ticket", "covered: gold", "told agent: look at it", "take by li.wei", "ask by li.wei", "told customer: Which light?",
    "answer by kim", "solve by li.wei", "confirm by kim",
  ]);
});

test("a request without a contract is refused by the rules", async () => {
  const { customer, ticket } = await covered({ level: null });
  assert.deepEqual((await call("GET", `/tickets/${ticket}`)).states, ["refused"]);
  assert.deepEqual(await said(customer), ["opened a ticket", "not covered", "told customer: look at it"]);
  assert.equal((await call("GET", `/customers/${customer}`)).open_tickets, 0);
});

test("a contract that has ended covers nothing", async () => {
  const { ticket } = await opened();
  now = Date.parse("2027-01-04T10:00:00+01:00");
  await crm.workOffEffects();
  assert.deepEqual((await call("GET", `/tickets/${ticket}`)).states, ["refused"]);
});

test("what the rules refuse changes neither the ticket nor the rows of the CRM", async () => {
  const { customer, ticket } = await covered();
  const before = await said(customer);
  const refused = await event(ticket, { event: "confirm" });
  assert.deepEqual([refused.status, refused.code], [409, "event.unexpected"]);
  assert.deepEqual(await said(customer), before);
  assert.equal((await call("GET", `/tickets/${ticket}`)).version, 2);
});

test("where a row of the CRM cannot be written, the ticket's are not there either", async () => {
  const { customer, ticket } = await covered();
  await pool.query("alter table contacts add constraint no_take check (what not like 'take by nobody%')");
  const failed = await event(ticket, { event: "take" }, { ...agent, "x-user": "nobody" });
  assert.equal(failed.status, 400);
  assert.deepEqual((await call("GET", `/tickets/${ticket}`)).states, ["waiting"]);
  const { rows } = await pool.query("select max(version)::int as version from ticket_commits where ticket = $1", [ticket]);
  assert.equal(rows[0].version, 2);
  assert.equal((await event(ticket, { event: "take" })).status, 200);
  assert.equal((await said(customer)).at(-1), "take by li.wei");
});

test("deadlines are worked off: the lead hears of a late answer, and a solved request closes by itself", async () => {
  const { customer, ticket } = await covered();
  minutes(62);
  assert.ok((await crm.workOffDeadlines()) >= 1);
  await crm.workOffEffects();
  assert.ok((await said(customer)).includes("told lead: look at it"));
  assert.equal((await call("GET", `/tickets/${ticket}`)).clocks.find((clock) => clock.name === "respond").breached, true);
  await event(ticket, { event: "take" });
  await event(ticket, { event: "solve", data: { solution: "Restart it" } });
  now = Date.parse("2026-03-10T09:00:00+01:00");
  while ((await crm.workOffDeadlines()) > 0);
  assert.deepEqual((await call("GET", `/tickets/${ticket}`)).states, ["closed"]);
  assert.equal((await call("GET", `/customers/${customer}`)).open_tickets, 0);
});

test("the same request sent twice opens one ticket", async () => {
  const headers = { "idempotency-key": "order 66" };
  const { customer, ticket, asked } = await opened({ headers });
  const again = await call("POST", "/tickets", asked, { ...agent, ...headers });
  assert.deepEqual([again.status, again.ticket, again.repeated], [201, ticket, true]);
  assert.equal((await call("GET", `/customers/${customer}`)).open_tickets, 1);
  assert.deepEqual(await said(customer), ["opened a ticket"]);
});

test("many at once on one ticket: one takes it, nobody overwrites", async () => {
  const { ticket } = await covered();
  const takers = await Promise.all(Array.from({ length: 8 }, (_, n) => event(ticket, { event: "take" }, { ...agent, "x-user": `agent-${n}` })));
  assert.equal(takers.filter((each) => each.status === 200).length, 1);
  const winner = takers.findIndex((each) => each.status === 200);
  const view = await call("GET", `/tickets/${ticket}`);
  assert.equal(view.owner, `agent-${winner}`);
  const { rows } = await pool.query("select count(*)::int as count from ticket_commits where ticket = $1", [ticket]);
  assert.equal(rows[0].count, view.version);
});

test("a customer sees only tickets of their own", async () => {
  const { ticket } = await opened();
  const other = await opened();
  assert.equal((await call("GET", `/tickets/${ticket}`, undefined, other.asCustomer)).status, 404);
  assert.deepEqual((await call("GET", `/tickets?customer=${other.customer}&open=true`)).list.map((row) => row.id), [other.ticket]);
});

test("what is missing or broken is said, with a status that fits", async () => {
  assert.equal((await call("GET", "/tickets/T-0")).status, 404);
  assert.equal((await call("GET", "/customers/999999")).status, 404);
  assert.equal((await call("POST", "/tickets", { customer: 999999, product: "x", text: "y" })).status, 404);
  assert.equal((await call("POST", "/contracts", { customer: 1, product: "none", level: "gold", starts: "2026-01-01", ends: "2026-12-31" })).status, 400);
  assert.equal((await call("GET", "/nothing")).status, 404);
  const response = await fetch(`${base}/customers`, { method: "POST", body: "{" });
  assert.equal(response.status, 400);
  const { ticket } = await covered();
  assert.equal((await event(ticket, { event: "take", data: { extra: 1 } })).status, 409);
  assert.equal((await event(ticket, { event: "take", version: -5 })).status, 400);
});

test("the service leaves nothing of the library open but its decider", () => assert.equal(openHandles(), 1));
