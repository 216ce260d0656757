// The same lifecycle for XState: the same states, guards and fields. With clocks, what the pack measures is there too: two
// promises in regions of their own, of which one pauses while the customer is waited for.
import { assign, createActor, createMachine, SimulatedClock } from "xstate";

const major = ({ context }) => context.severity === "major" && context.contract_active;
const same = ({ context }) => context.customer === context.requester;
const set = (...names) => assign(Object.fromEntries(names.map((name) => [name, ({ event }) => event[name]])));

const steps = [
  ["new", "register", "registered", ({ context }) => context.channel !== undefined, set("desk")],
  ["registered", "authorize", "authorized", major, set("approver")],
  ["authorized", "dispatch", "dispatched", major, set("queue", "assignee")],
  ["dispatched", "validate", "validated", ({ context }) => context.assignee !== "", set("info")],
  ["validated", "request_info", "waiting", major, set("info")],
  ["waiting", "info_received", "informed", same, set("info")],
  ["informed", "diagnose", "diagnosed", ({ context }) => context.severity !== "none", set("cause")],
  ["diagnosed", "prepare", "prepared", ({ context }) => context.cause !== "", set("solution")],
  ["prepared", "deliver", "delivered", ({ context }) => context.solution !== "", set("info")],
  ["delivered", "confirm", "confirmed", same, set("confirmed")],
  ["confirmed", "survey", "surveyed", major, set("score")],
  ["surveyed", "close", "closed", ({ context }) => context.confirmed === "yes", set("info")],
];

const states = { closed: { type: "final" } };
for (const [from, event, target, guard, actions] of steps) states[from] = { on: { [event]: { target, guard, actions } } };

const plain = createMachine({ id: "request", initial: "new", context: ({ input }) => ({ ...input }), states });

const minutes = (count) => count * 60_000;
const withClocks = createMachine({
  id: "request",
  type: "parallel",
  context: ({ input }) => ({ ...input }),
  states: {
    life: { initial: "new", states },
    respond: {
      initial: "idle",
      states: {
        idle: { on: { register: "running" } },
        running: { on: { validate: "met" }, after: { [minutes(30)]: "breached" } },
        breached: { on: { validate: "missed" } },
        met: { type: "final" },
        missed: { type: "final" },
      },
    },
    resolve: {
      initial: "idle",
      states: {
        idle: { on: { register: "running" } },
        running: { on: { request_info: "paused", deliver: "met" }, after: { [minutes(480)]: "breached" } },
        paused: { on: { info_received: "running" } },
        breached: { on: { deliver: "missed" } },
        met: { type: "final" },
        missed: { type: "final" },
      },
    },
  },
});

function live(machine, script, options, afterEach) {
  const actor = createActor(machine, { input: script.data, ...options });
  actor.start();
  for (const { event, data } of script.events) {
    actor.send({ type: event, ...data });
    afterEach?.(actor);
  }
  if (actor.getSnapshot().status !== "done") throw new Error("XState did not come to the end");
}

/** What is kept of a machine after each event, as its documentation has it. */
const kept = new Map();
const keep = (actor) => kept.set(actor.sessionId, JSON.stringify(actor.getPersistedSnapshot()));

export const xstate = {
  "XState, states alone": (script) => live(plain, script),
  "XState, states, kept": (script) => (live(plain, script, {}, keep), kept.clear()),
  "XState, with both clocks": (script) => live(withClocks, script, { clock: new SimulatedClock() }),
  "XState, with both clocks, kept": (script) => (live(withClocks, script, { clock: new SimulatedClock() }, keep), kept.clear()),
};
