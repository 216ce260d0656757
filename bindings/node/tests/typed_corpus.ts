// Answers the corpus through the classes: each document is read into what the package gives, and written again from it.
import { Actor, Engine, Pack, Store } from "itr";
import * as back from "./back.js";
import { eachOf, type Kinds, type Request } from "./corpus.js";

const shown = (at: Date | null): string => (at === null ? "null" : String(at.getTime()));

function packOf(request: Request): Pack {
  return request["sources"] !== undefined
    ? Pack.loadSync(request["sources"])
    : Pack.loadFolderSync(request["folder"], { searchPath: request["search_path"] });
}

function step(engine: Engine, one: Request): string {
  const { call, now_ms: now, tenant, ticket } = one;
  switch (call) {
    case "execute": return back.document(engine.executeSync(one["command"], now));
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

export const typed: Kinds = { commands, scenarios };
