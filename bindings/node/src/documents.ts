// The documents that go in and come out. Made by tools/generate.mjs from bindings/api.json and docs/capi.schema.json; not to be edited.
//
// Their members have the names that they have in every language. Instants come out as `Date`, lengths of time as
// milliseconds.
import type { Data, Instant, Length, Value } from "./values.js";

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

export interface CommitRow {
  readonly version: number;
  readonly at: Instant;
  readonly text: string;
}

export interface PersonalRow {
  readonly slot: string;
  readonly text: string;
}

export interface Clock {
  readonly name: string;
  readonly key: string;
  readonly agreement?: string;
  readonly phase: "idle" | "running" | "paused" | "met" | "missed" | "cancelled" | "superseded";
  readonly breached: boolean;
  readonly cycle: number;
  readonly origin?: Date;
  readonly elapsed?: number;
  readonly elapsed_real?: number;
  readonly target?: number;
  readonly remaining?: number;
  readonly waived?: boolean;
  readonly pinned?: boolean;
  readonly due?: Date;
  readonly calendar?: string;
  readonly pause_reason?: string;
}

/** A commit as the journal has it, without what the actor must not see. */
export interface Commit {
  readonly at: Date;
  readonly steps: readonly Value[];
  readonly [name: string]: Value;
}

export interface Effect {
  readonly key: string;
  readonly kind: string;
  readonly ticket: string;
  readonly tenant: string;
  readonly attempts: number;
  readonly available_at: Date;
  readonly payload: Value;
  /** Which taking of it this is, for itr_engine_fail_taken_effect(). */
  readonly taking: number;
}

export interface Incident {
  readonly key: string;
  readonly kind: string;
  readonly ticket: string;
  readonly tenant: string;
  readonly attempts: number;
  readonly available_at: Date;
  readonly payload: Value;
  readonly reason: string;
  readonly since: Date;
}

/** Who asks. The role `system` is the host itself; `party` is the customer on whose behalf. */
export interface ActorDocument {
  readonly v?: 1;
  readonly id?: string;
  readonly roles?: string | readonly string[];
  readonly party?: string;
}

export interface Texts {
  readonly v?: 1;
  readonly texts?: string | readonly string[];
}

/** The files of a pack; `path` is only a label. Imported packs by their names. */
export interface Sources {
  readonly v?: 1;
  readonly files: readonly {
    readonly path: string;
    readonly text: string;
  }[];
  readonly imports?: { readonly [name: string]: readonly {
    readonly path: string;
    readonly text: string;
  }[] };
}

export interface EngineOptions {
  readonly v?: 1;
  /** Of tickets kept in memory; 64 MiB unless told. */
  readonly cache_bytes?: number;
  readonly claim_lease?: Length;
  /** A ticket's state is written with every so many commits; 1 unless told. */
  readonly snapshot_every?: number;
  /** Of failed effects: after 10s, twice as long each time up to 6h, 10 attempts unless told. */
  readonly retries?: {
    readonly first?: Length;
    readonly longest?: Length;
    readonly attempts?: number;
  };
  /** The ring of keys that seals commits, as a file for `itr audit` has it: a line each, id and 64 hexadecimal digits, the oldest first. Without it none is sealed. */
  readonly audit_keys?: string;
}

export interface SqliteOptions {
  readonly v?: 1;
  readonly synchronous?: "full" | "normal" | "off";
  readonly shared?: boolean;
  readonly read_only?: boolean;
  readonly create?: boolean;
  readonly busy_timeout?: Length;
  readonly max_file_bytes?: number;
}

export interface PostgresOptions {
  readonly v?: 1;
  /** Of the tables; itr unless told. */
  readonly schema?: string;
  readonly create?: boolean;
  readonly migrate?: boolean;
  readonly max_connections?: number;
  readonly connect_timeout?: Length;
  readonly connect_attempts?: number;
  readonly lease_clock?: "database" | "caller";
}

export interface AnyCommand {
  readonly v?: 1;
  readonly tenant?: string;
  readonly ticket?: string;
  readonly actor: ActorDocument;
  readonly key?: string;
  readonly expected_version?: number;
  readonly happened_at?: Instant;
  readonly targets?: { readonly [name: string]: Length };
}

