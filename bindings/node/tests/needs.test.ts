import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { sources } from "./support.js";

const script = join(sources, "bindings/node/needs");

/** What the script says where `node` is of that version. */
function toldOf(version: string): { status: number | null; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "itr-node-"));
  writeFileSync(join(folder, "node"), `#!/bin/sh\necho ${version}\n`);
  chmodSync(join(folder, "node"), 0o755);
  const env = { ...process.env, PATH: folder + delimiter + process.env["PATH"] };
  const { status, stderr } = spawnSync(script, { env, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return { status, stderr };
}

test("the versions of Node.js that the scripts accept are those that the package accepts", () => {
  const described = JSON.parse(readFileSync(join(sources, "bindings/node/package.json"), "utf8")) as { engines: { node: string } };
  assert.equal(described.engines.node, ">=20.5.1");
  for (const version of ["20.5.1", "20.10.0", "22.0.0", "100.0.0"]) assert.deepEqual(toldOf(version), { status: 0, stderr: "" }, version);
  for (const version of ["20.5.0", "20.0.0", "18.20.0", "9.0.0"]) {
    const { status, stderr } = toldOf(version);
    assert.equal(status, 1, version);
    assert.match(stderr, new RegExp(`^node: Node.js 20\\.5\\.1 or later is needed, but found ${version.replaceAll(".", "\\.")}\\n$`));
  }
});
