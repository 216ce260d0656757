// The functions of the C API as JavaScript sees them. Made by tools/generate.mjs from bindings/api.json and docs/capi.schema.json; not to be edited.
//
// Texts go in as strings and documents come out as their JSON; what is `ITR_NEVER` in C is Infinity. A status that is not
// 0 is thrown as an error.

export const constants = {
  ITR_ABI_VERSION: 3,
  ITR_DOCUMENT_VERSION: 1,
  ITR_MAX_NAME_BYTES: 64,
  ITR_MAX_DOCUMENT_BYTES: 67108864,
  ITR_MAX_PAGE: 10000,
  ITR_MIN_INSTANT_MS: -2208988800000,
  ITR_MAX_INSTANT_MS: 7289654399999,
  ITR_NEVER: Infinity,
  ITR_OK: 0,
  ITR_REJECTED: 1,
  ITR_INVALID: 2,
  ITR_NOT_FOUND: 3,
  ITR_FAILED: 4,
  ITR_MISUSE: 5,
  ITR_INTERNAL: 6,
  ITR_CLOCK_IDLE: 0,
  ITR_CLOCK_RUNNING: 1,
  ITR_CLOCK_PAUSED: 2,
  ITR_CLOCK_MET: 3,
  ITR_CLOCK_MISSED: 4,
  ITR_CLOCK_CANCELLED: 5,
  ITR_CLOCK_SUPERSEDED: 6,
  ITR_LOG_DEBUG: 0,
  ITR_LOG_INFO: 1,
  ITR_LOG_WARNING: 2,
  ITR_LOG_ERROR: 3,
} as const;

/** Answers with a document, or with undefined where it proposes nothing. */
export type RawPropose = (snapshot: string) => string | undefined;
export type RawLog = (level: number, event: string, message: string) => void;

export interface Raw_itr_outcome {
  readonly version: number;
  readonly repeated: number;
}

export interface Raw_itr_advanced {
  readonly tickets: number;
  readonly next_due_ms: number;
  readonly more: number;
}

export interface Raw_itr_clock_reading {
  readonly due_ms: number;
  readonly elapsed_ms: number;
  readonly target_ms: number;
  readonly remaining_ms: number;
  readonly phase: number;
  readonly breached: number;
  readonly waived: number;
  readonly cycle: number;
}

