import { json } from "./codec.js";
import type { ActorDocument } from "./documents.js";
import { raw } from "./library.js";
import { Resource } from "./resource.js";

/** Who asks. Immutable; it may stand in commands as it is. */
export class Actor extends Resource implements ActorDocument {
  readonly id: string;
  readonly roles: readonly string[];
  readonly party: string;

  constructor(actor: ActorDocument) {
    super("actor", raw().itr_actor_open(json(actor)));
    this.id = actor.id ?? "";
    this.roles = typeof actor.roles === "string" ? [actor.roles] : (actor.roles ?? []);
    this.party = actor.party ?? "";
  }

  /** The host itself: the role `system`. */
  static system(): Actor {
    return new Actor({ roles: ["system"] });
  }

  toJSON(): ActorDocument {
    return { id: this.id, roles: this.roles, party: this.party };
  }
}

