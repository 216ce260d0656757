// What the CRM does: its own rows and those of the ticket in one transaction each.
import { createHash } from "node:crypto";
import { Desk } from "./desk.js";

const system = { id: "crm", roles: ["system"] };
const tries = 5;
const wasFaster = new Set(["23505", "40001", "40P01"]); // another writer: unique key, serialization, deadlock

/** What a request asks for is not there, or is refused: with the status of HTTP. */
export class Problem extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

function refuse({ code, message }) {
  throw new Problem(code === "ticket.unknown" ? 404 : 409, code, message);
}

export class Crm {
  #pool;
  #desk;
  #now;

  /** @param now reads the clock: nothing else here does. */
  constructor(pool, packFolder, now = () => new Date()) {
    this.#pool = pool;
    this.#desk = new Desk(packFolder);
    this.#now = now;
  }

  // ---- customers, products, contracts

  async addCustomer({ name }) {
    return this.#one("insert into customers (name) values ($1) returning id::int, name, open_tickets", [name]);
  }

  async customer(id) {
    const found = await this.#one("select id::int, name, open_tickets from customers where id = $1", [id]);
    return found ?? missing("customer", id);
  }

  async contacts(customer) {
    const { rows } = await this.#pool.query("select ticket, at, what from contacts where customer = $1 order by id", [customer]);
    return rows;
  }

  async addProduct({ id, name }) {
    return this.#one("insert into products values ($1, $2) returning *", [id, name]);
  }

