import { strict as assert } from "node:assert";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Actor, Decider, Engine, Expression, Host, Pack, Store, openHandles } from "itr";
import { Desk, leavesNothingOpen, minutes, nine, rejected, thrown } from "./support.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

async function untilCollected(isDone: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !isDone(); ++turn) {
    await new Promise(setImmediate); // what a WeakRef was asked for lives until the end of the turn
    collect();
    await new Promise(setImmediate);
  }
  assert.ok(isDone(), "it was not collected");
}

test("a whole session leaves nothing open", async () => {
  await leavesNothingOpen(async () => {
    using host = new Host({ log: () => undefined, assignments: { dispatcher: () => ({ owner: "a" }) } });
    using desk = new Desk(host);
    desk.open("T-1");
    await desk.engine.send("acme", "T-1", "dispatch", desk.agent, minutes(1));
    for await (const effect of desk.engine.effects(() => minutes(2))) await effect.acknowledge();
    await desk.engine.get("acme", "T-1", desk.agent, minutes(2));
    using calendar = desk.pack.calendar("office");
    calendar.add(nine, 1);
    using expression = new Expression("1 + 1");
    assert.equal(expression.evaluate(), 2);
    using decider = new Decider(host);
    decider.addPack(desk.pack);
  });
});

test("errors leave nothing open, thrown or rejected", async () => {
  using desk = new Desk();
  await leavesNothingOpen(async () => {
    for (let turn = 0; turn < 100; ++turn) {
      thrown(() => desk.engine.getSync("acme", "nobody", desk.agent, nine));
      thrown(() => Pack.loadSync("pack: 1"));
      await Promise.all([rejected(desk.engine.get("acme", "nobody", desk.agent, nine)), rejected(Pack.load("pack: 1"))]);
    }
  });
});

test("`using` closes, also when the block ends by an error", async () => {
  await leavesNothingOpen(() => {
    assert.throws(() => {
      using store = Store.openMemory();
      using engine = Engine.openSync(store);
      engine.counters();
      throw new Error("out");
    }, /out/);
  });
});

test("closing twice is no mistake", async () => {
  await leavesNothingOpen(() => {
    const actor = Actor.system();
    actor.close();
    actor.close();
    actor[Symbol.dispose]();
  });
});

test("an engine goes on when its store, host and pack are closed", () => {
  let asked = 0;
  const host = new Host({ assignments: { dispatcher: () => (++asked, { owner: "a" }) } });
  using desk = new Desk(host);
  host.close();
  desk.store.close();
  desk.pack.close();
  desk.open("T-1");
  desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
  assert.equal(asked, 1);
});

test("what nobody refers to is closed some time", async () => {
  const before = openHandles();
  (() => void [Actor.system(), Store.openMemory(), new Expression("1"), new Host()])();
  assert.ok(openHandles() > before);
  await untilCollected(() => openHandles() <= before);
});

test("a call that is under way keeps what it uses", async () => {
  const pending = (() => {
    const store = Store.openMemory();
    const engine = Engine.openSync(store);
    return Array.from({ length: 64 }, () => engine.nextDue());
  })();
  collect();
  await new Promise(setImmediate);
  collect();
  assert.deepEqual(new Set(await Promise.all(pending)), new Set([null]));
});

test("the host's functions go with what they were given to", async () => {
  const policy = { current: (() => ({ owner: "a" })) as () => { owner: string } };
  const seen = new WeakRef(policy.current);
  const desk = (() => {
    using host = new Host({ assignments: { dispatcher: policy.current } });
    return new Desk(host);
  })();
  policy.current = () => ({ owner: "b" });
  collect();
  assert.ok(seen.deref() !== undefined, "the engine keeps the policy");
  desk[Symbol.dispose]();
  await untilCollected(() => seen.deref() === undefined);
});
