import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FailedError, Store, type Command } from "itr";
import { Rows, dispatching, explained, keepTime, openFile, openNumbers, workOff } from "./recipes.js";
import { Desk, leavesNothingOpen, minutes, nine, thrown } from "./support.js";

test("the quick start tells the story that the document promises", () => {
  const program = fileURLToPath(new URL("quick_start.js", import.meta.url));
  const told = execFileSync(process.execPath, [program], { encoding: "utf8" });
  assert.equal(told, "due 2026-03-02T10:00:00.000Z, 40 minutes left\nversion 2\n[ 'closed' ] { reply: 'On page 99.' }\n");
});

test("a refused event is explained by its sentence, a broken pack place by place", () => {
  using desk = new Desk();
  desk.open("T-1");
  const refused = told(() => desk.engine.sendSync("acme", "T-1", "confirm", desk.agent, nine));
  assert.equal(refused.again, false);
  assert.match(refused.say, /confirm/);
  assert.throws(() => explained(new TypeError("not ours")), /not ours/);
});

function told(call: () => unknown): { say: string; again: boolean } {
  try {
    call();
  } catch (error) {
    return explained(error);
  }
  throw new Error("nothing was thrown");
}

test("a policy dispatches a ticket, and the log hears of it", () => {
  const lines: string[] = [];
  using host = dispatching(() => "zhang.min", lines);
  using desk = new Desk(host);
  desk.open("T-1", { impact: "high" });
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
  assert.equal(desk.engine.getSync("acme", "T-1", desk.agent, minutes(1)).owner, "zhang.min");
  assert.ok(lines.some((line) => line.startsWith("info pack.deployed")), lines.join("\n"));
});

test("a ladder asks the host's escalation when a promise is broken", () => {
  const lines: string[] = [];
  using host = dispatching(() => "zhang.min", lines);
  using desk = new Desk(host);
  desk.open("T-1", { impact: "high" });
  desk.engine.advanceSync(minutes(16));
  const kinds = desk.engine.takeEffectsSync(minutes(16)).map((effect) => effect.kind);
  assert.deepEqual(kinds, ["notify"]);
});

test("effects are worked off one after another, and one that fails comes again later", async () => {
  using desk = new Desk();
  for (const ticket of ["T-1", "T-2"]) {
    desk.open(ticket);
    desk.engine.sendSync("acme", ticket, "dispatch", desk.agent, minutes(1));
  }
  const done = await workOff(desk.engine, async (ticket) => {
    if (ticket === "T-2") throw new Error("no answer");
  });
  assert.equal(done, 1);
  assert.equal((await desk.store.counters()).effects_waiting, 1);
});

test("the loop works deadlines off and ends when it is told to", async () => {
  using desk = new Desk();
  desk.open("T-1", { impact: "high" });
  const stop = new AbortController();
  const loop = keepTime(desk.engine, stop.signal);
  while (desk.engine.counters().deadlines_total === 0) await new Promise(setImmediate);
  stop.abort();
  await loop;
  assert.equal(desk.engine.clockSync("acme", "T-1", "respond", desk.agent, new Date()).breached, true);
});

test("all open tickets come page by page", async () => {
  using desk = new Desk();
  for (let n = 1; n <= 5; ++n) desk.open(`T-${n}`);
  assert.deepEqual((await openNumbers(desk.engine, desk.agent)).sort(), ["1", "2", "3", "4", "5"]);
});

const agent = { id: "li.wei", roles: ["agent"] };

test("rows that a program keeps itself carry a ticket through its life", () => {
  using desk = new Desk();
  const rows = new Rows(desk.pack);
  const decide = (command: Partial<Command>, at: Date) => rows.decide("acme", "T-1", { actor: agent, ...command } as Command, at);
  assert.equal(decide({ op: "open", workflow: "request", data: { customer: "Ms Chen" } }, nine).verdict, "decided");
  const dispatched = decide({ op: "send", event: "dispatch" }, minutes(1));
  assert.deepEqual(dispatched.rows!.at, minutes(1));
  assert.deepEqual(dispatched.rows!.effects.map((effect) => effect.kind), ["ask"]);
  assert.equal(decide({ op: "send", event: "confirm" }, minutes(2)).verdict, "rejected");
  assert.equal(rows.view("acme", "T-1", desk.agent, minutes(2)).data["customer"], "Ms Chen");
});

test("an effect for other tickets is carried out by commands, once", () => {
  using desk = new Desk();
  const rows = new Rows(desk.pack);
  const decide = (ticket: string, command: Partial<Command>, at: Date) =>
    rows.decide("acme", ticket, { actor: agent, ...command } as Command, at);
  decide("T-1", { op: "open", workflow: "request", data: { customer: "a" } }, nine);
  decide("T-2", { op: "open", workflow: "request", parent: "T-1", data: { customer: "b" } }, nine);
  decide("T-1", { op: "send", event: "dispatch" }, minutes(1));
  const [effect] = decide("T-1", { op: "send", event: "tell" }, minutes(2)).rows!.effects;
  assert.equal(effect!.signal, true);
  const signal = { tenant: "acme", ticket: "T-1", key: effect!.key, kind: effect!.kind, payload: effect!.payload };
  assert.equal(thrown(() => rows.commands(signal)), "InvalidError capi.children_needed");
  const commands = rows.commands({ ...signal, children: ["T-2"] });
  assert.deepEqual(commands.map((each) => each.ticket), ["T-2"]);
  assert.equal(rows.decide("acme", "T-2", commands[0]!, minutes(2)).verdict, "decided");
  assert.equal(rows.decide("acme", "T-2", commands[0]!, minutes(3)).verdict, "repeated");
});

test("tickets in a SQLite file are there when it is opened again, and a file in use names its user", async () => {
  const folder = mkdtempSync(join(tmpdir(), "itr-node-"));
  await leavesNothingOpen(async () => {
    const path = join(folder, "tickets.db");
    using engine = await openFile(path);
    assert.equal(thrown(() => Store.openSqliteSync(path)), "FailedError store.locked");
    engine.close();
    await assert.rejects(Store.openSqlite(join(folder, "no", "such.db")), FailedError);
    using desk = new Desk(undefined, await Store.openSqlite(path));
    desk.open("T-1");
    desk.store.close();
    desk.engine.close();
    using again = await openFile(path);
    assert.equal((await again.get("acme", "T-1", desk.agent, nine)).version, 1);
  });
  rmSync(folder, { recursive: true });
});
