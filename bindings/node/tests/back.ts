// What the package gives, written as the library writes its documents: what was lost on the way is missing there.
import { Duration } from "itr";

const holdsData = new Set(["data", "payload", "steps"]);
const isLength = new Set(["elapsed", "elapsed_real", "target", "remaining"]);

const instant = (at: Date): string => at.toISOString().replace(".000Z", "Z");

/** "26h30m", "0s", "-1m". */
function length(ms: number): string {
  let rest = Math.abs(ms);
  let text = "";
  for (const [unit, size] of [["h", 3_600_000], ["m", 60_000], ["s", 1000], ["ms", 1]] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return `${ms < 0 ? "-" : ""}${text || "0s"}`;
}

function each(of: object, write: (name: string, one: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(of).map(([name, one]) => [name, write(name, one)]));
}

/** A value of a ticket's data, with a tag where JSON has none of its kind. */
function value(of: unknown): unknown {
  if (of instanceof Date) return { $time: instant(of) };
  if (of instanceof Duration || of instanceof Uint8Array || of instanceof Map || typeof of === "bigint")
    throw new Error(`the corpus holds a ${of.constructor.name}: say here how it is written`);
  if (Array.isArray(of)) return of.map(value);
  return typeof of === "object" && of !== null ? each(of, (_, one) => value(one)) : of;
}

function member(name: string, of: unknown): unknown {
  if (holdsData.has(name)) return value(of);
  if (of instanceof Date) return instant(of);
  if (typeof of === "number" && isLength.has(name)) return length(of);
  if (Array.isArray(of)) return of.map((one) => member(name, one));
  return typeof of === "object" && of !== null ? each(of, member) : of;
}

/** Keys in order, no blanks. */
function canonical(of: unknown): string {
  if (Array.isArray(of)) return `[${of.map(canonical).join(",")}]`;
  if (typeof of !== "object" || of === null) return JSON.stringify(of);
  const members = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(",")}}`;
}

export function document(held: object): string {
  return canonical(each({ ...held, v: 1 }, member));
}
