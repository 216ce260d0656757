// Answers the corpus through the classes: each document is read into what the package gives, and written again from it. What goes in is
// what a program would give: an actor as an Actor, an instant as a Date, a map as a Map.
import { Actor, Engine, Expression, Pack, Store, type Command, type Value } from "itr";
import * as back from "./back.js";
import { eachOf, type Kinds, type Request } from "./corpus.js";

const shown = (at: Date | null): string => (at === null ? "null" : String(at.getTime()));

function packOf(request: Request): Pack {
  return request["sources"] !== undefined
    ? Pack.loadSync(request["sources"])
    : Pack.loadFolderSync(request["folder"], { searchPath: request["search_path"] });
}

function execute(engine: Engine, command: Request, now: number): string {
  using actor = new Actor(command["actor"]);
  const instants = Object.fromEntries(["to", "from", "happened_at"].filter((name) => name in command && command["op"] !== "link")
    .map((name) => [name, new Date(command[name])]));
  return back.document(engine.executeSync({ ...command, actor, ...instants } as unknown as Command, new Date(now)));
}

/** A value that JSON spells with a tag. */
function given(spelt: unknown): Value {
  if (typeof spelt !== "object" || spelt === null) return spelt as Value;
  if (Array.isArray(spelt)) return spelt.map(given);
  const entries = Object.entries(spelt);
  if (entries.length !== 1 || !entries[0]![0].startsWith("$"))
    return Object.fromEntries(entries.map(([name, one]) => [name, given(one)]));
  if (entries[0]![0] !== "$map") throw new Error(`the corpus holds ${JSON.stringify(spelt)}: say here what it is`);
  return new Map((entries[0]![1] as [unknown, unknown][]).map(([key, one]) => [given(key), given(one)]));
}

function expression(request: Request): string {
  using compiled = new Expression(request["source"], request["scope"]);
  const bindings = Object.entries(request["bindings"]["bindings"]).map(([name, one]) => [name, given(one)]);
  return back.valueDocument(compiled.evaluateTyped(Object.fromEntries(bindings)));
}

function step(engine: Engine, one: Request): string {
  const { call, now_ms: now, tenant, ticket } = one;
  switch (call) {
    case "execute": return execute(engine, one["command"], now);
    case "next_due": return shown(engine.nextDueSync());
    case "take_effects":
      return back.document({ effects: engine.takeEffectsSync(now, { hiddenForMs: one["hidden_for_ms"], max: one["max_effects"] }) });
    case "advance": {
      const { tickets, nextDue, more } = engine.advanceSync(now, one["max_tickets"]);
      return `{"tickets":${tickets},"next_due_ms":${shown(nextDue)},"more":${more}}`;
    }
  }
  using actor = new Actor(one["actor"]);
  switch (call) {
    case "send": {
      const options = { key: one["key"], expectedVersion: one["expected_version"] };
      const { version, repeated } = engine.sendSync(tenant, ticket, one["event"], actor, now, options);
      return `{"version":${version},"repeated":${repeated}}`;
    }
    case "get": return back.document(engine.getSync(tenant, ticket, actor, now));
    case "clocks": return back.document({ clocks: engine.clocksSync(tenant, ticket, actor, now) });
    case "history": return back.document({ commits: engine.historySync(tenant, ticket, actor) });
    case "query": return back.document(engine.querySync(one["query"], actor));
    default: throw new Error(`unknown step ${JSON.stringify(one)}`);
  }
}

function commands(request: Request): string {
  using pack = packOf(request);
  using store = Store.openMemory();
  using engine = Engine.openSync(store);
  using system = Actor.system();
  engine.deploySync(pack, system, request["deployed_ms"]);
  return eachOf(request["steps"], (one) => step(engine, one));
}

function scenarios(request: Request): string {
  using pack = packOf(request);
  return back.document(pack.runScenariosSync());
}

export const typed: Kinds = { expression, commands, scenarios };
