import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Actor, Engine, Host, Store, openHandles } from "itr";
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

test("a line of the log may be the last that refers to its function", async () => {
  using desk = new Desk();
  const lines: string[] = [];
  for (let turn = 1; turn <= 20; ++turn) {
    const host = new Host({ log: (_level, event) => void lines.push(event) });
    const engine = Engine.openSync(desk.store, { host });
    const deployed = engine.deploy(desk.pack, desk.system, minutes(turn));
    // Nothing of the log is worked off before the end of this turn, and by then nothing else refers to it.
    while (desk.engine.deploymentsSync().length < turn + 1);
    host.close();
    engine.close();
    await deployed;
  }
  while (lines.length < 20) await new Promise(setImmediate);
  assert.deepEqual(new Set(lines), new Set(["pack.deployed"]));
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

const endings = {
  "the event loop asks": "",
  "the end of the program asks": "process.exit(0);",
  "a call at once lets be asked": `engine.executeSync({ op: "comment", tenant: "t", ticket: "T-0", actor: agent, text: "hello" }, 2);`,
};
for (const [who, last] of Object.entries(endings)) {
  test(`a policy that ${who} may end the program: the call that waits for it goes on without a proposal`, () => {
    const folder = mkdtempSync(join(tmpdir(), "itr-node-"));
    const program = `
      import { Actor, Engine, Host, Pack, Store } from "itr";
      const host = new Host({ assignments: { dispatcher: () => process.exit(7) } });
      const engine = Engine.openSync(Store.openSqliteSync(${JSON.stringify(join(folder, "t.db"))}), { host });
      const agent = new Actor({ id: "a", roles: ["agent"] });
      engine.deploySync(Pack.loadFolderSync(${JSON.stringify(join(sources, "tests/capi/desk"))}), Actor.system(), 0);
      for (let n = 0; n < 20; ++n)
        engine.executeSync({ op: "open", tenant: "t", ticket: "T-" + n, actor: agent, workflow: "request", data: { customer: "c" } }, 0);
      for (let n = 0; n < 20; ++n) engine.send("t", "T-" + n, "dispatch", agent, 1).catch(() => undefined);
      ${last}`;
    const child = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", timeout: 60_000 });
    assert.deepEqual([child.signal, child.status], [null, 7], child.stderr);
    using engine = Engine.openSync(Store.openSqliteSync(join(folder, "t.db")));
    using system = Actor.system();
    const rows = engine.querySync({ tenant: "t" }, system).tickets;
    assert.deepEqual(rows.map((row) => [row.states[0], row.owner]), Array.from({ length: 20 }, () => ["handling.working", undefined]));
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

test("a thread that has the id of one that has ended is not taken for it", () => {
  const program = `
    import { once } from "node:events";
    import { Worker } from "node:worker_threads";
    import { raw } from "itr/raw";
    const work = (body, workerData) => new Worker(
      'const { parentPort, workerData } = require("node:worker_threads"); import("itr/raw").then(({ raw }) => { ' + body + ' });',
      { eval: true, execArgv: [], workerData });
    const first = work(\`
      const host = raw().itr_host_open();
      raw().itr_host_add_assignment(host, "dispatcher", () => '{"owner":"zhang.min"}');
      parentPort.once("message", () => undefined);
      parentPort.postMessage(host);\`);
    const [host] = await once(first, "message");
    const engine = raw().itr_engine_open(raw().itr_store_open_memory(), host, null);
    first.postMessage("the engine keeps the policy");
    await once(first, "exit");
    const agent = raw().itr_actor_open('{"id":"a","roles":["agent"]}');
    const pack = raw().itr_pack_load_folder(${JSON.stringify(join(sources, "tests/capi/desk"))}, null);
    raw().itr_engine_deploy(engine, pack, raw().itr_actor_open('{"roles":["system"]}'), 0);
    raw().itr_engine_execute(engine, JSON.stringify({ op: "open", tenant: "t", ticket: "1", actor: { id: "a", roles: ["agent"] },
      workflow: "request", data: { customer: "c" } }), 0);
    // The system gives the next thread of the same kind the number of the one before.
    const second = work('raw().itr_engine_send(workerData.engine, "t", "1", "dispatch", null, -1, workerData.agent, 1);', { engine, agent });
    await once(second, "exit");
    const { version, owner } = JSON.parse(raw().itr_engine_get(engine, "t", "1", agent, 1));
    console.log(version, owner);`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", timeout: 60_000 });
  assert.deepEqual([child.signal, child.status, child.stdout], [null, 0, "2 undefined\n"], child.stderr);
});

const leavesAllOpen = `
  const { parentPort, workerData } = require("node:worker_threads");
  import("itr").then(async (itr) => {
    const host = new itr.Host({ log: () => undefined, assignments: { dispatcher: () => undefined } });
    const engine = await itr.Engine.open(await itr.Store.openSqlite(workerData.path), { host });
    const pack = await itr.Pack.load("pack: p\\nversion: 1.0.0\\n---\\nworkflow: w\\nstates: {a: {}}\\n");
    await engine.deploy(pack, itr.Actor.system(), 0);
    new itr.Decider(host).addPack(pack);
    new itr.Expression("1");
    void engine.nextDue(); // and a call that nobody waits for
    parentPort.postMessage("opened");
    eval(workerData.end);
  });`;

for (const end of ["", "process.exit(0)", "while (true);"]) {
  test(`a worker that ends by ${end || "having nothing to do"} leaves nothing open, so that the next one has its file`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "itr-node-"));
    const before = openHandles();
    for (let turn = 1; turn <= 2; ++turn) {
      const worker = new Worker(leavesAllOpen, { eval: true, workerData: { path: join(folder, "t.db"), end } });
      const ended = new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
      await Promise.race([once(worker, "message"), ended]);
      if (end.startsWith("while")) await worker.terminate();
      await ended;
      assert.equal(openHandles(), before);
    }
    rmSync(folder, { recursive: true });
  });
}

const endsInPolicy = `
  const { parentPort, workerData } = require("node:worker_threads");
  import("itr").then(async (itr) => {
    const host = new itr.Host({ assignments: { dispatcher: () => { parentPort.postMessage("asked"); eval(workerData.end); } } });
    const engine = await itr.Engine.open(itr.Store.openMemory(), { host });
    const pack = await itr.Pack.loadFolder(${JSON.stringify(join(sources, "tests/capi/desk"))});
    const agent = new itr.Actor({ id: "a", roles: ["agent"] });
    await engine.deploy(pack, itr.Actor.system(), 0);
    await engine.execute({ op: "open", tenant: "t", ticket: "1", actor: agent, workflow: "request", data: { customer: "c" } }, 0);
    await engine.send("t", "1", "dispatch", agent, 1);
  });`;

test("a worker may be ended while its policy is asked", async () => {
  const worker = new Worker(endsInPolicy, { eval: true, workerData: { end: "while (true);" } });
  await once(worker, "message");
  await worker.terminate();
});

test("a worker may end in a policy that another thread's call waits for", async () => {
  const worker = new Worker(endsInPolicy, { eval: true, workerData: { end: "process.exit(7)" } });
  assert.deepEqual(await once(worker, "exit"), [7]);
});