export interface Raw {
  /** The limits of the library, as document `limits`. Errors: out NULL. Callbacks too. Since 1. */
  itr_limits(): string;
  /** How many handles are open in the process, bytes and errors included: for tests that look for leaks. Errors: out NULL. Callbacks too. Since 1. */
  itr_open_handles(): number;
  /** An actor from document `actor`, for calls with scalars. Who that is, the host's own login has decided. Errors: ITR_INVALID. Since 1. */
  itr_actor_open(actor: string | null): number;
  /** Lets go of an actor; calls that use it go on. Errors: ITR_MISUSE. Since 1. */
  itr_actor_close(actor: number): void;
  /** Reads, validates and compiles a pack from document `sources` (paths and texts; nothing is read from disk). Errors: ITR_INVALID with code `capi.pack_invalid` if anything is wrong: itr_error_document() lists all of it. Since 1. */
  itr_pack_load(sources: string | null): number;
  /** The same from a folder, or from a file that is a whole pack. Imports are looked for by folder name beside it, then in `search_path`, a document `texts` (NULL: nowhere else). Errors: as itr_pack_load(); what cannot be read is told in the same way. Since 1. */
  itr_pack_load_folder(path: string | null, searchPath: string | null): number;
  /** The same from what itr_pack_canonical() gave. Errors: ITR_INVALID. Since 1. */
  itr_pack_load_canonical(canonical: string | null): number;
  /** All that is wrong with the pack of document `sources`, as document `diagnostics`: for editors. A pack with mistakes is no error of this function. Errors: ITR_INVALID for the document. Since 1. */
  itr_pack_check(sources: string | null): string;
  /** Name, version, hash, and the names of what is in it, as document `pack`. Errors: ITR_MISUSE. Since 1. */
  itr_pack_describe(pack: number): string;
  /** The identity of its canonical form: 64 lower-case hexadecimal digits, no document. Errors: ITR_MISUSE. Since 1. */
  itr_pack_hash(pack: number): string;
  /** Its canonical form, canonical JSON without "v": what a store keeps. Errors: ITR_MISUSE. Since 1. */
  itr_pack_canonical(pack: number): string;
  /** Its warnings and notes, as document `diagnostics`. Errors: ITR_MISUSE. Since 1. */
  itr_pack_diagnostics(pack: number): string;
  /** A workflow as a `stateDiagram-v2` for Mermaid, titles in `language` ("en", "zh"; empty: en). Errors: ITR_NOT_FOUND. Since 1. */
  itr_pack_mermaid(pack: number, workflow: string | null, language: string | null): string;
  /** A workflow as a `digraph` for Graphviz. Errors: ITR_NOT_FOUND. Since 1. */
  itr_pack_dot(pack: number, workflow: string | null, language: string | null): string;
  /** Runs the scenarios of the pack whose names contain `filter` (empty: all) on the bare core, as document `scenarios`. A scenario that fails is no error of this function. Errors: ITR_MISUSE. Since 1. */
  itr_pack_run_scenarios(pack: number, filter: string | null): string;
  /** Lets go of a pack; stores and engines it was deployed to keep their own. Errors: ITR_MISUSE. Since 1. */
  itr_pack_close(pack: number): void;
  /** An empty store in memory: nothing is durable. Errors: ITR_MISUSE. Since 1. */
  itr_store_open_memory(): number;
  /** A store in one SQLite file, with document `sqlite_options` (NULL: defaults). In the library itr_sqlite. Errors: ITR_FAILED (`store.locked` names the owner), ITR_INVALID. Since 1. */
  itr_store_open_sqlite(path: string | null, options: string | null): number;
  /** A store in a PostgreSQL database that several nodes may share: `connection` as libpq takes it, with document `postgres_options` (NULL: defaults). In the library itr_postgres. Errors: ITR_FAILED (`store.unreachable`, `store.denied`, `store.older_format` …), ITR_INVALID. Since 1. */
  itr_store_open_postgres(connection: string | null, options: string | null): number;
  /** How much is in it, as document `store_counters`. Errors: ITR_FAILED. Since 1. */
  itr_store_counters(store: number): string;
  /** Engines that use it go on; the file is closed with the last of them. Errors: ITR_MISUSE. Since 1. */
  itr_store_close(store: number): void;
  /** A host without callbacks. Errors: ITR_MISUSE. Since 1. */
  itr_host_open(): number;
  /** Where engines log. Copied; a sink given before is released. Engines that are open already keep theirs. If it fails, nothing is released: `user_data` stays the caller's. Errors: ITR_MISUSE (struct_size, log NULL). Since 1. */
  itr_host_set_log(host: number, sink: RawLog): void;
  /** What an `assign` action of this name asks. Copied. If it fails, nothing is released: `user_data` stays the caller's. Errors: ITR_MISUSE (struct_size, propose NULL). Since 1. */
  itr_host_add_assignment(host: number, name: string | null, policy: RawPropose): void;
  /** What is asked when a ladder of this name reaches a level. As before. Since 1. */
  itr_host_add_escalation(host: number, name: string | null, policy: RawPropose): void;
  /** What a `raise` action of this name asks. As before. Since 2. */
  itr_host_add_routing(host: number, name: string | null, policy: RawPropose): void;
  /** What is asked how long a promise of kind `host` is, when the clock of this name, or of this key, may begin or get such a goal and the command brings no target. As before. Since 2. */
  itr_host_add_target(host: number, name: string | null, policy: RawPropose): void;
  /** Engines that were opened with it keep its callbacks. Errors: ITR_MISUSE. Since 1. */
  itr_host_close(host: number): void;
  /** An engine on a store, with document `engine_options` (NULL: defaults) and a host's callbacks (0: none). Errors: ITR_FAILED, ITR_INVALID. Since 1. */
  itr_engine_open(store: number, host: number, options: string | null): number;
  /** Lets go of an engine when the last call that uses it has returned; its store stays open. Errors: ITR_MISUSE. Since 1. */
  itr_engine_close(engine: number): void;
  /** New tickets use the pack from now on; open ones keep theirs. Durable when it returns. Errors: ITR_REJECTED (the actor lacks the right `deploy`), ITR_FAILED. Since 1. */
  itr_engine_deploy(engine: number, pack: number, actor: number, nowMs: number): void;
  /** All deployments in order, as document `deployments`. Errors: ITR_FAILED. Since 1. */
  itr_engine_deployments(engine: number): string;
  /** Carries out document `command`; gives document `outcome`. Durable when it returns. A refusal is an outcome with "ok": false, no error of this function. Errors: ITR_INVALID, ITR_FAILED. Since 1. */
  itr_engine_execute(engine: number, command: string | null, nowMs: number): string;
  /** Carries out document `commands` in one append, in order; gives document `outcomes`, one for each. If the append fails, none has happened. Errors: ITR_INVALID, ITR_FAILED. Since 1. */
  itr_engine_execute_batch(engine: number, commands: string | null, nowMs: number): string;
  /** Sends an event without data to a ticket: the hot call. `key` is its idempotency key (empty: none). `expected_version` is that of the ticket before (-1: any). `*out` is filled in when the event is refused too: deadlines that were due before it have been worked off. Errors: ITR_REJECTED, ITR_FAILED. Since 1. */
  itr_engine_send(engine: number, tenant: string | null, ticket: string | null, event: string | null, key: string | null, expectedVersion: number, actor: number, nowMs: number): Raw_itr_outcome;
  /** itr_engine_send() for an event with document `data`, its values by field name (NULL: none). Errors: ITR_REJECTED, ITR_INVALID (the document), ITR_FAILED. Since 2. */
  itr_engine_send_data(engine: number, tenant: string | null, ticket: string | null, event: string | null, data: string | null, key: string | null, expectedVersion: number, actor: number, nowMs: number): Raw_itr_outcome;
  /** Works off what is due up to `now_ms`, for at most `max_tickets` (1 to ITR_MAX_PAGE) tickets. Errors: ITR_FAILED. Since 1. */
  itr_engine_advance(engine: number, nowMs: number, maxTickets: number): Raw_itr_advanced;
  /** The earliest deadline; ITR_NEVER. It stays in the past while a ticket cannot be worked off, or another node is about to: who waits for work waits for `next_due_ms` of itr_engine_advance(). Errors: ITR_FAILED. Since 1. */
  itr_engine_next_due(engine: number): number;
  /** All that the actor may see of a ticket, as document `ticket`. Errors: ITR_NOT_FOUND, ITR_FAILED. Since 1. */
  itr_engine_get(engine: number, tenant: string | null, ticket: string | null, actor: number, nowMs: number): string;
  /** One page of the tickets that fit document `query` and that the actor may see, as document `page`; the next one by `after` = its `next`. Errors: ITR_INVALID, ITR_FAILED. Since 1. */
  itr_engine_query(engine: number, query: string | null, actor: number): string;
  /** The whole history of a ticket that the actor may see, as document `history`. Errors: ITR_NOT_FOUND, ITR_FAILED. Since 1. */
  itr_engine_history(engine: number, tenant: string | null, ticket: string | null, actor: number): string;
  /** The clocks of a ticket that the actor may see, read at `now_ms`, as document `clocks`. Errors: ITR_NOT_FOUND, ITR_FAILED. Since 1. */
  itr_engine_clocks(engine: number, tenant: string | null, ticket: string | null, actor: number, nowMs: number): string;
  /** One clock, by its key, or by its name where that is unique. Errors: ITR_NOT_FOUND, ITR_FAILED. Since 1. */
  itr_engine_clock(engine: number, tenant: string | null, ticket: string | null, clock: string | null, actor: number, nowMs: number): Raw_itr_clock_reading;
  /** Up to `max_effects` (1 to ITR_MAX_PAGE) effects for the host, as document `effects`, hidden from other takers for `hidden_for_ms` (at least 1): at least once, in order per ticket. Errors: ITR_FAILED. Since 1. */
  itr_engine_take_effects(engine: number, nowMs: number, hiddenForMs: number, maxEffects: number): string;
  /** The effect is done, whoever has taken it meanwhile. `*known` (may be NULL) is 0 if there was none of this key: it was acknowledged before. Errors: ITR_FAILED. Since 1. */
  itr_engine_acknowledge_effect(engine: number, tenant: string | null, key: string | null): number;
  /** The effect failed, after `attempts` failures before (its member `attempts`): it is tried again after a growing delay, and after 10 failures it becomes an incident. `*known` (may be NULL) as before. It counts even if another has taken it meanwhile: see itr_engine_fail_taken_effect(). Errors: ITR_FAILED. Since 1. */
  itr_engine_fail_effect(engine: number, tenant: string | null, key: string | null, attempts: number, reason: string | null, nowMs: number): number;
  /** The effect failed, as itr_engine_fail_effect() says, but only if `taking` (the effect's member) is still its newest: `*known` (may be NULL) is 0, and nothing is changed, if the time of this taking ran out and another took the effect, or if it was failed before. Errors: ITR_FAILED. Since 3. */
  itr_engine_fail_taken_effect(engine: number, tenant: string | null, key: string | null, taking: number, attempts: number, reason: string | null, nowMs: number): number;
  /** Up to `max_incidents` (1 to ITR_MAX_PAGE) incidents of a tenant, as document `incidents`. Errors: ITR_FAILED. Since 1. */
  itr_engine_incidents(engine: number, tenant: string | null, maxIncidents: number): string;
  /** Back into the outbox, available at `now_ms`. `*known` (may be NULL) as before. Errors: ITR_FAILED. Since 1. */
  itr_engine_retry_incident(engine: number, tenant: string | null, key: string | null, nowMs: number): number;
  /** It has been dealt with: removed. `*known` (may be NULL) as before. Errors: ITR_FAILED. Since 1. */
  itr_engine_resolve_incident(engine: number, tenant: string | null, key: string | null, nowMs: number): number;
  /** What the engine has done, as document `engine_counters`: names as Prometheus has them, without the prefix itr_. Errors: ITR_MISUSE. Since 1. */
  itr_engine_counters(engine: number): string;
  /** A calendar of a pack by its name ("24x7", "office", "office@Europe/Berlin"). Errors: ITR_NOT_FOUND. Since 1. */
  itr_calendar_open(pack: number, name: string | null): number;
  /** The earliest instant with `length_ms` of working time between; a negative length goes back. ITR_NEVER where there is none. Errors: ITR_MISUSE. Since 1. */
  itr_calendar_add(calendar: number, fromMs: number, lengthMs: number): number;
  /** Working time within [from, to), in milliseconds; negative when to < from. Errors: ITR_MISUSE. Since 1. */
  itr_calendar_between(calendar: number, fromMs: number, toMs: number): number;
  /** 1 if `at_ms` is working time, else 0. Errors: ITR_MISUSE. Since 1. */
  itr_calendar_is_open(calendar: number, atMs: number): number;
  /** The first working instant from `at_ms` on; ITR_NEVER. Errors: ITR_MISUSE. Since 1. */
  itr_calendar_next_open(calendar: number, atMs: number): number;
  /** The end of the working time that `at_ms` lies in, or of the next; ITR_NEVER. Errors: ITR_MISUSE. Since 1. */
  itr_calendar_next_close(calendar: number, atMs: number): number;
  /** When a promise falls due that begins at `from_ms`, as packs write it: "4h", "real 4h", "2 working days by 16:00", "end of next working day". ITR_NEVER for "unlimited". Errors: ITR_INVALID (also for what needs a ticket). Since 1. */
  itr_calendar_due(calendar: number, fromMs: number, target: string | null): number;
  /** 0 if `at_ms` lies beyond the days that are announced, else 1. Errors: ITR_MISUSE. Since 1. */
  itr_calendar_is_known(calendar: number, atMs: number): number;
  /** Lets go of a calendar; its pack stays. Errors: ITR_MISUSE. Since 1. */
  itr_calendar_close(calendar: number): void;
  /** Parses, checks and compiles an expression against document `scope`. Errors: ITR_INVALID with code `capi.expression_invalid`: itr_error_document() lists what is wrong. Since 1. */
  itr_expression_compile(source: string | null, scope: string | null): number;
  /** Its value with document `bindings`, as document `value`. A variable without a binding is null. Errors: ITR_INVALID (the code says why it failed: `expression.overflow` …). Since 1. */
  itr_expression_evaluate(expression: number, bindings: string | null): string;
  /** Lets go of an expression. Errors: ITR_MISUSE. Since 1. */
  itr_expression_close(expression: number): void;
  /** A decider with a host's policies (0: none). It holds no tickets and writes nothing. Errors: ITR_MISUSE. Since 1. */
  itr_decider_open(host: number): number;
  /** Makes a pack known: new tickets use the one added last that has their workflow, stored ones theirs by its hash. Errors: ITR_MISUSE. Since 1. */
  itr_decider_add_pack(decider: number, pack: number): void;
  /** Links every commit to the one before it from now on (docs/audit.md), with a ring of keys as a file of `itr audit` has it: a line each, id and 64 hexadecimal digits, the oldest first. A decision then needs the ticket's last commit: it is the last of `commits` in what is stored, or of the history, without which it fails with code `capi.history_needed`. Errors: ITR_INVALID (`audit.invalid_keys`, which never quotes a secret). Since 3. */
  itr_decider_seal_with(decider: number, keys: string | null): void;
  /** Decides document `command` on document `stored_ticket` (of a new ticket only tenant and id): document `decision`, with the rows that the host writes if the stored version is still `expected_version`. `history` is document `stored_history` or NULL: where the decision needs the past, it fails with code `capi.history_needed`, and is asked again with it. `number` names a new ticket for people. `entropy` is 16 or more unpredictable bytes; NULL: the system's. The same arguments give the same rows. Errors: ITR_INVALID, ITR_NOT_FOUND, ITR_FAILED (stored rows that cannot be read). Since 1. */
  itr_decider_decide(decider: number, ticket: string | null, command: string | null, history: string | null, number: string | null, entropy: Uint8Array | null, nowMs: number): string;
  /** What the actor may see of document `stored_ticket`, as document `ticket`. Errors: ITR_INVALID, ITR_NOT_FOUND, ITR_FAILED (stored rows that cannot be read). Since 1. */
  itr_decider_view(decider: number, ticket: string | null, actor: number, nowMs: number): string;
  /** The commands that carry out an effect that is for other tickets (document `signal`), as document `commands`: to be decided each on its ticket, before the effect is removed. Errors: ITR_INVALID. Since 1. */
  itr_decider_commands(decider: number, signal: string | null): string;
  /** Lets go of a decider; its host stays. Errors: ITR_MISUSE. Since 1. */
  itr_decider_close(decider: number): void;
}

/** The same, carried out in another thread. */
export type RawAsync = {
  readonly [Name in keyof Raw]: (...given: Parameters<Raw[Name]>) => Promise<ReturnType<Raw[Name]>>;
};
