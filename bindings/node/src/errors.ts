// What went wrong, as classes by status. The code says it exactly: docs/diagnostics.md.
import type { Diagnostic, ErrorDocument } from "./documents.js";

export type Status = "rejected" | "invalid" | "not_found" | "failed" | "misuse" | "internal";

/** What a refused call came to all the same. */
export interface SendOutcome {
  /** Of the ticket after it. */
  readonly version: number;
  /** Done before under the same key, and not again. */
  readonly repeated: boolean;
}

/** The base of all errors that the library reports. */
export abstract class ItrError extends Error {
  abstract readonly status: Status;
  /** Stable: "store.locked". */
  readonly code: string;
  /** What is wrong with a pack or expression, place by place. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(document: Pick<ErrorDocument, "code" | "message" | "diagnostics">) {
    super(document.message);
    this.name = new.target.name;
    this.code = document.code;
    this.diagnostics = document.diagnostics;
  }
}

/** The rules refused the command: nothing of it happened. */
export class RejectedError extends ItrError {
  readonly status = "rejected";
  /** Deadlines that were due before the refused event have been worked off. */
  readonly outcome: SendOutcome | undefined;

  constructor(document: ErrorDocument, outcome?: SendOutcome) {
    super(document);
    this.outcome = outcome;
  }
}

/** A document, pack, expression or value is not as it must be. */
export class InvalidError extends ItrError {
  readonly status = "invalid";
}

/** There is no such ticket that the actor may see, no such calendar, workflow … */
export class NotFoundError extends ItrError {
  readonly status = "not_found";
}

/**
 * The environment failed (a file, a database, a lock): nothing was changed, except with `store.io`, where it is not known:
 * give the command again with its key.
 */
export class FailedError extends ItrError {
  readonly status = "failed";
}

/** The calling program is wrong: something closed, a call from within a callback. */
export class MisuseError extends ItrError {
  readonly status = "misuse";
}

/** No memory left, or a fault of the library. */
export class InternalError extends ItrError {
  readonly status = "internal";
}

const classes = [undefined, RejectedError, InvalidError, NotFoundError, FailedError, MisuseError, InternalError] as const;

/** The error of document `error`. */
export function errorOf(document: string, outcome?: { version: number; repeated: number }): ItrError {
  const told = (document === ""
    ? { status: 6, code: "capi.internal", message: "no memory left for an error", diagnostics: [] }
    : JSON.parse(document)) as ErrorDocument;
  if (told.status === 1 && outcome !== undefined)
    return new RejectedError(told, { version: outcome.version, repeated: outcome.repeated === 1 });
  return new (classes[told.status] ?? InternalError)(told);
}

/** The native library or the addon is not there, or is not one that this package works with. */
export class LibraryError extends Error {
  override readonly name = "LibraryError";
  readonly code = "ERR_ITR_LIBRARY";

  /** @param tried what was looked for, with what the system said of each. */
  constructor(what: string, readonly tried: readonly string[]) {
    super([what, ...tried.map((each) => `  ${each}`)].join("\n"));
  }
}
