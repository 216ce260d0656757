import type { Actor } from "./actor.js";
import { json, read, writeCommand } from "./codec.js";
import type { Command, Commands, Decision, Signal, StoredHistory, StoredTicket, Ticket } from "./documents.js";
import type { Host } from "./host.js";
import { raw } from "./library.js";
import type { Pack } from "./pack.js";
import { Resource, handle } from "./resource.js";
import { milliseconds, type Instant } from "./values.js";

export interface DecideOptions {
  /** All commits of the ticket: needed where a decision fails with code `capi.history_needed`. */
  readonly history?: StoredHistory["commits"];
  /** Names a new ticket for people. */
  readonly number?: string;
  /** 16 or more unpredictable bytes; those of the system unless told. */
  readonly entropy?: Uint8Array;
}

/**
 * The pure core, for programs that write a ticket's rows in a transaction of their own: it holds no tickets, writes
 * nothing, and waits for nothing.
 */
export class Decider extends Resource {
  constructor(host?: Host) {
    super("decider", raw().itr_decider_open(host?.[handle] ?? 0));
  }

  /** New tickets use the pack added last that has their workflow, stored ones theirs by its hash. */
  addPack(pack: Pack): void {
    raw().itr_decider_add_pack(this[handle], pack[handle]);
  }

  /** Links every commit to the one before it from now on, with a ring of keys as a file of `itr audit` has it. */
  sealWith(keys: string): void {
    raw().itr_decider_seal_with(this[handle], keys);
  }

  /** What comes of the command, with the rows to write. Of a new ticket, only tenant and id are known. */
  decide(ticket: StoredTicket, command: Command, now: Instant, options: DecideOptions = {}): Decision {
    const history = options.history === undefined ? null : json({ commits: options.history });
    return read("decision", raw().itr_decider_decide(this[handle], json(ticket), writeCommand(command), history,
      options.number ?? null, options.entropy ?? null, milliseconds(now)));
  }

  /** What the actor may see of a stored ticket. */
  view(ticket: StoredTicket, actor: Actor, now: Instant): Ticket {
    return read("ticket", raw().itr_decider_view(this[handle], json(ticket), actor[handle], milliseconds(now)));
  }

  /** The commands that carry out an effect that is for other tickets. */
  commands(signal: Signal): readonly Command[] {
    return read<Commands>("commands", raw().itr_decider_commands(this[handle], json(signal))).commands;
  }
}
