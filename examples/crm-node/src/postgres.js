// A PostgreSQL of its own, for trying out and for tests: in a folder of its own, reached by a socket there, gone afterwards.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

function programs() {
  const all = "/usr/lib/postgresql";
  const versions = existsSync(all) ? readdirSync(all).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(all, version, "bin")).find((bin) => existsSync(join(bin, "postgres")));
  if (!found) throw new Error("no PostgreSQL is installed here: install the package postgresql, or set DATABASE_URL");
  return found;
}

/** PostgreSQL refuses to run as root; its package has made a user for it. */
function asWhom(folder) {
  if (process.getuid() !== 0) return [];
  const id = (flag) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const [user, group] = [id("-u"), id("-g")];
  chownSync(folder, user, group);
  return ["setpriv", `--reuid=${user}`, `--regid=${group}`, "--clear-groups"];
}

/** Gives how to connect, and what stops it. */
export async function startPostgres() {
  const bin = programs();
  const folder = mkdtempSync(join(tmpdir(), "crm-"));
  const as = asWhom(folder);
  const command = (name, ...rest) => [...as, join(bin, name), ...rest];
  const [initdb, ...how] = command("initdb", "--pgdata", join(folder, "data"), "--username", "crm", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C");
  execFileSync(initdb, how, { stdio: ["ignore", "ignore", "inherit"], cwd: folder });
  const [postgres, ...options] = command("postgres", "-D", join(folder, "data"), "-c", "listen_addresses=", "-c", `unix_socket_directories=${folder}`, "-c", "fsync=off");
  const server = spawn(postgres, options, { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  await ready(server);
  const stop = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM"); // waits for connections that are just being closed
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { connection: { host: folder, user: "crm", database: "postgres" }, stop };
}

function ready(server) {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (text) => {
      said += text;
      if (said.includes("database system is ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`PostgreSQL did not start:\n${said}`)));
  });
}

/** Makes the tables where they are not there. */
export async function makeTables(pool) {
  const { rows: [{ there }] } = await pool.query("select to_regclass('tickets') is not null as there");
  if (!there) await pool.query(readFileSync(new URL("../schema.sql", import.meta.url), "utf8"));
}
