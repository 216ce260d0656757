import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import {
  Actor, Expression, FailedError, Host, InvalidError, ItrError, LibraryError, MisuseError, NotFoundError, Pack, RejectedError,
  Store,
} from "itr";
import { Desk, minutes, nine, rejected, thrown } from "./support.js";

test("each status is a class of its own, and all are errors of itr", () => {
  using desk = new Desk();
  desk.open("T-1");
  const send = (event: string) => () => desk.engine.sendSync("acme", "T-1", event, desk.agent, minutes(1));
  assert.throws(send("confirm"), RejectedError);
  assert.throws(() => desk.engine.getSync("acme", "nobody", desk.agent, nine), NotFoundError);
  assert.throws(() => new Actor({ id: "x", rolls: [] } as never), InvalidError);
  assert.throws(() => Store.openSqliteSync("/no/such/folder/t.db"), FailedError);
  const other = Actor.system();
  other.close();
  assert.throws(() => desk.engine.sendSync("acme", "T-1", "tell", other, nine), MisuseError);
  assert.throws(send("confirm"), ItrError);
});

test("an error has its stable code, its sentence and its status", () => {
  using desk = new Desk();
  assert.throws(
    () => desk.engine.getSync("acme", "nobody", desk.agent, nine),
    (error: ItrError) => error.code === "ticket.unknown" && error.status === "not_found" && error.message.includes("nobody")
      && error.diagnostics.length === 0 && error.name === "NotFoundError");
});

test("a refused event tells the version of the ticket all the same", () => {
  using desk = new Desk();
  desk.open("T-1");
  assert.throws(
    () => desk.engine.sendSync("acme", "T-1", "confirm", desk.agent, minutes(1)),
    (error: RejectedError) => error.outcome?.version === 1 && !error.outcome.repeated);
});

test("a command that is refused is an outcome and no error", async () => {
  using desk = new Desk();
  desk.open("T-1");
  const outcome = await desk.engine.execute({ op: "send", ...desk.head("T-1"), event: "confirm" }, minutes(1));
  assert.equal(outcome.ok, false);
  assert.equal(outcome.code, "event.unexpected");
});

test("a broken pack tells all that is wrong with it, with places", async () => {
  const broken = "pack: x\nversion: 1\nfoo: 2\n---\nworkflow: w\nstates: {}\n";
  await assert.rejects(Pack.load(broken), (error: InvalidError) =>
    error.code === "capi.pack_invalid"
      && error.diagnostics.map(({ line, code }) => `${line} ${code}`).join() === "3 pack.unknown_key,5 chart.no_children");
  const checked = Pack.checkSync(broken);
  assert.equal(checked.valid, false);
  assert.deepEqual(await Pack.check(broken), checked);
});

test("a broken expression tells where", () => {
  assert.throws(() => new Expression("1 +"), (error: InvalidError) =>
    error.code === "capi.expression_invalid" && error.diagnostics[0]!.column > 0);
  assert.equal(thrown(() => new Expression("9223372036854775807 + 1").evaluate()), "InvalidError expression.overflow");
});

test("promises are rejected with the same errors", async () => {
  using desk = new Desk();
  assert.equal(await rejected(desk.engine.get("acme", "nobody", desk.agent, nine)), "NotFoundError ticket.unknown");
  assert.equal(await rejected(desk.engine.execute({ op: "open" } as never, nine)), "InvalidError document.invalid");
  assert.equal(await rejected(Store.openSqlite("/no/such/folder/t.db")), "FailedError store.not_found");
});

