// One ticket, from its opening to its closing. The host says what time it is.
// [quick_start]
import { Actor, Engine, Pack, Store } from "itr";

const rules = `
pack: hello
version: 1.0.0
---
workflow: question
events: {answer: {role: desk, data: {reply: {type: string, required: true}}}}
data: {reply: string}
states: {asked: {on: {answer: {to: closed, do: [{set: {reply: "event.reply"}}]}}}, closed: {type: final}}
---
agreement: support
clocks: {answer: {stop: "inState('closed')"}}
goals: [{answer: 1h, calendar: 24x7}]
---
roles: {desk: {rights: [open, view]}}
`;

using pack = await Pack.load(rules);
using store = Store.openMemory();
using engine = await Engine.open(store);
using host = Actor.system();
using ann = new Actor({ id: "ann", roles: ["desk"] });

const nine = new Date("2026-03-02T09:00:00Z");
await engine.deploy(pack, host, nine);

const head = { tenant: "acme", ticket: "T-1", actor: ann };
await engine.execute({ op: "open", ...head, workflow: "question" }, nine);

const twenty = new Date("2026-03-02T09:20:00Z");
const clock = await engine.clock("acme", "T-1", "answer", ann, twenty);
console.log(`due ${clock.due?.toISOString()}, ${clock.remaining! / 60_000} minutes left`);

const outcome = await engine.execute({ op: "send", ...head, event: "answer", data: { reply: "On page 99." } }, twenty);
console.log(outcome.ok ? `version ${outcome.version}` : `${outcome.code}: ${outcome.message}`);

const ticket = await engine.get("acme", "T-1", ann, twenty);
console.log(ticket.states, ticket.data);
// [/quick_start]
