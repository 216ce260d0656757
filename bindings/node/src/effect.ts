import type { Effect } from "./documents.js";
import type { Engine } from "./engine.js";
import type { Instant, Value } from "./values.js";

/** An effect that this program has taken: to be done, and then acknowledged or failed. */
export class TakenEffect implements Effect {
  readonly key!: string;
  readonly kind!: string;
  readonly ticket!: string;
  readonly tenant!: string;
  readonly attempts!: number;
  readonly available_at!: Date;
  readonly payload!: Value;
  readonly taking!: number;
  readonly #engine: Engine;

  /** @internal */
  constructor(engine: Engine, effect: Effect) {
    Object.assign(this, effect);
    this.#engine = engine;
  }

  /** It is done. False: it was acknowledged before. */
  async acknowledge(): Promise<boolean> {
    return this.#engine.acknowledgeEffect(this);
  }

  /** It failed: it is tried again later, and becomes an incident after ten failures. False: as Engine.failEffect(). */
  async fail(reason: string, now: Instant): Promise<boolean> {
    return this.#engine.failEffect(this, reason, now);
  }
}
