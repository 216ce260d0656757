// The service. DATABASE_URL names a database; without one, a PostgreSQL is started for as long as this runs. PORT: 8080.
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Crm } from "./crm.js";
import { serve } from "./http.js";
import { makeTables, startPostgres } from "./postgres.js";

const own = process.env.DATABASE_URL ? undefined : await startPostgres();
const pool = new pg.Pool(own?.connection ?? { connectionString: process.env.DATABASE_URL });
pool.on("error", (error) => console.error(error)); // of a connection that nobody uses just now
await makeTables(pool);
const crm = new Crm(pool, fileURLToPath(new URL("../pack", import.meta.url)));

/** Deadlines and effects, a moment after one another; the next turn comes when this one is over. */
let timer;
async function turn() {
  try {
    await crm.workOffDeadlines();
    await crm.workOffEffects();
  } catch (error) {
    console.error(error);
  }
  timer = setTimeout(turn, 500);
}
void turn();

const server = serve(crm);
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));

for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, async () => {
    clearTimeout(timer);
    server.close();
    await pool.end();
    await own?.stop();
    process.exit(0);
  });