  async addContract({ customer, product, level, starts, ends }) {
    return this.#one(
      "insert into contracts values ($1, $2, $3, $4, $5) returning customer::int, product, level, starts::text, ends::text",
      [customer, product, level, starts, ends]);
  }

  // ---- tickets

  /** The ticket, the customer's count and the contact are written together, or none of them is. */
  async openTicket({ customer, product, text }, who, key) {
    return this.#transaction(async (db) => {
      if ((await db.query("select 1 from customers where id = $1", [customer])).rowCount === 0) missing("customer", customer);
      if ((await db.query("select 1 from products where id = $1", [product])).rowCount === 0) missing("product", product);
      const { rows: [{ number }] } = await db.query("select nextval('ticket_numbers')::text as number");
      // The same request sent again is about the same ticket, and the rules tell that it was done.
      const id = key ? `K-${createHash("sha256").update(key).digest("hex").slice(0, 32)}` : `T-${number}`;
      const command = { op: "open", actor: who, workflow: "request", party: String(customer), data: { product, text }, ...(key && { key }) };
      const decision = await this.#desk.carryOut(db, id, command, this.#now(), number);
      await this.#after(db, decision, customer, "opened a ticket");
      return { ...decision, ticket: id };
    });
  }

  async send(ticket, { event, data, version }, who, key) {
    const command = { op: "send", actor: who, event, ...(data && { data }), ...(key && { key }), ...(version !== undefined && { expected_version: version }) };
    return this.#command(ticket, command, `${event} by ${who.id}`);
  }

  async comment(ticket, { text, isPublic = true }, who) {
    return this.#command(ticket, { op: "comment", actor: who, text, public: isPublic }, `comment by ${who.id}`);
  }

  async #command(ticket, command, what) {
    return this.#transaction(async (db) => {
      const { rows: [found] } = await db.query("select party from tickets where id = $1", [ticket]);
      if (!found) missing("ticket", ticket);
      const decision = await this.#desk.carryOut(db, ticket, command, this.#now());
      await this.#after(db, decision, found.party, what);
      return { ...decision, ticket };
    });
  }

  /** The CRM's own rows that go with a decision. */
  async #after(db, decision, customer, what) {
    if (!decision.rows) return;
    await db.query(
      "update customers set open_tickets = (select count(*) from tickets where party = $1::text and is_open) where id = $1::bigint",
      [customer]);
    if (decision.verdict === "decided") await this.#contact(db, customer, decision.rows.ticket, what);
  }

  async #contact(db, customer, ticket, what) {
    await db.query("insert into contacts (customer, ticket, at, what) values ($1, $2, $3, $4)", [customer, ticket, this.#now(), what]);
  }

  async ticket(id, who) {
    return this.#transaction((db) => this.#desk.view(db, id, who, this.#now()));
  }

  async tickets({ customer, open }) {
    const { rows } = await this.#pool.query(
      `select id, number, party::int as customer, owner, states, is_open, opened_at, next_due from tickets
       where ($1::text is null or party = $1) and ($2::bool is null or is_open = $2) order by opened_at, id limit 1000`,
      [customer ?? null, open ?? null]);
    return rows;
  }

  // ---- time and effects

  /** Works deadlines off that have come. Gives how many tickets had one. */
  async workOffDeadlines() {
    const now = this.#now();
    const { rows } = await this.#pool.query("select id, party from tickets where next_due <= $1 order by next_due limit 100", [now]);
    for (const { id, party } of rows)
      await this.#transaction(async (db) => {
        const decision = await this.#desk.carryOut(db, id, { op: "wake", actor: system }, now);
        await this.#after(db, decision, party, "time passed");
        return decision;
      });
    return rows.length;
  }

  /** Does what the rules want, the oldest of each ticket first. Gives how many effects were done. */
  async workOffEffects() {
    let done = 0;
    while (await this.#transaction((db) => this.#oneEffect(db))) done += 1;
    return done;
  }

  /** Its doing is rows in this database, so it is done and gone in one transaction: once, whatever happens. */
  async #oneEffect(db) {
    const { rows: [effect] } = await db.query(
      `select e.*, t.party from ticket_effects e join tickets t on t.id = e.ticket
       where e.available_at <= $1 and not exists (select 1 from ticket_effects o where o.ticket = e.ticket and o.place < e.place)
       order by e.place limit 1 for update of e skip locked`, [this.#now()]);
    if (!effect) return false;
    const payload = JSON.parse(effect.payload);
    if (effect.is_signal) await this.#desk.carrySignal(db, effect, this.#now());
    else if (effect.kind === "ask") await this.#answerContract(db, effect, payload.with);
    else if (effect.kind === "notify")
      await this.#contact(db, effect.party, effect.ticket, `told ${payload.to}: ${payload.with?.question ?? "look at it"}`);
    // Of the other kinds (who got the ticket) this program keeps nothing beside the ticket's own rows.
    await db.query("delete from ticket_effects where key = $1", [effect.key]);
    return true;
  }

  /** What the rules asked for: which contract covers the product today? */
  async #answerContract(db, effect, asked) {
    const { rows: [contract] } = await db.query(
      "select level from contracts where customer = $1 and product = $2 and $3::date between starts and ends order by level limit 1",
      [asked.party, asked.product, this.#now()]);
    const answer = contract ? { event: "covered", data: { level: contract.level } } : { event: "not_covered" };
    const decision = await this.#desk.carryOut(db, effect.ticket, { op: "send", actor: system, key: effect.key, ...answer }, this.#now());
    await this.#after(db, decision, effect.party, contract ? `covered: ${contract.level}` : "not covered");
  }

  // ---- the database

  async #one(text, values) {
    return (await this.#pool.query(text, values)).rows[0];
  }

  /** Begins again where another writer was faster. A refused command is committed, and then told. */
  async #transaction(body) {
    for (let attempt = 1; ; ++attempt) {
      const db = await this.#pool.connect();
      try {
        await db.query("begin");
        const result = await body(db);
        await db.query("commit");
        if (result.rejection) refuse(result.rejection);
        return result;
      } catch (error) {
        await db.query("rollback").catch(() => undefined);
        if (attempt === tries || !wasFaster.has(error.code)) throw error;
      } finally {
        db.release();
      }
    }
  }
}

function missing(what, id) {
  throw new Problem(404, "crm.missing", `there is no ${what} ${id}`);
}
