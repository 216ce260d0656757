// What has to be closed.
import { raw } from "./library.js";
import type { Raw } from "./raw.js";

type Closer = "actor" | "pack" | "store" | "host" | "engine" | "calendar" | "expression" | "decider";
type CloseName = `itr_${Closer}_close` & keyof Raw;

/** @internal */
export const handle = Symbol("handle");

/** A net for what was forgotten; when it is drawn in is up to the engine. */
const forgotten = new FinalizationRegistry<{ readonly kept: number; readonly close: CloseName }>(
  ({ kept, close }) => raw()[close](kept));

/** What lives in the library. Closed by close(), by `using`, or some time after nobody refers to it. */
export abstract class Resource implements Disposable {
  readonly #close: CloseName;
  #closed = false;
  /** @internal */
  readonly [handle]: number;

  /** @internal */
  protected constructor(kind: Closer, kept: number) {
    this.#close = `itr_${kind}_close`;
    this[handle] = kept;
    forgotten.register(this, { kept, close: this.#close }, this);
  }

  /** What others still use goes when they are done. Closing twice is no mistake. */
  close(): void {
    if (this.#closed) return;
    raw()[this.#close](this[handle]);
    this.#closed = true;
    forgotten.unregister(this);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Waits, and keeps what the call uses from being collected meanwhile. */
export async function during<Result>(call: Promise<Result>, ...used: readonly Resource[]): Promise<Result> {
  try {
    return await call;
  } finally {
    keep(used);
  }
}

function keep(_used: unknown): void {
  // A reference that lasts until here.
}
