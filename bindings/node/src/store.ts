import { read, write } from "./codec.js";
import type { SqliteOptions, StoreCounters } from "./documents.js";
import { needSqlite, raw, rawAsync } from "./library.js";
import { Resource, during, handle } from "./resource.js";

/** Where tickets live. */
export class Store extends Resource {
  private constructor(kept: number) {
    super("store", kept);
  }

  /** An empty store in memory: nothing is durable. */
  static openMemory(): Store {
    return new Store(raw().itr_store_open_memory());
  }

  /** A store in one SQLite file. The library libitr_sqlite has to be there. */
  static async openSqlite(path: string, options?: SqliteOptions): Promise<Store> {
    needSqlite();
    return new Store(await rawAsync().itr_store_open_sqlite(path, write(options)));
  }
  static openSqliteSync(path: string, options?: SqliteOptions): Store {
    needSqlite();
    return new Store(raw().itr_store_open_sqlite(path, write(options)));
  }

  /** How much is in it. */
  async counters(): Promise<StoreCounters> {
    return read("store_counters", await during(rawAsync().itr_store_counters(this[handle]), this));
  }
  countersSync(): StoreCounters {
    return read("store_counters", raw().itr_store_counters(this[handle]));
  }
}
