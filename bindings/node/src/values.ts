// Values between JavaScript and documents. What JSON lacks is an object with one key there ({"$time": …}), and a value of
// its own here: Date, Duration, bigint, Uint8Array, Map.
import type { Shape } from "./shapes.js";

/** A point in time: a Date, or milliseconds since 1970. */
export type Instant = Date | number;

/** A length of time: milliseconds, or a text such as "1h30m". */
export type Length = number | string;

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Duration
  | Uint8Array
  | ReadonlyMap<Value, Value>
  | readonly Value[]
  | { readonly [name: string]: Value };

/** The fields of a ticket or event, by their names. */
export interface Data {
  readonly [name: string]: Value;
}

/** A length of time as a value of a field or expression. Fields have whole milliseconds. */
export class Duration {
  constructor(readonly ms: number) {}

  toString(): string {
    return `${this.ms / 1000}s`;
  }
}

/** Milliseconds since 1970. */
export function milliseconds(at: Instant): number {
  return typeof at === "number" ? at : at.getTime();
}

/** ITR_NEVER is null here. */
export function date(ms: number): Date | null {
  return ms === Infinity ? null : new Date(ms);
}

export function finite(ms: number): number | null {
  return ms === Infinity ? null : ms;
}

// ---- into documents

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

function encodeInteger(value: bigint): Json {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`expected an integer of 64 bits, but found ${value}`);
  return { $int: value.toString() };
}

function encodeObject(value: object): Json {
  if (value instanceof Date) return { $time: value.toISOString() };
  if (value instanceof Duration) return { $duration: value.toString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(encodeValue);
  if (value instanceof Map)
    return { $map: [...(value as Map<Value, Value>)].map(([key, each]) => [encodeValue(key), encodeValue(each)]) };
  const entries = Object.entries(value as Data).filter(([, each]) => each !== undefined);
  const encoded = entries.map(([name, each]) => [name, encodeValue(each)] as const);
  // {"$x": …} would be read as a value of some kind.
  if (encoded.length === 1 && encoded[0]![0].startsWith("$")) return { $map: encoded };
  return Object.fromEntries(encoded);
}

function encodeValue(value: Value): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : { $double: String(value) };
    case "bigint":
      return encodeInteger(value);
    case "object":
      return value === null ? null : encodeObject(value);
    default:
      throw new TypeError(`expected a value of a ticket, but found a ${typeof value}`);
  }
}

function isPlain(value: Value | undefined): boolean {
  return typeof value === "string" || typeof value === "boolean" || value === null || Number.isFinite(value);
}

/** The data itself where JSON says all of it: most data is, and need not be copied. */
export function encodeData(data: Data): object {
  let plain = true;
  for (const name in data) plain &&= isPlain(data[name]);
  if (plain) return data;
  return Object.fromEntries(
    Object.entries(data).filter(([, each]) => each !== undefined).map(([name, each]) => [name, encodeValue(each)]));
}

// ---- out of documents

const unitsInMs: Readonly<Record<string, number>> = {
  d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, ns: 1e-6,
};

/** "-1h30m" → -5400000 */
function lengthOf(text: string): number {
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)([a-z]+)/g)) sum += Number(count) * unitsInMs[unit!]!;
  return text.startsWith("-") ? -sum : sum;
}

function decodeTagged(tag: string, inner: unknown): Value | undefined {
  switch (tag) {
    case "$time": return new Date(inner as string);
    case "$duration": return new Duration(lengthOf(inner as string));
    case "$bytes": return new Uint8Array(Buffer.from(inner as string, "hex"));
    case "$int":
    case "$uint": return BigInt(inner as string | number);
    case "$double": return Number(inner);
    case "$map":
      return new Map((inner as [unknown, unknown][]).map(([key, each]) => [decodeValue(key), decodeValue(each)]));
    default: return undefined;
  }
}

function decodeValue(value: unknown): Value {
  if (typeof value !== "object" || value === null) return value as Value;
  if (Array.isArray(value)) return value.map(decodeValue);
  const names = Object.keys(value);
  const members = value as Record<string, unknown>;
  if (names.length === 1 && names[0]!.startsWith("$")) {
    const special = decodeTagged(names[0]!, members[names[0]!]);
    if (special !== undefined) return special;
  }
  for (const name of names) members[name] = decodeValue(members[name]);
  return members as Data;
}

/** Turns what the shape names into values of JavaScript; the object itself is changed. */
export function decode(value: unknown, shape: Shape): unknown {
  if (value === undefined) return undefined;
  if (shape === "instant") return new Date(value as string);
  if (shape === "length") return lengthOf(value as string);
  if (shape === "data") return decodeValue(value);
  if (Array.isArray(shape)) {
    const items = value as unknown[];
    for (let i = 0; i < items.length; ++i) items[i] = decode(items[i], shape[0] as Shape);
    return items;
  }
  const members = value as Record<string, unknown>;
  for (const [name, inner] of Object.entries(shape as { readonly [member: string]: Shape }))
    if (name in members) members[name] = decode(members[name], inner);
  return members;
}
