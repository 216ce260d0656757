// The native library: where it is looked for, and its functions as they are.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LibraryError, errorOf } from "./errors.js";
import type { Raw, RawAsync } from "./raw.js";

export { constants } from "./raw.js";
export type { Raw, RawAsync, RawLog, RawPropose } from "./raw.js";

interface Addon {
  /** undefined, or why it cannot be used. */
  open(library: number, file: string): string | undefined;
  version(): string;
  setError(make: typeof errorOf): void;
  finish(): void;
  readonly now: Raw;
  readonly later: RawAsync;
}

const prebuilt = fileURLToPath(new URL(`../prebuilds/${process.platform}-${process.arch}`, import.meta.url));
// In the order of `Library` in native/library.hpp.
const libraries = ["itr", "itr_sqlite", "itr_postgres"] as const;

let addon: Addon | undefined;
const isOpen = libraries.map(() => false);

function loadAddon(): Addon {
  const file = join(prebuilt, "itr.node");
  try {
    const loaded = createRequire(import.meta.url)(file) as Addon;
    loaded.setError(errorOf);
    process.on("exit", () => finish(loaded));
    return loaded;
  } catch (error) {
    const said = existsSync(file) ? String(error) : "not there; node node_modules/itr/tools/build_addon.mjs compiles it";
    throw new LibraryError(`the addon for ${process.platform}-${process.arch} cannot be loaded:`, [`${file}: ${said}`]);
  }
}

/**
 * Carries out what is under way. A policy that is asked meanwhile may end the program once more: no event tells of that, but
 * this function of Node.js is called.
 */
function finish(loaded: Addon): void {
  const runtime = process as unknown as { reallyExit(code?: number): never };
  const { reallyExit } = runtime;
  runtime.reallyExit = (code) => {
    loaded.finish();
    return reallyExit.call(process, code);
  };
  try {
    loaded.finish();
  } finally {
    runtime.reallyExit = reallyExit;
  }
}

function fileOf(name: string): string {
  return process.platform === "darwin" ? `lib${name}.0.dylib` : `lib${name}.so.0`;
}

/** In the order in which they are tried. ITR_LIBRARY_DIR is meant: nothing else will do. */
function places(file: string): string[] {
  const told = process.env["ITR_LIBRARY_DIR"];
  if (told !== undefined && told !== "") return [join(told, file)];
  const packed = join(prebuilt, file);
  return existsSync(packed) ? [packed, file] : [file];
}

function open(which: number): Addon {
  addon ??= loadAddon();
  const file = fileOf(libraries[which]!);
  const tried: string[] = [];
  for (const place of places(file)) {
    const problem = addon.open(which, place);
    if (problem === undefined) {
      isOpen[which] = true;
      return addon;
    }
    tried.push(problem.includes(place) ? problem : `${place}: ${problem}`);
  }
  const advice = process.env["ITR_LIBRARY_DIR"] ? "as ITR_LIBRARY_DIR says" : "(ITR_LIBRARY_DIR may name its folder)";
  throw new LibraryError(`the library ${file} cannot be loaded ${advice}:`, tried);
}

function library(): Addon {
  return isOpen[0] === true ? addon! : open(0);
}

/**
 * The functions of the C API, carried out at once. For what the classes do not offer: handles are numbers that
 * nobody closes. The first use loads the library.
 */
export function raw(): Raw {
  return library().now;
}

/** The same in other threads, as promises. */
export function rawAsync(): RawAsync {
  return library().later;
}

/** Sees to it that the library is there that has the stores of a database. */
export function need(adapter: "itr_sqlite" | "itr_postgres"): void {
  library();
  const which = libraries.indexOf(adapter);
  if (isOpen[which] !== true) open(which);
}

/** The version of the library, "major.minor.patch". */
export function version(): string {
  return library().version();
}
