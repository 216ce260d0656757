// Issue to Resolution: tickets, workflows from packs, clocks. See docs/embedding-node.md.
import { read } from "./codec.js";
import type { Limits } from "./documents.js";
import { raw } from "./library.js";

export { Actor } from "./actor.js";
export { Calendar } from "./calendar.js";
export { Decider, type DecideOptions } from "./decider.js";
export type * from "./documents.js";
export {
  Engine, type Advanced, type ClockReading, type EngineSettings, type SendOptions, type TakeOptions, type TicketRow,
} from "./engine.js";
export { TakenEffect } from "./effect.js";
export {
  FailedError, InternalError, InvalidError, ItrError, LibraryError, MisuseError, NotFoundError, RejectedError,
  type SendOutcome, type Status,
} from "./errors.js";
export { Expression } from "./expression.js";
export { Host, type HostOptions, type Log, type LogLevel, type Policy } from "./host.js";
export { version } from "./library.js";
export { Pack, type FolderOptions } from "./pack.js";
export { Store } from "./store.js";
export { Duration, type Data, type Instant, type Length, type Value } from "./values.js";

/** The limits of the library. */
export function limits(): Limits {
  return read("limits", raw().itr_limits());
}

/** How many things of the library are open in the process: for tests that look for leaks. */
export function openHandles(): number {
  return raw().itr_open_handles();
}
