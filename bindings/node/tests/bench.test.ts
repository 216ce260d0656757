import { strict as assert } from "node:assert";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { sources } from "./support.js";

interface Verdict { readonly isKept: boolean; readonly text: string }
type VerdictOf = (ns: { readonly [name: string]: number }, ours: string, theirs: readonly string[]) => Verdict;

test("the benchmark's limit is missed where any way of the peer's is as fast", async () => {
  const file = pathToFileURL(join(sources, "bindings/node/benchmarks/verdict.mjs"));
  const { verdictOf } = (await import(file.href)) as { verdictOf: VerdictOf };
  const verdict = (bare: number) => verdictOf({ ours: 100, bare, rich: 300 }, "ours", ["rich", "bare"]);
  assert.deepEqual(verdict(125), { isKept: true, text: "limit kept: 'bare' takes 1.25 times what 'ours' takes, to be more than 1" });
  assert.deepEqual(verdict(80), { isKept: false, text: "limit MISSED: 'bare' takes 0.80 times what 'ours' takes, to be more than 1" });
  assert.equal(verdict(100).isKept, false);
});
