// build.sh, in a tree of its own where the package of the binding and npm only note that they were called.
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, test } from "node:test";

const source = process.env.CRM_SOURCE;
const root = mkdtempSync(join(tmpdir(), "crm-build-"));
const example = join(root, "examples/crm-node");
const made = join(root, "build/examples/crm-node");
after(() => rmSync(root, { recursive: true }));

function put(path, text = "", mode = 0o644) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { mode });
}

beforeEach(() => {
  rmSync(root, { recursive: true });
  for (const path of ["build.sh", "package.json", "schema.sql", "src", "pack", "tests"])
    cpSync(join(source, path), join(example, path), { recursive: true });
  put("bindings/node/src/index.ts");
  put("bindings/node/native/addon.cpp");
  put("prefix/lib/libitr.so.0");
  put("bindings/prefix", '#!/bin/sh\necho "$ITR_PREFIX"\n', 0o755);
  put("bindings/node/pack", '#!/bin/sh\ncd "$(dirname "$0")/../.."; mkdir -p build/bindings/node; echo x >>packed; cp packed build/bindings/node/itr-0.1.0.tgz\n', 0o755);
  put("bin/npm", "#!/bin/sh\n[ -e node_modules/itr ] || { mkdir -p node_modules/itr; cp itr.tgz node_modules/itr/; }\n", 0o755);
});

/** Gives how often the package was packed up to now, and which of these the service got. */
function built() {
  const env = { ...process.env, ITR_PREFIX: join(root, "prefix"), PATH: `${join(root, "bin")}:${process.env.PATH}` };
  execFileSync("bash", ["-c", "set -euo pipefail; source build.sh; build_service"], { cwd: example, env });
  const count = (file) => readFileSync(file, "utf8").split("\n").length - 1;
  return { packed: count(join(root, "packed")), got: count(join(made, "node_modules/itr/itr.tgz")) };
}

test("what has not changed is packed once", () => {
  assert.deepEqual(built(), { packed: 1, got: 1 });
  assert.deepEqual(built(), { packed: 1, got: 1 });
});

for (const changed of ["bindings/node/src/index.ts", "bindings/node/native/addon.cpp", "prefix/lib/libitr.so.0"])
  test(`a change of ${changed} reaches the service`, () => {
    built();
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(root, changed), later, later);
    assert.deepEqual(built(), { packed: 2, got: 2 });
  });