export interface OpenCommand extends AnyCommand {
  readonly op: "open";
  readonly workflow: string;
  readonly data?: Data;
  readonly party?: string;
  readonly number?: string;
  readonly parent?: string;
  readonly form?: string;
  readonly product?: string;
  readonly channel?: string;
}

export interface SendCommand extends AnyCommand {
  readonly op: "send";
  readonly event: string;
  readonly data?: Data;
}

export interface AssignCommand extends AnyCommand {
  readonly op: "assign";
  readonly owner?: string;
  readonly team?: string;
  readonly line?: string;
  readonly reason?: string;
}

export interface SetCommand extends AnyCommand {
  readonly op: "set";
  readonly data?: Data;
}

export interface CommentCommand extends AnyCommand {
  readonly op: "comment";
  readonly text: string;
  readonly public?: boolean;
}

export interface LinkCommand extends AnyCommand {
  readonly op: "link";
  readonly to: string;
  readonly relation: string;
  readonly incoming?: boolean;
}

export interface AttachCommand extends AnyCommand {
  readonly op: "attach";
  readonly name: string;
  readonly uri?: string;
  readonly sha256?: string;
  readonly size?: number;
  readonly public?: boolean;
}

export interface PauseCommand extends AnyCommand {
  readonly op: "pause";
  readonly clock: string;
  readonly reason?: string;
}

export interface ResumeCommand extends AnyCommand {
  readonly op: "resume";
  readonly clock: string;
  readonly reason?: string;
}

export interface WaiveCommand extends AnyCommand {
  readonly op: "waive";
  readonly clock: string;
  readonly reason?: string;
}

export interface CancelCommand extends AnyCommand {
  readonly op: "cancel";
  readonly clock: string;
  readonly reason?: string;
}

export interface ExtendCommand extends AnyCommand {
  readonly op: "extend";
  readonly clock: string;
  readonly reason?: string;
  readonly by?: Length;
}

export interface PinCommand extends AnyCommand {
  readonly op: "pin";
  readonly clock: string;
  readonly reason?: string;
  readonly to?: Instant;
}

export interface PromiseCommand extends AnyCommand {
  readonly op: "promise";
  readonly clock: string;
  readonly reason?: string;
  readonly target?: Length;
}

export interface AcknowledgeCommand extends AnyCommand {
  readonly op: "acknowledge";
  readonly ladder: string;
}

export interface EraseCommand extends AnyCommand {
  readonly op: "erase";
  readonly slots?: string | readonly string[];
  readonly reason?: string;
}

export interface WakeCommand extends AnyCommand {
  readonly op: "wake";
}

export interface AdoptCommand extends AnyCommand {
  readonly op: "adopt";
  readonly terms: string;
  readonly reason?: string;
}

export interface CorrectCommand extends AnyCommand {
  readonly op: "correct";
  readonly clock: string;
  readonly reason?: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly counted?: boolean;
}

/** What somebody wants of a ticket. `expected_version`: refused if the ticket has another. `key`: carried out once. `happened_at`: when the fact is older than its report. `targets`: goals of the kind `host`. */
export type Command =
  | OpenCommand
  | SendCommand
  | AssignCommand
  | SetCommand
  | CommentCommand
  | LinkCommand
  | AttachCommand
  | PauseCommand
  | ResumeCommand
  | WaiveCommand
  | CancelCommand
  | ExtendCommand
  | PinCommand
  | PromiseCommand
  | AcknowledgeCommand
  | EraseCommand
  | WakeCommand
  | AdoptCommand
  | CorrectCommand;

export interface Commands {
  readonly v?: 1;
  readonly commands: readonly Command[];
}

export interface Query {
  readonly v?: 1;
  readonly tenant: string;
  readonly where?: {
    readonly state?: string;
    readonly workflow?: string;
    readonly owner?: string;
    readonly team?: string;
    readonly line?: string;
    readonly severity?: string;
    readonly party?: string;
    readonly parent?: string;
    readonly number?: string;
    readonly open?: boolean;
  };
  readonly due_before?: Instant;
  readonly limit?: number;
  readonly after?: string;
}

