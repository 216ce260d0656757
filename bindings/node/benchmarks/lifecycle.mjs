// The lifecycle of twelve events on the memory store: commands a second through this binding, the share of the time that is
// spent in it, and XState on the same lifecycle, by turns in the same run. Each figure is the median of the turns.
//
//   lifecycle.mjs [TURNS]     ITR_IN_C: the program in_c, which does the same through itr.h alone
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { Actor, Engine, Pack, Store } from "itr";
import { xstate } from "./xstate.mjs";

const turns = Number(process.argv[2] ?? 15);
const ticketsATurn = 400;
const commandsATicket = 13;
const start = Date.parse("2026-03-02T09:00:00+08:00");
const yaml = readFileSync(new URL("lifecycle.yaml", import.meta.url), "utf8");

const script = {
  data: { severity: "major", contract_active: true, channel: "web", customer: "acme", requester: "acme" },
  events: [
    ["register", { desk: "desk-1" }], ["authorize", { approver: "mgr-2" }], ["dispatch", { queue: "net", assignee: "li.wei" }],
    ["validate", { info: "ok" }], ["request_info", { info: "need-logs" }], ["info_received", { info: "logs.tgz" }],
    ["diagnose", { cause: "dns" }], ["prepare", { solution: "restart" }], ["deliver", { info: "sent" }],
    ["confirm", { confirmed: "yes" }], ["survey", { score: "5" }], ["close", { info: "done" }],
  ].map(([event, data]) => ({ event, data })),
};
const actor = { id: "li.wei", roles: ["desk"] };

function must(outcome) {
  if (!outcome.ok) throw new Error(outcome.message);
}

const engine = Engine.openSync(Store.openMemory());
engine.deploySync(Pack.loadSync(yaml), Actor.system(), start);
let number = 0;

function commandsOf(ticket) {
  const head = { tenant: "t", ticket, actor };
  return [
    { op: "open", ...head, workflow: "request", number: "1", data: script.data },
    ...script.events.map(({ event, data }) => ({ op: "send", ...head, event, data })),
  ];
}

const ours = {
  "itr, one command at a time": () => {
    commandsOf(`T-${++number}`).forEach((command, n) => must(engine.executeSync(command, start + n * 60_000)));
  },
  "itr, a ticket in one batch": () => {
    engine.executeBatchSync(commandsOf(`T-${++number}`), start).forEach(must);
  },
};

const programs = { ...ours, ...Object.fromEntries(Object.entries(xstate).map(([name, live]) => [name, () => live(script)])) };
const took = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
for (let turn = -2; turn < turns; ++turn) {
  for (const [name, live] of Object.entries(programs)) {
    const begin = performance.now();
    for (let i = 0; i < ticketsATurn; ++i) live();
    if (turn >= 0) took[name].push((performance.now() - begin) * 1e6 / (ticketsATurn * commandsATicket));
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const ns = Object.fromEntries(Object.entries(took).map(([name, each]) => [name, median(each)]));
console.log(`${"ns a command".padEnd(36)} ${"median".padStart(10)} ${"commands/s".padStart(12)}`);
for (const [name, each] of Object.entries(ns))
  console.log(`${name.padEnd(36)} ${each.toFixed(0).padStart(10)} ${(1e9 / each).toFixed(0).padStart(12)}`);
if (process.env.ITR_IN_C) {
  const inC = Number(execFileSync(process.env.ITR_IN_C, [String(turns)], {
    input: [{ files: [{ path: "lifecycle.yaml", text: yaml }] }, ...commandsOf("T-%")].map((each) => `${JSON.stringify(each)}\0`).join(""),
    encoding: "utf8",
  }));
  const share = 1 - inC / ns["itr, one command at a time"];
  console.log(`${"the same through itr.h from C".padEnd(36)} ${inC.toFixed(0).padStart(10)} ${(1e9 / inC).toFixed(0).padStart(12)}`);
  console.log(`share spent in the binding: ${(100 * share).toFixed(0)} %`);
}
