import { strict as assert } from "node:assert";
import { test } from "node:test";
import { join } from "node:path";
import { Actor, Decider, Duration, Engine, Host, Pack, Store, limits, version, type Command, type Snapshot, type StoredTicket } from "itr";
import { Desk, minutes, nine, sources, thrown } from "./support.js";

test("a key carries a command out once", async () => {
  using desk = new Desk();
  desk.open("T-1");
  const options = { key: "k1", expectedVersion: 1 };
  assert.deepEqual(await desk.engine.send("acme", "T-1", "dispatch", desk.agent, minutes(1), options), { version: 2, repeated: false });
  assert.deepEqual(desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(2), options), { version: 2, repeated: true });
  assert.equal(thrown(() => desk.engine.sendSync("acme", "T-1", "ask", desk.agent, minutes(2), { expectedVersion: 7 })),
    "RejectedError ticket.version_mismatch");
});

test("an event is sent with its data, refused or not", async () => {
  using desk = new Desk();
  desk.open("T-1");
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
  const solve = (data: object) => desk.engine.sendSync("acme", "T-1", "solve", desk.agent, minutes(2), { data: { ...data } });
  assert.equal(thrown(() => solve({})), "RejectedError data.missing");
  assert.equal(thrown(() => solve({ cuase: "x" })), "RejectedError data.unknown_field");
  assert.equal(thrown(() => solve({ cause: new Duration(5) })), "RejectedError data.wrong_type");
  const sent = await desk.engine.send("acme", "T-1", "solve", desk.agent, minutes(2), { data: { cause: "\"fibre\" 光纤" }, expectedVersion: 2 });
  assert.deepEqual(sent, { version: 3, repeated: false });
  assert.equal(desk.engine.getSync("acme", "T-1", desk.agent, minutes(2)).data["cause"], "\"fibre\" 光纤");
});

test("a host says where a ticket goes and how long a promise is", () => {
  const seen: Snapshot[] = [];
  using host = new Host({
    routes: { by_remark: (ticket) => (seen.push(ticket), { event: "to_field", data: { spare: "fan" } }) },
    targets: { restore: (ticket) => (seen.push(ticket), { target: "4h" }) },
  });
  using store = Store.openMemory();
  using engine = Engine.openSync(store, { host });
  using pack = Pack.loadFolderSync(join(sources, "tests/capi/visits"));
  using system = Actor.system();
  using agent = new Actor({ id: "ann", roles: ["agent"] });
  engine.deploySync(pack, system, nine);
  engine.executeSync({ op: "open", tenant: "acme", ticket: "T-1", actor: agent, workflow: "visit" }, nine);
  assert.equal(engine.clockSync("acme", "T-1", "restore", agent, nine).target, 4 * 60 * 60_000);
  engine.sendSync("acme", "T-1", "sort", agent, nine, { data: { remark: "it hums" } });
  const ticket = engine.getSync("acme", "T-1", agent, nine);
  assert.deepEqual([ticket.states, ticket.data["spare"]], [["field"], "fan"]);
  assert.deepEqual(seen.map((each) => each.clock), ["negotiable.restore", undefined]);
});

test("a batch is carried out in order", async () => {
  using desk = new Desk();
  const head = desk.head("T-1");
  const outcomes = await desk.engine.executeBatch([
    { op: "open", ...head, workflow: "request", data: { customer: "a" } },
    { op: "send", ...head, event: "dispatch" },
    { op: "send", ...head, event: "confirm" },
  ], nine);
  assert.deepEqual(outcomes.map((each) => [each.ok, each.version]), [[true, 1], [true, 2], [false, 2]]);
  assert.deepEqual(desk.engine.executeBatchSync([], nine), []);
});

test("time is worked off in turns, and the next deadline is told", async () => {
  using desk = new Desk();
  assert.equal(desk.engine.nextDueSync(), null);
  desk.open("T-1", { impact: "high" });
  desk.open("T-2", { impact: "high" });
  const due = await desk.engine.nextDue();
  assert.ok(due !== null && due > minutes(14) && due < minutes(16));
  const turn = await desk.engine.advance(minutes(20), 1);
  assert.deepEqual([turn.tickets, turn.more], [1, true]);
  assert.equal(desk.engine.advanceSync(minutes(20)).more, false);
  assert.equal(desk.engine.clockSync("acme", "T-2", "respond", desk.agent, minutes(20)).breached, true);
});