export interface Scope {
  readonly v?: 1;
  readonly variables?: { readonly [name: string]: string };
  readonly wanted?: string;
}

export interface Bindings {
  readonly v?: 1;
  readonly bindings?: Data;
}

/** A ticket as its host keeps it: the newest snapshot, the commits after it, the personal texts. Without snapshot and commits it does not exist yet. */
export interface StoredTicket {
  readonly v?: 1;
  readonly tenant: string;
  readonly ticket: string;
  readonly snapshot?: string;
  readonly snapshot_version?: number;
  readonly commits?: readonly CommitRow[];
  readonly personal?: readonly PersonalRow[];
}

export interface StoredHistory {
  readonly v?: 1;
  readonly commits: readonly CommitRow[];
}

export interface Signal {
  readonly v?: 1;
  readonly tenant: string;
  readonly ticket: string;
  readonly key: string;
  readonly kind: string;
  readonly payload: string;
  readonly children?: readonly string[];
  readonly personal?: readonly PersonalRow[];
}

export interface Assignment {
  readonly v?: 1;
  readonly team?: string;
  readonly owner?: string;
  readonly line?: string;
  readonly reason?: string;
}

export interface Escalation {
  readonly v?: 1;
  readonly notify?: string | readonly string[];
  readonly assignment?: Assignment;
  readonly raise?: string;
  readonly next_level_after?: Length;
  readonly reason?: string;
}

/** The internal event that takes a ticket on. */
export interface Route {
  readonly v?: 1;
  readonly event: string;
  readonly data?: Data;
}

/** How long a promise is, in its clock's calendar: from 1 s to 10 years. */
export interface Target {
  readonly v?: 1;
  readonly target: Length;
}

export interface Limits {
  readonly v?: 1;
  readonly version: string;
  readonly name_bytes: number;
  readonly document_bytes: number;
  readonly page: number;
  readonly list_items?: number;
  readonly pack_file_bytes?: number;
  readonly pack_files?: number;
  readonly expression_bytes?: number;
  readonly roles?: number;
  readonly stored_text_bytes?: number;
  readonly deadlines_per_turn?: number;
  readonly turns_before_command?: number;
  readonly remembered_commands?: number;
  readonly timers?: number;
  readonly links?: number;
  readonly abi_version: number;
  readonly abi_oldest: number;
}

