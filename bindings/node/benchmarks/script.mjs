// The lifecycle that is measured: the commands of a ticket, event n at start + n minutes.
import { readFileSync } from "node:fs";

export const start = Date.parse("2026-03-02T09:00:00+08:00");
export const yaml = readFileSync(new URL("lifecycle.yaml", import.meta.url), "utf8");
export const at = (event) => start + event * 60_000;

export const script = {
  data: { severity: "major", contract_active: true, channel: "web", customer: "acme", requester: "acme" },
  events: [
    ["register", { desk: "desk-1" }], ["authorize", { approver: "mgr-2" }], ["dispatch", { queue: "net", assignee: "li.wei" }],
    ["validate", { info: "ok" }], ["request_info", { info: "need-logs" }], ["info_received", { info: "logs.tgz" }],
    ["diagnose", { cause: "dns" }], ["prepare", { solution: "restart" }], ["deliver", { info: "sent" }],
    ["confirm", { confirmed: "yes" }], ["survey", { score: "5" }], ["close", { info: "done" }],
  ].map(([event, data]) => ({ event, data })),
};

const actor = { id: "li.wei", roles: ["desk"] };

export function openingOf(ticket) {
  return { op: "open", tenant: "t", ticket, actor, workflow: "request", number: "1", data: script.data };
}

export function commandsOf(ticket) {
  const head = { tenant: "t", ticket, actor };
  return [
    openingOf(ticket),
    ...script.events.map(({ event, data }) => ({ op: "send", ...head, event, data })),
  ];
}

export const commandsATicket = script.events.length + 1;

export function must(outcome) {
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`);
}
