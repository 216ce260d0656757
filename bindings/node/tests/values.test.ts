import { strict as assert } from "node:assert";
import { test } from "node:test";
import { Duration, Expression, Pack, type Value } from "itr";
import { Desk, minutes, nine, thrown } from "./support.js";

/** The value after a way through the library and back. */
function returned(value: Value): Value {
  using expression = new Expression("it", { variables: { it: "dyn" } });
  return expression.evaluate({ it: value });
}

test("values keep their kind through the library", () => {
  const values: Value[] = [
    null, true, "text", "\u{1F600} \u2028", 0, -5, 1.5, 1e300, 2 ** 53 - 1, 9007199254740993n, -(2n ** 63n), NaN, Infinity, -Infinity,
    nine, new Duration(5_400_000), new Duration(-1500), new Uint8Array([0, 255, 16]), [1, [2, null]], { a: 1, b: { c: nine } },
    new Map<Value, Value>([[1, "one"], [true, nine]]),
  ];
  for (const value of values) assert.deepEqual(returned(value), value);
});

test("an object whose only key looks like a kind is kept as it is", () => {
  const trap = new Map<Value, Value>([["$time", "not a time"]]);
  assert.deepEqual(returned({ $time: "not a time" }), trap);
});

test("unsigned integers beyond 2^53 are exact", () => {
  using expression = new Expression("18446744073709551615u");
  assert.deepEqual(expression.evaluateTyped(), { type: "uint", v: 1, value: 18446744073709551615n });
  using text = new Expression(`'{"$uint":12345678901234567890}'`);
  assert.equal(text.evaluate(), '{"$uint":12345678901234567890}');
});

test("what is no value of a ticket is refused before it goes in", () => {
  assert.match(thrown(() => returned((() => 1) as never)), /^TypeError expected a value of a ticket/);
  assert.match(thrown(() => returned(2n ** 64n)), /^RangeError expected an integer of 64 bits/);
  assert.match(thrown(() => returned(new Date("never"))), /^RangeError/);
});

test("instants of documents are dates, lengths are milliseconds", () => {
  using desk = new Desk();
  desk.open("T-1", { impact: "high" });
  const ticket = desk.engine.getSync("acme", "T-1", desk.agent, minutes(5));
  assert.deepEqual(ticket.opened_at, nine);
  const clock = ticket.clocks.find((each) => each.name === "respond")!;
  assert.deepEqual([clock.due, clock.elapsed, clock.target, clock.remaining], [minutes(15), 300_000, 900_000, 600_000]);
  assert.equal(clock.elapsed_real, 300_000);
  const reading = desk.engine.clockSync("acme", "T-1", "respond", desk.agent, minutes(20));
  assert.deepEqual([reading.due, reading.remaining, reading.breached, reading.phase], [minutes(15), -300_000, false, "running"]);
});

test("instants go in as dates, as milliseconds and as texts of documents", () => {
  using desk = new Desk();
  const open = (ticket: string, at: Date | string) => desk.engine.executeSync(
    { op: "open", ...desk.head(ticket), workflow: "request", data: { customer: "a" }, happened_at: at as Date }, minutes(10).getTime());
  assert.equal(open("T-1", minutes(5)).ok, true);
  assert.equal(open("T-2", "2026-03-02T17:05:00+08:00").ok, true);
  for (const ticket of ["T-1", "T-2"])
    assert.deepEqual(desk.engine.clocksSync("acme", ticket, desk.agent, minutes(10))[0]!.origin, minutes(5));
});

test("working time is counted in dates and milliseconds", () => {
  using desk = new Desk();
  using office = desk.pack.calendar("office");
  const monday = new Date("2026-03-02T09:00:00+08:00");
  assert.deepEqual(office.add(monday, 4 * 3_600_000), new Date("2026-03-02T14:00:00+08:00"));
  assert.equal(office.between(monday, new Date("2026-03-03T09:00:00+08:00")), 8 * 3_600_000);
  assert.equal(office.isOpen(monday), true);
  assert.deepEqual(office.nextOpen(new Date("2026-03-07T09:00:00+08:00")), new Date("2026-03-09T09:00:00+08:00"));
  assert.deepEqual(office.nextClose(monday), new Date("2026-03-02T12:00:00+08:00"));
  assert.deepEqual(office.due(monday, "2 working days by 16:00"), new Date("2026-03-04T16:00:00+08:00"));
  assert.equal(office.due(monday, "unlimited"), null);
  assert.equal(office.isKnown(new Date("2027-02-01T00:00:00Z")), false);
  assert.equal(thrown(() => office.due(monday, "50% of resolve")), "InvalidError capi.target_needs_ticket");
  assert.equal(thrown(() => desk.pack.calendar("moon")), "NotFoundError capi.unknown_name");
});

test("a pack tells what is in it, and comes back from its canonical form", async () => {
  using desk = new Desk();
  const { pack } = desk;
  assert.deepEqual(pack.describe().workflows, ["request"]);
  assert.match(pack.hash, /^[0-9a-f]{64}$/);
  using again = await Pack.loadCanonical(pack.canonical());
  assert.equal(again.hash, pack.hash);
  assert.match(pack.mermaid("request"), /^stateDiagram-v2/);
  assert.match(pack.dot("request", "en"), /^digraph/);
  assert.equal((await pack.runScenarios()).failed, 0);
  assert.equal(pack.diagnostics().valid, true);
});
