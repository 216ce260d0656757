// What README.md shows: its block of requests, by the shell.
import { strict as assert } from "node:assert";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { Crm } from "../src/crm.js";
import { serve } from "../src/http.js";
import { makeTables, startPostgres } from "../src/postgres.js";

const place = (path) => fileURLToPath(new URL(path, import.meta.url));
const block = /```sh\n(crm=.*?)```/s.exec(readFileSync(join(process.env.CRM_SOURCE, "README.md"), "utf8"))[1];

/** Carries them out, as they stand there, on a service that nobody has used yet. */
async function carryOut(url) {
  const shell = `set -e; curl() { command curl --silent --show-error --fail-with-body "$@"; echo; }; ${block}`
    .replace("http://127.0.0.1:8080", url);
  const { stdout } = await promisify(execFile)("bash", ["-c", shell]);
  const [ticket, contacts] = stdout.trim().split("\n").map((line) => JSON.parse(line)).slice(-2);
  assert.deepEqual([ticket.states, ticket.owner], [["working"], "li.wei"]);
  assert.deepEqual(contacts.map((contact) => contact.what), ["opened a ticket", "covered: gold", "told agent: look at it", "take by li.wei"]);
}

test("the service carries out the requests of the README, and ends when it is told to", { timeout: 120_000 }, async () => {
  const env = { ...process.env, PORT: "0", DATABASE_URL: "" };
  const service = spawn(process.execPath, [place("../src/main.js")], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(service, "exit");
  const [said] = await Promise.race([once(service.stdout, "data"), ended]);
  const [url] = /http:\/\/\S+/.exec(String(said)) ?? assert.fail(`the service did not start: ${said}`);
  await carryOut(url).finally(() => service.kill("SIGTERM"));
  assert.deepEqual(await ended, [0, null]);
});

test("the requests of the README wait for the contract, however late it is looked up", { timeout: 120_000 }, async () => {
  const postgres = await startPostgres();
  const pool = new pg.Pool(postgres.connection);
  await makeTables(pool);
  const crm = new Crm(pool, place("../pack"));
  const server = serve(crm);
  // Not before somebody has looked at a ticket.
  const work = [];
  server.on("request", (request, response) => {
    if (request.url === "/tickets/T-1") response.on("finish", () => work.push(crm.workOffEffects()));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    await carryOut(`http://127.0.0.1:${server.address().port}`);
  } finally {
    await promisify(server.close.bind(server))();
    await Promise.all(work);
    await pool.end();
    await postgres.stop();
  }
});
