// What the documentation shows: docs/embedding-node.md. Run by recipes.test.ts.
import { Decider, Engine, FailedError, Host, InvalidError, Pack, RejectedError, Store } from "itr";
import type { Actor, Command, Decision, Signal, StoredTicket, Ticket } from "itr";

// [errors]
/** What to tell a person, and whether trying again may help. */
export function explained(error: unknown): { say: string; again: boolean } {
  if (error instanceof RejectedError) return { say: error.message, again: false };
  if (error instanceof InvalidError && error.diagnostics.length > 0)
    return { say: error.diagnostics.map((d) => `${d.file}:${d.line}: ${d.message}`).join("\n"), again: false };
  if (error instanceof FailedError) return { say: `${error.code}: ${error.message}`, again: true };
  throw error; // a mistake of this program
}
// [/errors]

// [policy]
/** Who gets a ticket. Called in the thread of JavaScript, also for commands that run in another one. */
export function dispatching(onDuty: () => string, lines: string[]): Host {
  return new Host({
    log: (level, event, message) => void lines.push(`${level} ${event} ${message}`),
    assignments: {
      dispatcher: (ticket) => ({ owner: onDuty(), reason: `${ticket.data["impact"]} impact` }),
    },
    escalations: {
      duty: (ticket) => (ticket.level === 1 ? { notify: ["agent"] } : undefined),
    },
  });
}
// [/policy]

// [effects]
/** One turn: what the rules want of the world outside. An effect may come twice, with the same key. */
export async function workOff(engine: Engine, mail: (to: string, text: string) => Promise<void>): Promise<number> {
  let done = 0;
  for await (const effect of engine.effects(() => new Date(), { hiddenForMs: 60_000 })) {
    try {
      await mail(effect.ticket, JSON.stringify(effect.payload));
      await effect.acknowledge();
      done += 1;
    } catch (error) {
      await effect.fail(String(error), new Date());
    }
  }
  return done;
}
// [/effects]

// [loop]
/** Beside the event loop: works deadlines off when they come, and ends when told to. */
export async function keepTime(engine: Engine, stop: AbortSignal): Promise<void> {
  const { setTimeout: after } = await import("node:timers/promises");
  while (!stop.aborted) {
    while ((await engine.advance(new Date())).more);
    const due = await engine.nextDue();
    const wait = Math.min(due === null ? 60_000 : Math.max(0, due.getTime() - Date.now()), 60_000);
    await after(wait, undefined, { signal: stop }).catch(() => undefined);
  }
}
// [/loop]

// [pages]
/** All open tickets, a page of rows in memory at a time. */
export async function openNumbers(engine: Engine, actor: Actor): Promise<string[]> {
  const numbers: string[] = [];
  for await (const row of engine.tickets({ tenant: "acme", where: { open: true }, limit: 2 }, actor)) numbers.push(row.number!);
  return numbers;
}
// [/pages]

// [decider]
/** Rows that this program keeps itself, here in maps; a database has them in one transaction with rows of its own. */
export class Rows {
  readonly #decider = new Decider();
  readonly #snapshots = new Map<string, { text: string; version: number }>();
  readonly #personal = new Map<string, Map<string, string>>();

  constructor(pack: Pack) {
    this.#decider.addPack(pack);
  }

  stored(tenant: string, ticket: string): StoredTicket {
    const snapshot = this.#snapshots.get(ticket);
    if (snapshot === undefined) return { tenant, ticket }; // there is none yet
    const personal = [...this.#personal.get(ticket)!].map(([slot, text]) => ({ slot, text }));
    return { tenant, ticket, snapshot: snapshot.text, snapshot_version: snapshot.version, personal };
  }

  decide(tenant: string, ticket: string, command: Command, now: Date): Decision {
    const decision = this.#decider.decide(this.stored(tenant, ticket), command, now, { number: ticket });
    // Also of a rejected command: deadlines that were due before it have been worked off.
    if (decision.rows !== undefined) this.#write(ticket, decision.rows);
    return decision;
  }

  #write(ticket: string, rows: NonNullable<Decision["rows"]>): void {
    const personal = this.#personal.get(ticket) ?? new Map<string, string>();
    for (const slot of rows.erase) personal.delete(slot);
    for (const { slot, text } of rows.personal) personal.set(slot, text);
    this.#personal.set(ticket, personal);
    this.#snapshots.set(ticket, { text: rows.snapshot!, version: rows.version });
  }

  commands(signal: Signal): readonly Command[] {
    return this.#decider.commands(signal);
  }

  view(tenant: string, ticket: string, actor: Actor, now: Date): Ticket {
    return this.#decider.view(this.stored(tenant, ticket), actor, now);
  }
}
// [/decider]

// [sqlite]
/** The tickets of a program in one file. */
export async function openFile(path: string): Promise<Engine> {
  using store = await Store.openSqlite(path, { synchronous: "full", busy_timeout: "5s" });
  return await Engine.open(store, { cacheBytes: 16 << 20 }); // the engine keeps the store alive
}
// [/sqlite]
