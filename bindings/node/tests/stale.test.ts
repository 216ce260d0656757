import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { sources } from "./support.js";

test("signatures and types are those of the descriptions", () => {
  const made = spawnSync(process.execPath, [join(sources, "bindings/node/tools/generate.mjs"), "--check"], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
});