test("half of a surrogate pair is refused, and nothing happens", async () => {
  using desk = new Desk();
  desk.open("T-1");
  const { engine, agent } = desk;
  const open = (ticket: string, data: Record<string, string>) =>
    ({ op: "open", ...desk.head(ticket), workflow: "request", data: { customer: "acme", ...data } }) as const;
  const long = "x".repeat(600);
  const calls: (() => unknown)[] = [
    () => engine.sendSync("acme", "T-\ud800", "tell", agent, nine),
    () => engine.sendSync("acme", "T-\ude42\ud83d", "tell", agent, nine),
    () => engine.sendSync("acme", "T-1", `${long}\ud83d`, agent, nine),
    () => engine.sendSync("acme", "T-1", "solve", agent, nine, { data: { cause: "\udc00" } }),
    () => engine.sendSync("acme", "T-1", "tell", agent, nine, { key: "\ud800" }),
    () => engine.getSync("acme\ud800", "T-1", agent, nine),
    () => engine.executeSync(open("T-\ud800", {}), nine),
    () => engine.executeSync(open("T-2", { customer: "Ms \ud83d Chen" }), nine),
    () => engine.executeSync(open("T-2", { "\\\ud83d": "x" }), nine),
    () => engine.executeBatchSync([open("T-2", {}), open("T-3", { customer: "\ud800" })], nine),
    () => engine.querySync({ tenant: "\ud800" }, agent),
    () => new Actor({ id: "\ud800", roles: ["agent"] }),
    () => new Expression("'\ud800'"),
    () => new Expression("x", { variables: { x: "string" } }).evaluate({ x: "\ud800" }),
    () => new Host({ assignments: { "\ud800": () => undefined } }),
    () => Pack.loadSync("pack: \ud800"),
    () => Store.openSqliteSync("no-such-folder/\ud800"),
  ];
  for (const call of calls) assert.equal(thrown(call), "MisuseError capi.not_utf8", String(call));
  assert.equal(await rejected(engine.get("acme", "T-\ud800", agent, nine)), "MisuseError capi.not_utf8");
  assert.equal(await rejected(engine.execute(open("T-\ud800", {}), nine)), "MisuseError capi.not_utf8");
  assert.deepEqual([desk.store.countersSync().tickets, engine.getSync("acme", "T-1", agent, nine).version], [1, 1]);
  const customer = "\ufffd \u{1f642} \\ud800 \\\\ud800";
  for (const id of ["T-\ufffd", "T-\u{1f642}"]) {
    desk.open(id, { customer });
    assert.equal(engine.getSync("acme", id, agent, nine).data["customer"], customer);
  }
});

test("a proposal with half of a surrogate pair is none", () => {
  const lines: string[] = [];
  const host = new Host({ assignments: { dispatcher: () => ({ team: "\ud800" }) }, log: (_, event) => void lines.push(event) });
  using desk = new Desk(host);
  desk.open("T-1");
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, nine);
  assert.equal(desk.engine.getSync("acme", "T-1", desk.agent, nine).team ?? "", "");
  assert.ok(lines.includes("policy.failed"));
});

function inFolder(folder: string | undefined) {
  const { ITR_LIBRARY_DIR: _, LD_LIBRARY_PATH: __, ...others } = process.env;
  const env = folder === undefined ? others : { ...others, ITR_LIBRARY_DIR: folder };
  const script = `import { Store, LibraryError } from "itr";
    try { Store.openMemory(); console.log("opened"); }
    catch (error) { console.log(error instanceof LibraryError, error.code, error.message); }`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { env, encoding: "utf8" });
  return child.stdout + child.stderr;
}

test("a library that is not there is an error that names what was looked for", () => {
  const told = inFolder("/nowhere");
  assert.match(told, /^true ERR_ITR_LIBRARY the library libitr\.so\.0 cannot be loaded as ITR_LIBRARY_DIR says:/);
  assert.match(told, /\/nowhere\/libitr\.so\.0/);
});

test("without a folder the loader of the system is asked", () => {
  assert.match(inFolder(undefined), /^opened|libitr\.so\.0: cannot open shared object file/);
  assert.ok(new LibraryError("what", ["a", "b"]).message === "what\n  a\n  b");
});
