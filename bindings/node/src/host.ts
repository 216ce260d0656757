import { json, read } from "./codec.js";
import type { Assignment, Escalation, Route, Snapshot, Target } from "./documents.js";
import { raw } from "./library.js";
import { Resource, handle } from "./resource.js";

export type LogLevel = "debug" | "info" | "warning" | "error";

const levels: readonly LogLevel[] = ["debug", "info", "warning", "error"];

/** Where an engine logs. `event` is a stable word such as "pack.deployed". */
export type Log = (level: LogLevel, event: string, message: string) => void;

/**
 * A decision of the host: looks at nothing but the snapshot, and answers at once (no promise). Nothing is proposed where it
 * gives undefined or throws.
 */
export type Policy<Proposal> = (snapshot: Snapshot) => Proposal | undefined;

export interface HostOptions {
  readonly log?: Log;
  /** By the names that packs use: `assign: {policy: NAME}`. */
  readonly assignments?: { readonly [name: string]: Policy<Assignment> };
  /** By the names of ladders. */
  readonly escalations?: { readonly [name: string]: Policy<Escalation> };
  /** By the names that packs use: `raise: {policy: NAME}`. */
  readonly routes?: { readonly [name: string]: Policy<Route> };
  /** How long promises of kind `host` are, by the names or keys of their clocks. */
  readonly targets?: { readonly [name: string]: Policy<Target> };
}

/**
 * The functions that engines and deciders call. They are called in the thread of JavaScript, whoever asks. They live as long as
 * an engine that was opened with them, and what they refer to is not collected: an engine that its own policy refers to goes
 * only when it is closed.
 */
export class Host extends Resource {
  readonly #log: Log | undefined;

  constructor(options: HostOptions = {}) {
    super("host", raw().itr_host_open());
    this.#log = options.log;
    if (options.log !== undefined) raw().itr_host_set_log(this[handle], logger(needFunction(options.log)));
    for (const [name, policy] of Object.entries(options.assignments ?? {}))
      raw().itr_host_add_assignment(this[handle], name, this.#asked(name, policy));
    for (const [name, policy] of Object.entries(options.escalations ?? {}))
      raw().itr_host_add_escalation(this[handle], name, this.#asked(name, policy));
    for (const [name, policy] of Object.entries(options.routes ?? {}))
      raw().itr_host_add_routing(this[handle], name, this.#asked(name, policy));
    for (const [name, policy] of Object.entries(options.targets ?? {}))
      raw().itr_host_add_target(this[handle], name, this.#asked(name, policy));
  }

  #asked(name: string, policy: Policy<object>): (snapshot: string) => string | undefined {
    const log = this.#log;
    needFunction(policy);
    return (snapshot) => {
      try {
        const proposal = policy(read<Snapshot>("snapshot", snapshot)) ?? undefined;
        if (proposal instanceof Promise) {
          proposal.catch(() => undefined);
          throw new TypeError("expected a proposal, but found a promise: a policy answers at once");
        }
        return proposal === undefined ? undefined : json(proposal);
      } catch (error) {
        tell(log, `the policy '${name}' failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        throw error; // so that the library knows
      }
    };
  }
}

function needFunction<Wanted>(given: Wanted): Wanted {
  if (typeof given === "function") return given;
  throw Object.assign(new TypeError("expected a function"), { code: "ERR_INVALID_ARG_TYPE" });
}

function logger(log: Log): (level: number, event: string, message: string) => void {
  return (level, event, message) => {
    try {
      log(levels[level] ?? "error", event, message);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };
}

function tell(log: Log | undefined, message: string): void {
  if (log === undefined) process.emitWarning(message, "ItrPolicyWarning");
  else logger(log)(2, "policy.failed", message);
}
