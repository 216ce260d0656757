import type { Actor } from "./actor.js";
import { json, read, write, writeCommand, writeCommands, writeData } from "./codec.js";
import type {
  Clock, Clocks, Command, Commit, Deployments, Effect, Effects, EngineCounters, History, Incident, Incidents, Outcome,
  Outcomes, Page, Query, Ticket,
} from "./documents.js";
import { TakenEffect } from "./effect.js";
import type { SendOutcome } from "./errors.js";
import type { Host } from "./host.js";
import { raw, rawAsync } from "./library.js";
import type { Pack } from "./pack.js";
import { constants, type Raw_itr_advanced, type Raw_itr_clock_reading, type Raw_itr_outcome } from "./raw.js";
import { Resource, during, handle } from "./resource.js";
import type { Store } from "./store.js";
import { date, finite, milliseconds, type Data, type Instant } from "./values.js";

export interface EngineSettings {
  /** Whose functions it calls. */
  readonly host?: Host;
  /** Of tickets kept in memory; 64 MiB unless told. */
  readonly cacheBytes?: number;
  /** For how many milliseconds due tickets are left to this engine by the others on the same database; 30,000 unless told. */
  readonly claimLease?: number;
  /** A ticket's state is written with every so many commits; 1 unless told. */
  readonly snapshotEvery?: number;
  /** Of failed effects: after `first` milliseconds, twice as long each time up to `longest`, and after `attempts` an incident. */
  readonly retries?: { readonly first?: number; readonly longest?: number; readonly attempts?: number };
  /** The ring of keys that seals commits, as a file for `itr audit` has it; without it none is sealed. */
  readonly auditKeys?: string;
}

export interface SendOptions {
  /** Values by field name. */
  readonly data?: Data;
  /** The idempotency key: carried out once. */
  readonly key?: string;
  /** Refused if the ticket has another version. */
  readonly expectedVersion?: number;
}

export interface Advanced {
  /** Whose deadlines were worked off. */
  readonly tickets: number;
  readonly nextDue: Date | null;
  /** The limit was reached: call again. */
  readonly more: boolean;
}

/** A clock at one instant; lengths in milliseconds of its calendar, null where nothing is promised. */
export interface ClockReading {
  readonly due: Date | null;
  readonly elapsed: number;
  readonly target: number | null;
  /** Negative once breached. */
  readonly remaining: number | null;
  readonly phase: Clock["phase"];
  readonly breached: boolean;
  readonly waived: boolean;
  readonly cycle: number;
}

export interface TakeOptions {
  /** For how long others do not get them; a minute unless told. */
  readonly hiddenForMs?: number;
  /** How many at once; 100 unless told. */
  readonly max?: number;
}

export type TicketRow = Page["tickets"][number];

const minute = 60_000;
const phases = ["idle", "running", "paused", "met", "missed", "cancelled", "superseded"] as const;

function outcomeOf(raw: Raw_itr_outcome): SendOutcome {
  return { version: raw.version, repeated: raw.repeated === 1 };
}

function advancedOf(raw: Raw_itr_advanced): Advanced {
  return { tickets: raw.tickets, nextDue: date(raw.next_due_ms), more: raw.more === 1 };
}

function readingOf(raw: Raw_itr_clock_reading): ClockReading {
  return {
    due: date(raw.due_ms), elapsed: raw.elapsed_ms, target: finite(raw.target_ms), remaining: finite(raw.remaining_ms),
    phase: phases[raw.phase] ?? "idle", breached: raw.breached === 1, waived: raw.waived === 1, cycle: raw.cycle,
  };
}

function settings(options: EngineSettings): string | null {
  return write({
    cache_bytes: options.cacheBytes, claim_lease: options.claimLease, snapshot_every: options.snapshotEvery,
    retries: options.retries, audit_keys: options.auditKeys,
  });
}

/**
 * Tickets, carried out. Nothing here reads a clock: `now` is always given. What may wait for a disk gives a promise and runs
 * in another thread; with the suffix `Sync` it runs at once. Calls whose promises are open together are carried out in any
 * order.
 */
export class Engine extends Resource {
  private constructor(kept: number) {
    super("engine", kept);
  }

  static async open(store: Store, options: EngineSettings = {}): Promise<Engine> {
    const used = options.host === undefined ? [store] : [store, options.host];
    const opening = rawAsync().itr_engine_open(store[handle], options.host?.[handle] ?? 0, settings(options));
    return new Engine(await during(opening, ...used));
  }
  static openSync(store: Store, options: EngineSettings = {}): Engine {
    return new Engine(raw().itr_engine_open(store[handle], options.host?.[handle] ?? 0, settings(options)));
  }

  // ---- packs

  /** New tickets use the pack from now on; open ones keep theirs. Durable when it is done. */
  async deploy(pack: Pack, actor: Actor, now: Instant): Promise<void> {
    const call = rawAsync().itr_engine_deploy(this[handle], pack[handle], actor[handle], milliseconds(now));
    await during(call, this, pack, actor);
  }
  deploySync(pack: Pack, actor: Actor, now: Instant): void {
    raw().itr_engine_deploy(this[handle], pack[handle], actor[handle], milliseconds(now));
  }

