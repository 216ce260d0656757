// Answers the corpus through this binding. What it asks and how it is answered is said in tests/corpus/README.md. Documents are the
// texts of the library, so they come from `itr/raw`; everything is closed by hand. typed_corpus.ts
// gives them through the classes.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { raw } from "itr/raw";
import { ItrError } from "itr";

export type Request = Readonly<Record<string, any>>;

const document = JSON.stringify;
const shown = (ms: number): string => (ms === Infinity ? "null" : String(ms));

/** What the body gives, or the code of its error. */
function answered(body: () => string, refused: (code: string) => string): string {
  try {
    return body();
  } catch (error) {
    if (error instanceof ItrError) return refused(JSON.stringify(error.code));
    throw error;
  }
}

export function eachOf(list: readonly Request[], answer: (one: Request) => string): string {
  return `[${list.map((one) => answered(() => answer(one), (code) => `{"error":${code}}`)).join(",")}]`;
}

type Closing = "itr_pack_close" | "itr_store_close" | "itr_engine_close" | "itr_actor_close" | "itr_calendar_close" | "itr_expression_close";

function using_<Result>(handle: number, close: Closing, body: (handle: number) => Result): Result {
  try {
    return body(handle);
  } finally {
    raw()[close](handle);
  }
}

const withActor = <Result>(actor: unknown, body: (actor: number) => Result): Result =>
  using_(raw().itr_actor_open(document(actor)), "itr_actor_close", body);

function withPack(request: Request, body: (pack: number) => string): string {
  const pack = request["sources"] !== undefined
    ? raw().itr_pack_load(document(request["sources"]))
    : raw().itr_pack_load_folder(request["folder"], document({ texts: request["search_path"] }));
  return using_(pack, "itr_pack_close", body);
}

function question(calendar: number, one: Request): string {
  const c = raw();
  switch (one["call"]) {
    case "add": return shown(c.itr_calendar_add(calendar, one["from_ms"], one["length_ms"]));
    case "between": return shown(c.itr_calendar_between(calendar, one["from_ms"], one["to_ms"]));
    case "due": return shown(c.itr_calendar_due(calendar, one["from_ms"], one["target"]));
    case "is_open": return String(c.itr_calendar_is_open(calendar, one["at_ms"]) === 1);
    case "is_known": return String(c.itr_calendar_is_known(calendar, one["at_ms"]) === 1);
    case "next_open": return shown(c.itr_calendar_next_open(calendar, one["at_ms"]));
    case "next_close": return shown(c.itr_calendar_next_close(calendar, one["at_ms"]));
    default: throw new Error(`unknown question ${document(one)}`);
  }
}

function step(engine: number, one: Request): string {
  const c = raw();
  const { now_ms: now, tenant, ticket } = one;
  switch (one["call"]) {
    case "execute": return c.itr_engine_execute(engine, document(one["command"]), now);
    case "advance": {
      const { tickets, next_due_ms, more } = c.itr_engine_advance(engine, now, one["max_tickets"]);
      return `{"tickets":${tickets},"next_due_ms":${shown(next_due_ms)},"more":${more === 1}}`;
    }
    case "next_due": return shown(c.itr_engine_next_due(engine));
    case "take_effects": return c.itr_engine_take_effects(engine, now, one["hidden_for_ms"], one["max_effects"]);
    case "send": return withActor(one["actor"], (actor) => {
      const { version, repeated } = c.itr_engine_send(engine, tenant, ticket, one["event"], one["key"], one["expected_version"], actor, now);
      return `{"version":${version},"repeated":${repeated === 1}}`;
    });
    case "get": return withActor(one["actor"], (actor) => c.itr_engine_get(engine, tenant, ticket, actor, now));
    case "clocks": return withActor(one["actor"], (actor) => c.itr_engine_clocks(engine, tenant, ticket, actor, now));
    case "history": return withActor(one["actor"], (actor) => c.itr_engine_history(engine, tenant, ticket, actor));
    case "query": return withActor(one["actor"], (actor) => c.itr_engine_query(engine, document(one["query"]), actor));
    default: throw new Error(`unknown step ${document(one)}`);
  }
}

function commands(request: Request): string {
  return withPack(request, (pack) =>
    using_(raw().itr_store_open_memory(), "itr_store_close", (store) =>
      using_(raw().itr_engine_open(store, 0, null), "itr_engine_close", (engine) => {
        withActor({ roles: ["system"] }, (actor) => raw().itr_engine_deploy(engine, pack, actor, request["deployed_ms"]));
        return eachOf(request["steps"], (one) => step(engine, one));
      })));
}

function expression(request: Request): string {
  return using_(raw().itr_expression_compile(request["source"], document(request["scope"])), "itr_expression_close",
    (compiled) => raw().itr_expression_evaluate(compiled, document(request["bindings"])));
}

/** What is answered in two ways. */
export interface Kinds {
  readonly expression: (request: Request) => string;
  readonly commands: (request: Request) => string;
  readonly scenarios: (request: Request) => string;
}

export const untyped: Kinds = {
  expression,
  commands,
  scenarios: (request) => withPack(request, (pack) => raw().itr_pack_run_scenarios(pack, "")),
};

function result(request: Request, kinds: Kinds): string {
  switch (request["kind"]) {
    case "scenarios": return kinds.scenarios(request);
    case "expression": return kinds.expression(request);
    case "calendar":
      return withPack(request, (pack) =>
        using_(raw().itr_calendar_open(pack, request["calendar"]), "itr_calendar_close",
          (calendar) => eachOf(request["questions"], (one) => question(calendar, one))));
    case "commands": return kinds.commands(request);
    default: throw new Error(`unknown kind ${request["kind"]}`);
  }
}

export function answer(requests: string, answers: string, kinds: Kinds): number {
  const file = openSync(answers, "w");
  const lines = readFileSync(requests, "utf8").split("\n").filter((line) => line !== "");
  for (const line of lines) {
    const request = JSON.parse(line) as Request;
    const told = answered(() => `"result":${result(request, kinds)}`, (code) => `"error":${code}`);
    writeSync(file, `{"id":${JSON.stringify(request["id"])},${told}}\n`);
  }
  closeSync(file);
  return lines.length;
}
