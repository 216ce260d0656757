// What a program in TypeScript sees of the package: compiled strictly, with the declarations checked too, and without types of
// Node.js. Run through the compiler by types.test.ts.
import { Actor, Engine, Pack, RejectedError, Store, type Command, type Ticket } from "itr";
import { constants, raw } from "itr/raw";

const command: Command = { op: "send", tenant: "t", ticket: "1", actor: new Actor({ id: "a" }), event: "x", data: { at: new Date(), n: 1n } };

export async function look(): Promise<Ticket> {
  using store = Store.openMemory();
  const engine = await Engine.open(store, { cacheBytes: 1 });
  await engine.deploy(await Pack.load("pack: p"), Actor.system(), 0);
  const outcome = await engine.execute(command, new Date());
  const version: number = outcome.version + raw().itr_open_handles() + constants.ITR_MAX_PAGE;
  const due: Date | null = engine.clockSync("t", "1", "respond", Actor.system(), version).due;
  return engine.get("t", "1", new Actor({}), due ?? 0);
}

export const code = (error: unknown): string => (error instanceof RejectedError ? `${error.code} ${error.outcome?.version}` : "");

// @ts-expect-error: the instant is missing
void ((engine: Engine) => engine.execute(command));
// @ts-expect-error: there is no such member
export const misspelt: Command = { op: "send", actor: {}, event: "x", evnt: 1 };
// @ts-expect-error: a comment needs a text
export const incomplete: Command = { op: "comment", actor: {} };
// @ts-expect-error: engines are opened, not made
void (() => new Engine());