  /** All deployments in order. */
  async deployments(): Promise<Deployments["deployments"]> {
    const text = await during(rawAsync().itr_engine_deployments(this[handle]), this);
    return read<Deployments>("deployments", text).deployments;
  }
  deploymentsSync(): Deployments["deployments"] {
    return read<Deployments>("deployments", raw().itr_engine_deployments(this[handle])).deployments;
  }

  // ---- commands and time

  /** Carries out a command; durable when it is done. A refusal is an outcome with `ok: false`, no error. */
  async execute(command: Command, now: Instant): Promise<Outcome> {
    const call = rawAsync().itr_engine_execute(this[handle], writeCommand(command), milliseconds(now));
    return read("outcome", await during(call, this));
  }
  executeSync(command: Command, now: Instant): Outcome {
    return read("outcome", raw().itr_engine_execute(this[handle], writeCommand(command), milliseconds(now)));
  }

  /** Carries out commands in one append, in order. If that fails, none has happened. */
  async executeBatch(commands: readonly Command[], now: Instant): Promise<Outcomes["outcomes"]> {
    const call = rawAsync().itr_engine_execute_batch(this[handle], writeCommands(commands), milliseconds(now));
    return read<Outcomes>("outcomes", await during(call, this)).outcomes;
  }
  executeBatchSync(commands: readonly Command[], now: Instant): Outcomes["outcomes"] {
    const text = raw().itr_engine_execute_batch(this[handle], writeCommands(commands), milliseconds(now));
    return read<Outcomes>("outcomes", text).outcomes;
  }

  /** Sends an event: the hot call. A refusal is a RejectedError. */
  async send(tenant: string, ticket: string, event: string, actor: Actor, now: Instant, options: SendOptions = {}): Promise<SendOutcome> {
    const call = rawAsync().itr_engine_send_data(this[handle], tenant, ticket, event, writeData(options.data),
      options.key ?? null, options.expectedVersion ?? -1, actor[handle], milliseconds(now));
    return outcomeOf(await during(call, this, actor));
  }
  sendSync(tenant: string, ticket: string, event: string, actor: Actor, now: Instant, options: SendOptions = {}): SendOutcome {
    return outcomeOf(raw().itr_engine_send_data(this[handle], tenant, ticket, event, writeData(options.data),
      options.key ?? null, options.expectedVersion ?? -1, actor[handle], milliseconds(now)));
  }

  /** Works off what is due up to `now`, for at most so many tickets. */
  async advance(now: Instant, maxTickets = 1000): Promise<Advanced> {
    return advancedOf(await during(rawAsync().itr_engine_advance(this[handle], milliseconds(now), maxTickets), this));
  }
  advanceSync(now: Instant, maxTickets = 1000): Advanced {
    return advancedOf(raw().itr_engine_advance(this[handle], milliseconds(now), maxTickets));
  }

  /** When advance() has something to do next. */
  async nextDue(): Promise<Date | null> {
    return date(await during(rawAsync().itr_engine_next_due(this[handle]), this));
  }
  nextDueSync(): Date | null {
    return date(raw().itr_engine_next_due(this[handle]));
  }

  // ---- reading

  /** All that the actor may see of a ticket. */
  async get(tenant: string, ticket: string, actor: Actor, now: Instant): Promise<Ticket> {
    const call = rawAsync().itr_engine_get(this[handle], tenant, ticket, actor[handle], milliseconds(now));
    return read("ticket", await during(call, this, actor));
  }
  getSync(tenant: string, ticket: string, actor: Actor, now: Instant): Ticket {
    return read("ticket", raw().itr_engine_get(this[handle], tenant, ticket, actor[handle], milliseconds(now)));
  }

  /** One page of tickets; the next one by `after` = its `next`. */
  async query(query: Query, actor: Actor): Promise<Page> {
    const call = rawAsync().itr_engine_query(this[handle], json(query), actor[handle]);
    return read("page", await during(call, this, actor));
  }
  querySync(query: Query, actor: Actor): Page {
    return read("page", raw().itr_engine_query(this[handle], json(query), actor[handle]));
  }

  /** All pages, each read when it is asked for. */
  async *pages(query: Query, actor: Actor): AsyncGenerator<Page, void, void> {
    let after = query.after ?? "";
    do {
      const page = await this.query({ ...query, ...(after === "" ? {} : { after }) }, actor);
      yield page;
      after = page.next;
    } while (after !== "");
  }

  /** All tickets that fit, page by page. */
  async *tickets(query: Query, actor: Actor): AsyncGenerator<TicketRow, void, void> {
    for await (const page of this.pages(query, actor)) yield* page.tickets;
  }

  /** The history of a ticket, commit by commit. */
  async *history(tenant: string, ticket: string, actor: Actor): AsyncGenerator<Commit, void, void> {
    const call = rawAsync().itr_engine_history(this[handle], tenant, ticket, actor[handle]);
    yield* read<History>("history", await during(call, this, actor)).commits;
  }
  historySync(tenant: string, ticket: string, actor: Actor): readonly Commit[] {
    return read<History>("history", raw().itr_engine_history(this[handle], tenant, ticket, actor[handle])).commits;
  }

