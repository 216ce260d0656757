import { strict as assert } from "node:assert";
import { test } from "node:test";
import { Actor, Calendar, Decider, Engine, Expression, Host, Pack, Store, openHandles } from "itr";
import { Desk, minutes, nine, rejected, thrown } from "./support.js";

test("what is closed is an error and not a crash", async () => {
  const desk = new Desk();
  const calendar = desk.pack.calendar("office");
  const expression = new Expression("1");
  const decider = new Decider();
  for (const each of [calendar, expression, decider]) each.close();
  desk[Symbol.dispose]();
  const closed = "MisuseError capi.closed_handle";
  assert.equal(thrown(() => desk.engine.nextDueSync()), closed);
  assert.equal(await rejected(desk.engine.nextDue()), closed);
  assert.equal(thrown(() => desk.store.countersSync()), closed);
  assert.equal(thrown(() => desk.pack.describe()), closed);
  assert.equal(thrown(() => Engine.openSync(desk.store)), closed);
  assert.equal(thrown(() => new Calendar(desk.pack, "office")), closed);
  assert.equal(thrown(() => calendar.isOpen(nine)), closed);
  assert.equal(thrown(() => expression.evaluate()), closed);
  assert.equal(thrown(() => decider.addPack(desk.pack)), closed);
});

test("a value of another type is a TypeError, as in Node.js itself", async () => {
  using desk = new Desk();
  const { engine, agent } = desk;
  const wrong = "TypeError ERR_INVALID_ARG_TYPE";
  assert.equal(thrown(() => engine.sendSync(5 as never, "T-1", "tell", agent, nine)), wrong);
  assert.equal(await rejected(engine.send("acme", {} as never, "tell", agent, nine)), wrong);
  assert.equal(thrown(() => engine.advanceSync("now" as never)), "TypeError at.getTime is not a function");
  assert.equal(thrown(() => desk.pack.calendar("office").add(nine, "1h" as never)), wrong);
  assert.equal(thrown(() => new Host({ log: "loud" as never })), wrong);
  assert.equal(thrown(() => new Decider().decide({ tenant: "a", ticket: "b" }, {} as never, nine, { entropy: "x" as never })), wrong);
});

test("an instant that is none, or out of range, is refused", () => {
  using desk = new Desk();
  assert.equal(thrown(() => desk.engine.advanceSync(new Date("never"))), "RangeError ERR_OUT_OF_RANGE");
  assert.equal(thrown(() => desk.engine.advanceSync(0.5)), "RangeError ERR_OUT_OF_RANGE");
  assert.equal(thrown(() => desk.engine.advanceSync(-Infinity)), "RangeError ERR_OUT_OF_RANGE");
  assert.equal(thrown(() => desk.engine.advanceSync(1e15)), "MisuseError capi.out_of_range");
  assert.equal(thrown(() => desk.engine.advanceSync(nine, 0)), "MisuseError capi.out_of_range");
  assert.equal(thrown(() => desk.engine.advanceSync(nine, 1e6)), "MisuseError capi.out_of_range");
});

test("names that are too long or broken are refused", () => {
  using desk = new Desk();
  const send = (ticket: string) => thrown(() => desk.engine.sendSync("acme", ticket, "tell", desk.agent, nine));
  assert.equal(send("T".repeat(65)), "MisuseError capi.too_long");
  assert.equal(send("T".repeat(100_000)), "MisuseError capi.too_long");
  assert.match(send(""), /^MisuseError|^InvalidError/);
  assert.match(send("a\0b"), /^InvalidError|^MisuseError/);
});

test("texts of any length and script come through whole", () => {
  const long = "说明书在哪里？😀 ".repeat(5000);
  for (const text of ["", "a".repeat(511), "é".repeat(255), "😀".repeat(127) + "ab", "x".repeat(508) + "😀", long]) {
    using expression = new Expression("text", { variables: { text: "string" } });
    assert.equal(expression.evaluate({ text }), text);
  }
});

test("within a policy only what is meant for callbacks may be called, in whatever thread the command runs", async () => {
  const said: string[] = [];
  using host = new Host({
    log: (_level, event, message) => void said.push(`${event} ${message}`),
    assignments: {
      dispatcher: () => {
        openHandles();
        said.push(thrown(() => desk.engine.getSync("acme", "T-1", desk.agent, nine)));
        void rejected(desk.engine.get("acme", "T-1", desk.agent, nine)).then((error) => said.push(`later ${error}`));
        return { owner: "zhang.min" };
      },
    },
  });
  using desk = new Desk(host);
  desk.open("T-1");
  desk.open("T-2");
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
  await desk.engine.send("acme", "T-2", "dispatch", desk.agent, minutes(1));
  const refusals = said.filter((line) => line.includes("reentrant"));
  assert.deepEqual(refusals.sort(), [
    "MisuseError capi.reentrant", "MisuseError capi.reentrant",
    "later MisuseError capi.reentrant", "later MisuseError capi.reentrant",
  ]);
});

test("a policy that throws, or answers later, proposes nothing and is told in the log", async () => {
  const said: string[] = [];
  const failing = [() => { throw new Error("no idea"); }, async () => ({ owner: "x" }), () => ({ owns: "x" }), () => undefined];
  for (const policy of failing) {
    using host = new Host({
      log: (level, event, message) => void (level === "warning" && said.push(`${event} ${message.split("\n")[0]}`)),
      assignments: { dispatcher: policy as never },
    });
    using desk = new Desk(host);
    desk.open("T-1");
    assert.equal(desk.engine.executeSync({ op: "send", ...desk.head("T-1"), event: "dispatch" }, minutes(1)).ok, true);
    assert.equal(desk.engine.getSync("acme", "T-1", desk.agent, minutes(1)).owner, undefined);
    desk.open("T-2");
    await desk.engine.send("acme", "T-2", "dispatch", desk.agent, minutes(1));
  }
  assert.ok(said.some((line) => line.includes("the policy 'dispatcher' failed: Error: no idea")), said.join("\n"));
  assert.ok(said.some((line) => line.includes("a policy answers at once")), said.join("\n"));
  assert.ok(said.some((line) => line.includes("owns")), said.join("\n"));
});

test("a log that throws harms nobody", async () => {
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  using host = new Host({ log: () => { throw new Error("the log is full"); } });
  using desk = new Desk(host);
  desk.open("T-1");
  assert.equal((await warned).message, "the log is full");
});

test("documents that are none are refused with a sentence", () => {
  assert.equal(thrown(() => new Actor({ id: 5 } as never)), "InvalidError document.invalid");
  assert.equal(thrown(() => Pack.loadCanonicalSync("{")), thrown(() => Pack.loadCanonicalSync("{")));
  assert.match(thrown(() => Pack.loadCanonicalSync("{")), /^InvalidError/);
  assert.match(thrown(() => Store.openSqliteSync("x.db", { synchronous: "sometimes" } as never)), /^InvalidError/);
  assert.equal(thrown(() => new Decider().decide({ tenant: "a", ticket: "b" }, { op: "wake", actor: {} }, nine,
    { entropy: new Uint8Array(3) })), "InvalidError capi.entropy_too_short");
});
