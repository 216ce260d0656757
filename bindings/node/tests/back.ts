// What the package gives, written as the library writes its documents: what was lost on the way is missing there.
import { Duration, type ValueDocument } from "itr";

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

/** A number that JavaScript would spell in another way. */
class Spelt {
  constructor(readonly text: string) {}
}

/** Keys in order, no blanks. */
function canonical(of: unknown): string {
  if (of instanceof Spelt) return of.text;
  if (Array.isArray(of)) return `[${of.map(canonical).join(",")}]`;
  if (typeof of === "string") // the library writes two control characters in another way
    return JSON.stringify(of).replace(/\\./g, (escape) => ({ "\\b": "\\u0008", "\\f": "\\u000c" })[escape] ?? escape);
  if (typeof of !== "object" || of === null) return JSON.stringify(of);
  const members = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(",")}}`;
}

/** A double as the shorter of `1e+12` and `1000000000000.0`. */
function double(of: number): unknown {
  if (!Number.isFinite(of)) return { $double: String(of) };
  if (of === 0) return new Spelt(Object.is(of, -0) ? "-0.0" : "0.0");
  const exponential = of.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  const fixed = Number.isInteger(of) ? BigInt(of).toString() : String(of);
  if (exponential.length < fixed.length) return new Spelt(exponential);
  return new Spelt(fixed.includes(".") || fixed.includes("e") ? fixed : `${fixed}.0`);
}

/** The value of an expression, whose type says what JavaScript does not tell apart. */
export function valueDocument(held: ValueDocument): string {
  const { type, value: of } = held;
  const written = type === "double" ? double(of as number)
    : type === "uint" ? { $uint: new Spelt(String(of)) }
    : typeof of === "bigint" ? { $int: String(of) }
    : of instanceof Uint8Array ? { $bytes: Buffer.from(of).toString("hex") }
    : value(of);
  return canonical({ type, v: 1, value: written });
}

export function document(held: object): string {
  return canonical(each({ ...held, v: 1 }, member));
}
