// Commands on tickets: decided by the rules, written by this program in the transaction of the caller.
import { Actor, Decider, ItrError, Pack } from "itr";
import { readHistory, readTicket, tenant, writeTicket } from "./rows.js";

export class Desk {
  #decider = new Decider();

  constructor(folder) {
    const pack = Pack.loadFolderSync(folder);
    this.#decider.addPack(pack);
    pack.close();
  }

  /**
   * Gives the decision. A refused command is no error here: deadlines that were due before it have been worked off, and
   * what was written of them is kept by committing.
   */
  async carryOut(db, ticket, command, now, number) {
    const stored = await readTicket(db, ticket);
    const decision = await this.#decide(db, stored, { ...command, tenant, ticket }, now, number);
    if (decision.rows) await writeTicket(db, decision.rows);
    return decision;
  }

  async #decide(db, stored, command, now, number) {
    const options = number === undefined ? {} : { number };
    try {
      return this.#decider.decide(stored, command, now, options);
    } catch (error) {
      if (!(error instanceof ItrError) || error.code !== "capi.history_needed") throw error;
      return this.#decider.decide(stored, command, now, { ...options, history: await readHistory(db, stored.ticket) });
    }
  }

  /** What somebody may see of a ticket. */
  async view(db, ticket, who, now) {
    const actor = new Actor(who);
    try {
      return this.#decider.view(await readTicket(db, ticket), actor, now);
    } finally {
      actor.close();
    }
  }

  /** Carries a signal to the tickets that it is for. Each remembers it, so that a second time changes nothing. */
  async carrySignal(db, effect, now) {
    const { rows } = await db.query("select id from tickets where parent = $1 order by id", [effect.ticket]);
    const { ticket, key, kind, payload } = effect;
    for (const command of this.#decider.commands({ tenant, ticket, key, kind, payload, children: rows.map((row) => row.id) }))
      await this.carryOut(db, command.ticket, command, now);
  }
}
