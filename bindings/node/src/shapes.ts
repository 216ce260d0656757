// Where instants, lengths and data are in the documents that come out. Made by tools/generate.mjs from bindings/api.json and docs/capi.schema.json; not to be edited.

export type Shape = "instant" | "length" | "data" | readonly [Shape] | { readonly [member: string]: Shape };

export const shapes = {
  clocks: { clocks: [{ origin: "instant", elapsed: "length", elapsed_real: "length", target: "length", remaining: "length", due: "instant" }] },
  decision: { rows: { at: "instant", summary: { opened_at: "instant", changed_at: "instant" }, next_due: "instant", effects: [{ available_at: "instant" }] } },
  deployments: { deployments: [{ at: "instant" }] },
  effects: { effects: [{ available_at: "instant", payload: "data" }] },
  history: { commits: [{ at: "instant", steps: "data" }] },
  incidents: { incidents: [{ available_at: "instant", payload: "data", since: "instant" }] },
  page: { tickets: [{ next_due: "instant", opened_at: "instant", changed_at: "instant" }] },
  snapshot: { now: "instant", data: "data" },
  ticket: { opened_at: "instant", changed_at: "instant", closed_at: "instant", next_due: "instant", data: "data", clocks: [{ origin: "instant", elapsed: "length", elapsed_real: "length", target: "length", remaining: "length", due: "instant" }] },
  value: { value: "data" },
} as const satisfies Record<string, Shape>;