test("the history comes commit by commit", async () => {
  using desk = new Desk();
  desk.open("T-1");
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
  const instants: Date[] = [];
  for await (const commit of desk.engine.history("acme", "T-1", desk.agent)) instants.push(commit.at);
  assert.deepEqual(instants, [nine, minutes(1)]);
  assert.equal(desk.engine.historySync("acme", "T-1", desk.agent).length, 2);
});

test("pages follow one another", async () => {
  using desk = new Desk();
  for (let n = 0; n < 7; ++n) desk.open(`T-${n}`);
  const sizes: number[] = [];
  for await (const page of desk.engine.pages({ tenant: "acme", limit: 3 }, desk.agent)) sizes.push(page.tickets.length);
  assert.deepEqual(sizes, [3, 3, 1]);
  assert.equal(desk.engine.querySync({ tenant: "acme", limit: 2 }, desk.agent).tickets[0]!.opened_at.getTime(), nine.getTime());
});

test("an effect that fails ten times becomes an incident, which is put back or removed", async () => {
  using desk = new Desk();
  desk.open("T-1");
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
  let now = minutes(2).getTime();
  for (let failures = 0; failures < 10; ++failures) {
    const [effect] = await desk.engine.takeEffects(now);
    assert.equal(effect!.attempts, failures);
    assert.deepEqual([effect!.kind, effect!.ticket], ["ask", "T-1"]);
    assert.equal(await effect!.fail("no answer", now), true);
    now += 24 * 3_600_000;
  }
  const [incident] = await desk.engine.incidents("acme");
  assert.equal(incident!.reason, "no answer");
  assert.ok(incident!.since instanceof Date);
  assert.equal(await desk.engine.retryIncident(incident!, now), true);
  const [again] = desk.engine.takeEffectsSync(now);
  assert.equal(await again!.acknowledge(), true);
  assert.equal(desk.engine.acknowledgeEffectSync(again!), false);
  assert.equal(await desk.engine.resolveIncident(incident!, now), false);
});

test("only the newest taking of an effect may fail it", async () => {
  using desk = new Desk();
  desk.open("T-1");
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
  const [slept] = desk.engine.takeEffectsSync(minutes(2));
  const later = minutes(2).getTime() + 24 * 3_600_000;
  const [newest] = desk.engine.takeEffectsSync(later);
  assert.equal(slept!.key, newest!.key);
  assert.equal(desk.engine.failEffectSync(slept!, "late", later), false);
  assert.equal(await slept!.fail("late", later), false);
  assert.equal(desk.engine.failEffectSync(newest!, "no answer", later), true);
});

test("an engine is told how often to retry and with which keys to seal", async () => {
  using desk = new Desk();
  using strict = Engine.openSync(desk.store, {
    claimLease: 60_000, snapshotEvery: 4, retries: { first: 1000, longest: 60_000, attempts: 1 }, auditKeys: `a ${"07".repeat(32)}`,
  });
  desk.open("T-1");
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
  const [effect] = strict.takeEffectsSync(minutes(2));
  assert.equal(await effect!.fail("no answer", minutes(2)), true);
  assert.equal((await strict.incidents("acme")).length, 1);
  assert.equal(thrown(() => Engine.openSync(desk.store, { auditKeys: "a 07" })), "InvalidError audit.invalid_keys");
});

test("the deployments are told with their instants", async () => {
  using desk = new Desk();
  const [first] = await desk.engine.deployments();
  assert.deepEqual([first!.name, first!.at, first!.hash], ["desk", nine, desk.pack.hash]);
});

