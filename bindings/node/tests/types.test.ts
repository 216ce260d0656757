import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const compiler = process.env["ITR_TSC"];

test("a strict program in TypeScript compiles with the package, and its mistakes are found", () => {
  assert.ok(compiler !== undefined, "ITR_TSC is not set: run bindings/node/test");
  const consumer = fileURLToPath(new URL("consumer", import.meta.url));
  const compiled = spawnSync(process.execPath, [compiler, "-p", consumer], { encoding: "utf8" });
  assert.equal(compiled.status, 0, compiled.stdout);
});
