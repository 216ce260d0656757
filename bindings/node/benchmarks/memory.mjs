// Resident memory on the SQLite store with a cache limit: after 1,000,000 commands at most 1.05 times that after 200,000.
//
//   node --expose-gc memory.mjs FOLDER [COMMANDS]      FOLDER: where the database is made
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Actor, Engine, Pack, Store } from "itr";
import { at, commandsATicket, commandsOf, must, start, yaml } from "./script.mjs";

const limit = 1.05;
const most = Number(process.argv[3] ?? 1_000_000);
const folder = mkdtempSync(join(process.argv[2], "memory-"));
const engine = Engine.openSync(Store.openSqliteSync(join(folder, "tickets.db"), { synchronous: "off" }), { cacheBytes: 8 << 20 });
engine.deploySync(Pack.loadSync(yaml), Actor.system(), start);

const rss = {};
const marks = [most / 5, (most * 3) / 5, most];
let done = 0;
let tickets = 0;
for (const mark of marks) {
  while (done < mark) {
    commandsOf(`T-${++tickets}`).forEach((command, n) => must(engine.executeSync(command, at(n))));
    done += commandsATicket;
    // A program that handles requests gives its event loop a turn between them.
    await new Promise(setImmediate);
  }
  globalThis.gc?.();
  rss[mark] = process.memoryUsage().rss;
  console.log(`${mark} commands: ${(rss[mark] / 2 ** 20).toFixed(1)} MiB resident, ${engine.counters().cached_tickets} tickets cached`);
}
engine.close();
rmSync(folder, { recursive: true });
const ratio = rss[marks[2]] / rss[marks[0]];
console.log(`${ratio.toFixed(3)} times, at most ${limit}`);
process.exitCode = ratio <= limit ? 0 : 1;
