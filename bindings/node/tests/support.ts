// What the tests share.
import { strict as assert } from "node:assert";
import { join } from "node:path";
import { Actor, Engine, Pack, Store, openHandles, type Host } from "itr";

export const nine = new Date("2026-03-02T09:00:00Z");
export const minutes = (count: number): Date => new Date(nine.getTime() + count * 60_000);

/** The root of the project's sources. */
export const sources = process.env["ITR_SOURCE"]!;
assert.ok(sources, "ITR_SOURCE is not set: run bindings/node/test");

const deskFolder = join(sources, "tests/capi/desk");

/** A desk whose tickets are dispatched by a policy, asked about at a CRM, escalated by a ladder. */
export class Desk implements Disposable {
  readonly pack = Pack.loadFolderSync(deskFolder);
  readonly system = Actor.system();
  readonly agent = new Actor({ id: "li.wei", roles: ["agent"] });
  readonly engine: Engine;
  readonly store: Store;

  constructor(host?: Host, store: Store = Store.openMemory()) {
    this.store = store;
    this.engine = Engine.openSync(store, host === undefined ? {} : { host });
    this.engine.deploySync(this.pack, this.system, nine);
  }

  head(ticket: string) {
    return { tenant: "acme", ticket, actor: this.agent } as const;
  }

  open(ticket: string, data: Record<string, string> = {}): void {
    const command = { op: "open", ...this.head(ticket), workflow: "request", data: { customer: "acme", ...data } } as const;
    assert.equal(this.engine.executeSync(command, nine).ok, true);
  }

  [Symbol.dispose](): void {
    for (const each of [this.engine, this.store, this.pack, this.system, this.agent]) each.close();
  }
}

/** What a call throws, as `ERROR code`. */
export function thrown(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return named(error);
  }
  return "nothing";
}

export async function rejected(call: Promise<unknown>): Promise<string> {
  return call.then(() => "nothing", named);
}

function named(error: unknown): string {
  assert.ok(error instanceof Error);
  return `${error.name} ${"code" in error ? String(error.code) : error.message}`;
}

/** Runs the body, and sees to it that it leaves nothing open. */
export async function leavesNothingOpen(body: () => unknown): Promise<void> {
  const before = openHandles();
  await body();
  assert.equal(openHandles(), before, "something was left open");
}
