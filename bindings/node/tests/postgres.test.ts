// Stores in a PostgreSQL database: the one that ITR_TEST_POSTGRES names, as tests/store/postgres/server.py sets it.
import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Engine, Store } from "itr";
import { Desk, leavesNothingOpen, minutes, nine, rejected, thrown } from "./support.js";

const connection = process.env["ITR_TEST_POSTGRES"] ?? "";
const skip = connection === "" && process.env["CI"] !== "true" ? "ITR_TEST_POSTGRES names no PostgreSQL database" : false;
/** That no other test has. */
const schema = `itr_node_${randomBytes(8).toString("hex")}`;

test("a ticket in a database is worked by one engine and read by another", { skip }, async () => {
  assert.notEqual(connection, "", "ITR_TEST_POSTGRES names no PostgreSQL database");
  assert.equal(thrown(() => Store.openPostgresSync(connection, { schema, create: false })), "FailedError store.not_found");
  await leavesNothingOpen(async () => {
    const options = { schema, max_connections: 2, connect_timeout: "20s", lease_clock: "caller" } as const;
    using desk = new Desk(undefined, await Store.openPostgres(connection, options));
    desk.open("T-1");
    using shared = Store.openPostgresSync(connection, { ...options, create: false });
    using other = await Engine.open(shared);
    assert.equal((await other.get("acme", "T-1", desk.agent, nine)).version, 1);
    desk.engine.sendSync("acme", "T-1", "dispatch", desk.agent, minutes(1));
    assert.equal((await other.get("acme", "T-1", desk.agent, minutes(1))).version, 2);
    assert.equal((await shared.counters()).tickets, 1);
  });
  const unknown = Store.openPostgres(connection, { schema, lease_clock: "mine" } as never);
  assert.equal(await rejected(unknown), "InvalidError document.invalid");
});

test("a machine without libitr_postgres can do everything else, and is told what is missing", () => {
  const folder = mkdtempSync(join(tmpdir(), "itr-node-"));
  copyFileSync(join(process.env["ITR_LIBRARY_DIR"]!, "libitr.so.0"), join(folder, "libitr.so.0"));
  const script = `import { Store } from "itr";
    Store.openMemory().close();
    try { Store.openPostgresSync(""); } catch (error) { console.log(error.code, error.message); }`;
  const env = { ...process.env, ITR_LIBRARY_DIR: folder };
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], { env, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.match(child.stdout + child.stderr, /^ERR_ITR_LIBRARY the library libitr_postgres\.so\.0 cannot be loaded as ITR_LIBRARY_DIR says:/);
});