  /** The clocks of a ticket, read at `now`. */
  async clocks(tenant: string, ticket: string, actor: Actor, now: Instant): Promise<readonly Clock[]> {
    const call = rawAsync().itr_engine_clocks(this[handle], tenant, ticket, actor[handle], milliseconds(now));
    return read<Clocks>("clocks", await during(call, this, actor)).clocks;
  }
  clocksSync(tenant: string, ticket: string, actor: Actor, now: Instant): readonly Clock[] {
    const text = raw().itr_engine_clocks(this[handle], tenant, ticket, actor[handle], milliseconds(now));
    return read<Clocks>("clocks", text).clocks;
  }

  /** One clock, by its key, or by its name where that is unique. */
  async clock(tenant: string, ticket: string, clock: string, actor: Actor, now: Instant): Promise<ClockReading> {
    const call = rawAsync().itr_engine_clock(this[handle], tenant, ticket, clock, actor[handle], milliseconds(now));
    return readingOf(await during(call, this, actor));
  }
  clockSync(tenant: string, ticket: string, clock: string, actor: Actor, now: Instant): ClockReading {
    return readingOf(raw().itr_engine_clock(this[handle], tenant, ticket, clock, actor[handle], milliseconds(now)));
  }

  // ---- effects and incidents

  /** Effects for this program: at least once, in order per ticket, hidden from other takers for a while. */
  async takeEffects(now: Instant, options: TakeOptions = {}): Promise<readonly TakenEffect[]> {
    const call = rawAsync().itr_engine_take_effects(this[handle], milliseconds(now), options.hiddenForMs ?? minute, options.max ?? 100);
    return this.#taken(await during(call, this));
  }
  takeEffectsSync(now: Instant, options: TakeOptions = {}): readonly TakenEffect[] {
    return this.#taken(raw().itr_engine_take_effects(this[handle], milliseconds(now), options.hiddenForMs ?? minute, options.max ?? 100));
  }
  #taken(text: string): readonly TakenEffect[] {
    return read<Effects>("effects", text).effects.map((each) => new TakenEffect(this, each));
  }

  /** Effects until there are none. Those of one ticket come after one another, each when the one before was acknowledged. */
  async *effects(now: () => Instant, options: TakeOptions = {}): AsyncGenerator<TakenEffect, void, void> {
    while (true) {
      const taken = await this.takeEffects(now(), options);
      if (taken.length === 0) return;
      yield* taken;
    }
  }

  /** The effect is done. False: it was acknowledged before. */
  async acknowledgeEffect(effect: Pick<Effect, "tenant" | "key">): Promise<boolean> {
    return await during(rawAsync().itr_engine_acknowledge_effect(this[handle], effect.tenant, effect.key), this) === 1;
  }
  acknowledgeEffectSync(effect: Pick<Effect, "tenant" | "key">): boolean {
    return raw().itr_engine_acknowledge_effect(this[handle], effect.tenant, effect.key) === 1;
  }

  /**
   * The effect failed: it is tried again later, and becomes an incident after ten failures. False, and nothing is changed: it was
   * acknowledged or failed before, or its time ran out and another took it.
   */
  async failEffect(effect: Pick<Effect, "tenant" | "key" | "attempts" | "taking">, reason: string, now: Instant): Promise<boolean> {
    const call = rawAsync().itr_engine_fail_taken_effect(
      this[handle], effect.tenant, effect.key, effect.taking, effect.attempts, reason, milliseconds(now));
    return await during(call, this) === 1;
  }
  failEffectSync(effect: Pick<Effect, "tenant" | "key" | "attempts" | "taking">, reason: string, now: Instant): boolean {
    const { tenant, key, taking, attempts } = effect;
    return raw().itr_engine_fail_taken_effect(this[handle], tenant, key, taking, attempts, reason, milliseconds(now)) === 1;
  }

  /** Effects that were given up. */
  async incidents(tenant: string, max: number = constants.ITR_MAX_PAGE): Promise<readonly Incident[]> {
    return read<Incidents>("incidents", await during(rawAsync().itr_engine_incidents(this[handle], tenant, max), this)).incidents;
  }

  /** Back among the effects, available at `now`. */
  async retryIncident(incident: Pick<Incident, "tenant" | "key">, now: Instant): Promise<boolean> {
    const call = rawAsync().itr_engine_retry_incident(this[handle], incident.tenant, incident.key, milliseconds(now));
    return await during(call, this) === 1;
  }

  /** It has been dealt with: removed. */
  async resolveIncident(incident: Pick<Incident, "tenant" | "key">, now: Instant): Promise<boolean> {
    const call = rawAsync().itr_engine_resolve_incident(this[handle], incident.tenant, incident.key, milliseconds(now));
    return await during(call, this) === 1;
  }

  /** What the engine has done, by names as Prometheus has them. */
  counters(): EngineCounters {
    return read("engine_counters", raw().itr_engine_counters(this[handle]));
  }
}