export interface ErrorDocument {
  readonly v?: 1;
  readonly status: 1 | 2 | 3 | 4 | 5 | 6;
  readonly code: string;
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Diagnostics {
  readonly v?: 1;
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PackDescription {
  readonly v?: 1;
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly workflows: readonly string[];
  readonly agreements: readonly string[];
  readonly calendars: readonly string[];
  readonly tables: readonly string[];
  readonly ladders: readonly string[];
  readonly roles: readonly string[];
  readonly forms: readonly string[];
  readonly scenarios: readonly string[];
}

export interface Scenarios {
  readonly v?: 1;
  readonly passed: number;
  readonly failed: number;
  readonly scenarios: readonly {
    readonly name: string;
    readonly at: Place;
    readonly passed: boolean;
    readonly failures: readonly {
      readonly file: string;
      readonly line: number;
      readonly step: number;
      readonly message: string;
    }[];
    readonly mistakes: readonly Diagnostic[];
  }[];
}

export interface StoreCounters {
  readonly v?: 1;
  readonly tickets: number;
  readonly open_tickets: number;
  readonly commits: number;
  readonly effects_waiting: number;
  readonly incidents: number;
}

export interface EngineCounters {
  readonly v?: 1;
  readonly commands_total: number;
  readonly rejections_total: number;
  readonly repeats_total: number;
  readonly deadlines_total: number;
  readonly conflicts_total: number;
  readonly cache_hits_total: number;
  readonly cache_misses_total: number;
  readonly cached_tickets: number;
  readonly cache_bytes: number;
}

export interface Deployments {
  readonly v?: 1;
  readonly deployments: readonly {
    readonly hash: string;
    readonly name: string;
    readonly version: string;
    readonly at: Date;
    readonly actor?: string;
  }[];
}

/** `ok` is false where the rules refused: `code` and `message` say why. */
export interface Outcome {
  readonly v?: 1;
  readonly ok: boolean;
  readonly ticket: string;
  readonly version: number;
  readonly number?: string;
  readonly repeated?: true;
  readonly code?: string;
  readonly message?: string;
}

export interface Outcomes {
  readonly v?: 1;
  readonly outcomes: readonly {
    readonly ok: boolean;
    readonly ticket: string;
    readonly version: number;
    readonly number?: string;
    readonly repeated?: true;
    readonly code?: string;
    readonly message?: string;
  }[];
}

/** What the actor may see; `events` are those it may send now. */
export interface Ticket {
  readonly v?: 1;
  readonly id: string;
  readonly tenant: string;
  readonly version: number;
  readonly number?: string;
  readonly workflow?: string;
  readonly owner?: string;
  readonly team?: string;
  readonly line?: string;
  readonly party?: string;
  readonly parent?: string;
  readonly open: boolean;
  readonly opened_at: Date;
  readonly changed_at: Date;
  readonly closed_at?: Date;
  readonly next_due?: Date;
  readonly states: readonly string[];
  readonly events: readonly string[];
  readonly data: Data;
  readonly clocks: readonly Clock[];
}

export interface Clocks {
  readonly v?: 1;
  readonly clocks: readonly Clock[];
}

/** `next` is empty on the last page. */
export interface Page {
  readonly v?: 1;
  readonly tickets: readonly {
    readonly ticket: string;
    readonly version: number;
    readonly next_due?: Date;
    readonly number?: string;
    readonly workflow?: string;
    readonly owner?: string;
    readonly team?: string;
    readonly line?: string;
    readonly severity?: string;
    readonly party?: string;
    readonly parent?: string;
    readonly states: readonly string[];
    readonly open: boolean;
    readonly opened_at: Date;
    readonly changed_at: Date;
  }[];
  readonly next: string;
}

export interface History {
  readonly v?: 1;
  readonly commits: readonly Commit[];
}

export interface Effects {
  readonly v?: 1;
  readonly effects: readonly Effect[];
}

export interface Incidents {
  readonly v?: 1;
  readonly incidents: readonly Incident[];
}

export interface ValueDocument {
  readonly v?: 1;
  readonly type: string;
  readonly value: Value;
}

export interface Snapshot {
  readonly v?: 1;
  readonly tenant: string;
  readonly ticket: string;
  readonly workflow: string;
  readonly owner: string;
  readonly team: string;
  readonly line: string;
  readonly now: Date;
  readonly data: Data;
  readonly level?: number;
  readonly clock?: string;
}

/** Where `rows` is there, it is written: also of a rejected command, whose deadlines were worked off first. `commit`, `snapshot` and `payload` are texts that are stored as they are. */
export interface Decision {
  readonly v?: 1;
  readonly verdict: "decided" | "nothing" | "repeated" | "rejected";
  readonly version: number;
  readonly rejection?: {
    readonly code: string;
    readonly message: string;
  };
  readonly rows?: {
    readonly tenant: string;
    readonly ticket: string;
    readonly expected_version: number;
    readonly version: number;
    readonly at: Date;
    readonly commit: string;
    readonly snapshot?: string;
    readonly summary: {
      readonly number?: string;
      readonly workflow?: string;
      readonly owner?: string;
      readonly team?: string;
      readonly line?: string;
      readonly severity?: string;
      readonly party?: string;
      readonly parent?: string;
      readonly states: readonly string[];
      readonly open: boolean;
      readonly opened_at?: Date;
      readonly changed_at?: Date;
    };
    readonly next_due?: Date;
    readonly effects: readonly {
      readonly key: string;
      readonly kind: string;
      readonly payload: string;
      readonly available_at: Date;
      readonly signal: boolean;
    }[];
    readonly personal: readonly PersonalRow[];
    readonly erase: readonly string[];
    readonly idempotency_key?: string;
  };
}
