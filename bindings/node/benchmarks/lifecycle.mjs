// The lifecycle of twelve events on the memory store: commands a second through this binding, the share of the time that is
// spent in it, and XState on the same lifecycle, by turns in the same run. Each figure is the median of the turns, in CPU time of
// the process (what collects garbage included), so that a busy machine slows all of them alike.
//
// Fails where XState is faster.
//
//   lifecycle.mjs [TURNS]     ITR_IN_C: the program in_c, which does the same through itr.h alone
import { execFileSync } from "node:child_process";
import { Actor, Engine, Pack, Store } from "itr";
import { at, commandsATicket, commandsOf, must, openingOf, script, start, yaml } from "./script.mjs";
import { verdictOf } from "./verdict.mjs";
import { xstate } from "./xstate.mjs";

const turns = Number(process.argv[2] ?? 15);
const warmUps = 2;
const ticketsATurn = 400;

const pack = Pack.loadSync(yaml);
const system = Actor.system();

/** Nanoseconds a command. */
function timed(live) {
  const begin = process.cpuUsage();
  for (let i = 0; i < ticketsATurn; ++i) live(`T-${i}`);
  const { user, system } = process.cpuUsage(begin);
  return ((user + system) * 1000) / (ticketsATurn * commandsATicket);
}

const inputOfC = [{ files: [{ path: "lifecycle.yaml", text: yaml }] }, ...commandsOf("T-%")].map((each) => `${JSON.stringify(each)}\0`).join("");
const ours = "itr, a command a call";
const sent = "itr, an event a call";
const desk = new Actor({ id: "li.wei", roles: ["desk"] });

/** The opening as a command, each event with the call for events. */
function send(engine, ticket) {
  must(engine.executeSync(openingOf(ticket), at(0)));
  script.events.forEach(({ event, data }, n) => engine.sendSync("t", ticket, event, desk, at(n + 1), { data }));
}

const inC = "itr.h from C, a command a call";

/** The same on an engine of its own: no turn carries the tickets of those before. */
function timedOn(live) {
  const store = Store.openMemory();
  const engine = Engine.openSync(store);
  engine.deploySync(pack, system, start);
  const ns = timed((ticket) => live(engine, ticket));
  engine.close();
  store.close();
  return ns;
}

const programs = {
  [sent]: () => timedOn(send),
  [ours]: () => timedOn((engine, ticket) => commandsOf(ticket).forEach((command, n) => must(engine.executeSync(command, at(n))))),
  "itr, a ticket a call": () => timedOn((engine, ticket) => engine.executeBatchSync(commandsOf(ticket), start).forEach(must)),
  ...(process.env.ITR_IN_C && { [inC]: () => Number(execFileSync(process.env.ITR_IN_C, ["1"], { input: inputOfC })) }),
  ...Object.fromEntries(Object.entries(xstate).map(([name, live]) => [name, () => timed(() => live(script))])),
};

const took = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
for (let turn = -warmUps; turn < turns; ++turn) {
  for (const [name, measure] of Object.entries(programs)) {
    const ns = measure();
    if (turn >= 0) took[name].push(ns);
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const ns = Object.fromEntries(Object.entries(took).map(([name, each]) => [name, median(each)]));
console.log(`${"".padEnd(34)} ${"ns/command".padStart(10)} ${"commands/s".padStart(11)} ${"by itr".padStart(7)}   (medians of ${turns})`);
for (const [name, each] of Object.entries(ns))
  console.log(`${name.padEnd(34)} ${each.toFixed(0).padStart(10)} ${(1e9 / each).toFixed(0).padStart(11)} ${(each / ns[sent]).toFixed(2).padStart(7)}`);
if (ns[inC]) console.log(`share spent in the binding: ${(100 * (1 - ns[inC] / ns[ours])).toFixed(0)} %`);

const { isKept, text } = verdictOf(ns, sent, Object.keys(xstate));
console.log(text);
process.exitCode = isKept ? 0 : 1;