test("a decider gives the rows that a program writes, and asks for the past where it needs it", () => {
  using desk = new Desk();
  using decider = new Decider();
  decider.addPack(desk.pack);
  const fresh: StoredTicket = { tenant: "acme", ticket: "T-1" };
  const actor = { id: "li.wei", roles: ["agent"] };
  const entropy = Buffer.from("sixteen bytes..!");
  const open = () => decider.decide(fresh, { op: "open", actor, workflow: "request", data: { customer: "a" } }, nine, { number: "7", entropy });
  const rows = open().rows!;
  assert.deepEqual(open().rows, rows, "the same arguments give the same rows");
  assert.deepEqual([rows.version, rows.at, rows.summary.number, rows.summary.open], [1, nine, "7", true]);
  const stored = { ...fresh, snapshot: rows.snapshot!, snapshot_version: 1, personal: rows.personal };
  assert.equal(decider.view(stored, desk.agent, nine).data["customer"], "a");
  const whole: StoredTicket = { ...fresh, commits: [{ version: 1, at: rows.at, text: rows.commit }], personal: rows.personal };
  assert.equal(decider.view(whole, desk.agent, nine).number, "7");
});

test("a decider links commits with a ring of keys", () => {
  using desk = new Desk();
  using decider = new Decider();
  decider.addPack(desk.pack);
  decider.sealWith(`k1 ${"ab".repeat(32)}`);
  const fresh: StoredTicket = { tenant: "acme", ticket: "T-1" };
  const actor = { id: "li.wei", roles: ["agent"] };
  const opened = decider.decide(fresh, { op: "open", actor, workflow: "request", data: { customer: "a" } }, nine).rows!;
  assert.match(opened.commit, /"link":"k1:/);
  const stored = { ...fresh, snapshot: opened.snapshot!, snapshot_version: 1, personal: opened.personal };
  const dispatch = (history?: { version: number; at: Date; text: string }[]) =>
    decider.decide(stored, { op: "send", actor, event: "dispatch" }, minutes(1), history === undefined ? {} : { history });
  assert.match(thrown(() => dispatch()), /capi.history_needed/);
  const told = dispatch([{ version: 1, at: opened.at, text: opened.commit }]).rows!;
  assert.match(told.commit, /"link":"k1:/);
});

test("a decision that needs the past asks for it", () => {
  const late = `pack: late
version: 1.0.0
---
workflow: w
data: {level: {type: enum, values: [high, low], default: low}, held: {type: bool, default: false}}
events: {go: {role: r}}
states: {a: {on: {go: b}}, b: {type: final}}
---
agreement: a
clocks: {fix: {stop: "inState('b')", pause: "ticket.held", retarget: retro}}
goals: [{when: "ticket.level == 'high'", fix: 1h, calendar: 24x7}, {fix: 8h, calendar: night}]
---
calendar: night
zone: UTC
week: {mon-sun: ["00:00-12:00"]}
---
roles: {r: {rights: [open, set, view]}}
`;
  using pack = Pack.loadSync(late);
  using decider = new Decider();
  decider.addPack(pack);
  const actor = { roles: ["r"] };
  let stored: StoredTicket = { tenant: "t", ticket: "1" };
  const commits: { version: number; at: Date; text: string }[] = [];
  const decide = (command: Partial<Command>, at: Date, history?: typeof commits) => {
    const { rows } = decider.decide(stored, { actor, ...command } as Command, at, history === undefined ? {} : { history });
    stored = { ...stored, snapshot: rows!.snapshot!, snapshot_version: rows!.version };
    commits.push({ version: rows!.version, at: rows!.at, text: rows!.commit });
  };
  decide({ op: "open", workflow: "w" }, nine);
  decide({ op: "set", data: { held: true } }, minutes(10));
  decide({ op: "set", data: { held: false } }, minutes(20));
  const raise = { op: "set", data: { level: "high" } } as const;
  assert.match(thrown(() => decide(raise, minutes(30))), / capi\.history_needed$/);
  decide(raise, minutes(30), commits);
  assert.equal(commits.length, 4);
});

test("the library tells its version and its limits", () => {
  assert.match(version(), /^\d+\.\d+\.\d+$/);
  assert.equal(limits().version, version());
  assert.equal(limits().name_bytes, 64);
});
