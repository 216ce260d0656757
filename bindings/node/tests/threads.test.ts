import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Actor, Engine, Host, Store } from "itr";
import { Desk, minutes, sources } from "./support.js";

test("calls run side by side on many tickets", async () => {
  using desk = new Desk();
  const tickets = Array.from({ length: 200 }, (_, n) => `T-${n}`);
  await Promise.all(tickets.map(async (ticket) => {
    const opened = await desk.engine.execute(
      { op: "open", ...desk.head(ticket), workflow: "request", data: { customer: "acme" } }, minutes(0));
    assert.equal(opened.ok, true);
    await desk.engine.send("acme", ticket, "dispatch", desk.agent, minutes(1));
    assert.deepEqual((await desk.engine.get("acme", ticket, desk.agent, minutes(1))).states, ["handling.working"]);
  }));
  assert.equal((await desk.store.counters()).tickets, 200);
});

test("a call at once on a ticket whose policy is being asked waits for nobody who waits for it", async () => {
  const order: string[] = [];
  using host = new Host({ assignments: { dispatcher: () => (order.push("asked"), { owner: "zhang.min" }) } });
  using desk = new Desk(host);
  for (let n = 0; n < 50; ++n) {
    desk.open(`T-${n}`);
    const sent = desk.engine.send("acme", `T-${n}`, "dispatch", desk.agent, minutes(1));
    // The other thread may hold the ticket now, and wait for this one to answer as the policy.
    const seen = desk.engine.executeSync({ op: "comment", ...desk.head(`T-${n}`), text: "hello" }, minutes(2));
    assert.equal(seen.ok, true);
    await sent.catch((error: unknown) => assert.match(String(error), /later than/));
  }
  assert.ok(order.length > 0);
});

test("many commands may ask policies at the same time", async () => {
  let asked = 0;
  using host = new Host({ assignments: { dispatcher: () => (++asked, { owner: "zhang.min" }) } });
  using desk = new Desk(host);
  const tickets = Array.from({ length: 50 }, (_, n) => `T-${n}`);
  tickets.forEach((ticket) => desk.open(ticket));
  await Promise.all(tickets.map((ticket) => desk.engine.send("acme", ticket, "dispatch", desk.agent, minutes(1))));
  assert.equal(asked, 50);
});

for (const end of ["process.exit(0)", "throw new Error('the end')", "setTimeout(() => process.exit(0), 3)", ""]) {
  test(`calls that ask policies end as they would have when the program ends by ${end || "having nothing to do"}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "itr-node-"));
    const program = `
      import { Actor, Engine, Host, Pack, Store } from "itr";
      const host = new Host({ log: () => undefined, assignments: { dispatcher: () => ({ owner: "zhang.min" }) } });
      const engine = Engine.openSync(Store.openSqliteSync(${JSON.stringify(join(folder, "t.db"))}), { host });
      const agent = new Actor({ id: "a", roles: ["agent"] });
      engine.deploySync(Pack.loadFolderSync(${JSON.stringify(join(sources, "tests/capi/desk"))}), Actor.system(), 0);
      for (let n = 0; n < 20; ++n) {
        engine.executeSync({ op: "open", tenant: "t", ticket: "T-" + n, actor: agent, workflow: "request", data: { customer: "c" } }, 0);
        engine.send("t", "T-" + n, "dispatch", agent, 1).catch(() => undefined);
      }
      ${end}`;
    const child = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", timeout: 60_000 });
    assert.equal(child.signal, null, "it did not end");
    assert.equal(child.status, end.startsWith("throw") ? 1 : 0, child.stderr);
    using engine = Engine.openSync(Store.openSqliteSync(join(folder, "t.db")));
    using system = Actor.system();
    const owners = engine.querySync({ tenant: "t" }, system).tickets.map((row) => row.owner);
    assert.deepEqual(owners, Array.from({ length: 20 }, () => "zhang.min"));
    engine.close();
    rmSync(folder, { recursive: true });
  });
}

const inWorker = `
  const { parentPort } = require("node:worker_threads");
  import("itr").then(async (itr) => {
    const host = new itr.Host({ log: (level, event) => parentPort.postMessage(event) });
    const engine = await itr.Engine.open(itr.Store.openMemory(), { host });
    await engine.deploy(await itr.Pack.load("pack: p\\nversion: 1.0.0\\n---\\nworkflow: w\\nstates: {a: {}}\\n"),
      itr.Actor.system(), new Date());
    parentPort.postMessage((await engine.deployments())[0].name);
  });`;

test("a worker has engines of its own", async () => {
  const worker = new Worker(inWorker, { eval: true });
  const said: string[] = [];
  worker.on("message", (message: string) => said.push(message));
  const code = await new Promise<number>((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  assert.equal(code, 0);
  assert.deepEqual(said.sort(), ["p", "pack.deployed"]);
});

test("a worker may be ended while its policy is asked", async () => {
  const worker = new Worker(`
    const { parentPort } = require("node:worker_threads");
    import("itr").then(async (itr) => {
      const host = new itr.Host({ assignments: { dispatcher: () => { parentPort.postMessage("asked"); while (true); } } });
      const engine = await itr.Engine.open(itr.Store.openMemory(), { host });
      const pack = await itr.Pack.loadFolder(${JSON.stringify(process.env["ITR_SOURCE"] + "/tests/capi/desk")});
      const agent = new itr.Actor({ id: "a", roles: ["agent"] });
      await engine.deploy(pack, itr.Actor.system(), 0);
      await engine.execute({ op: "open", tenant: "t", ticket: "1", actor: agent, workflow: "request", data: { customer: "c" } }, 0);
      await engine.send("t", "1", "dispatch", agent, 1);
    });`, { eval: true });
  await new Promise<void>((resolve, reject) => worker.on("message", () => resolve()).on("error", reject));
  await worker.terminate();
});
