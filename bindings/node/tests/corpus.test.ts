import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { openHandles } from "itr";
import { answer, untyped } from "./corpus.js";
import { typed } from "./typed_corpus.js";

const corpus = process.env["ITR_CORPUS"];
const isLeftOut = corpus === undefined && process.env["CI"] !== "true";

/** Where two answers are not the same: a little before the first character, and what follows it. */
function difference(expected: string, found: string): string {
  let same = 0;
  while (same < expected.length && expected[same] === found[same]) same++;
  const from = Math.max(0, same - 60);
  return `${expected.slice(0, 60)}: expected ${expected.slice(from, from + 300)}\nbut found ${found.slice(from, from + 300)}`;
}

const ways = [["as documents", untyped], ["through the classes", typed]] as const;
for (const [way, kinds] of ways) {
  test(`the corpus is answered ${way} as by the core, byte for byte`, { skip: isLeftOut && "ITR_CORPUS is not set" }, () => {
    assert.ok(corpus !== undefined, "ITR_CORPUS is not set");
    const requests = join(corpus, "requests.jsonl");
    assert.ok(existsSync(requests), `${requests} is not there`);
    const before = openHandles();
    const count = answer(requests, resolve("answers.jsonl"), kinds);
    assert.equal(openHandles(), before, "something was left open");
    const expected = readFileSync(join(corpus, "reference.jsonl"), "utf8").split("\n");
    const given = readFileSync("answers.jsonl", "utf8").split("\n");
    assert.ok(count > 0);
    assert.equal(given.length, expected.length);
    const differences = expected.flatMap((line, n) => (line === given[n] ? [] : [difference(line, given[n]!)]));
    assert.equal(differences.length, 0, differences.join("\n"));
  });
}
