import { Calendar } from "./calendar.js";
import { json, read } from "./codec.js";
import type { Diagnostics, PackDescription, Scenarios, Sources } from "./documents.js";
import { raw, rawAsync } from "./library.js";
import { Resource, during, handle } from "./resource.js";

export interface FolderOptions {
  /** Where imported packs are looked for, besides beside the pack. */
  readonly searchPath?: readonly string[];
}

function searchPath(options: FolderOptions): string | null {
  return options.searchPath === undefined ? null : json({ texts: options.searchPath });
}

/** The text of a whole pack, or its files. */
function sourcesOf(sources: Sources | string): string {
  return json(typeof sources === "string" ? { files: [{ path: "pack.yaml", text: sources }] } : sources);
}

/** The rules: immutable, and shared by everybody who uses them. */
export class Pack extends Resource {
  /** 64 hexadecimal digits: the identity of its canonical form. */
  readonly hash: string;

  private constructor(kept: number) {
    super("pack", kept);
    this.hash = raw().itr_pack_hash(kept);
  }

  /** Reads, validates and compiles. An InvalidError lists in `diagnostics` all that is wrong. */
  static async load(sources: Sources | string): Promise<Pack> {
    return new Pack(await rawAsync().itr_pack_load(sourcesOf(sources)));
  }
  static loadSync(sources: Sources | string): Pack {
    return new Pack(raw().itr_pack_load(sourcesOf(sources)));
  }

  /** From a folder, or from a file that is a whole pack. */
  static async loadFolder(path: string, options: FolderOptions = {}): Promise<Pack> {
    return new Pack(await rawAsync().itr_pack_load_folder(path, searchPath(options)));
  }
  static loadFolderSync(path: string, options: FolderOptions = {}): Pack {
    return new Pack(raw().itr_pack_load_folder(path, searchPath(options)));
  }

  /** From what `canonical` gave. */
  static async loadCanonical(canonical: string): Promise<Pack> {
    return new Pack(await rawAsync().itr_pack_load_canonical(canonical));
  }
  static loadCanonicalSync(canonical: string): Pack {
    return new Pack(raw().itr_pack_load_canonical(canonical));
  }

  /** All that is wrong with a pack, for editors: mistakes are no error of this function. */
  static async check(sources: Sources | string): Promise<Diagnostics> {
    return read("diagnostics", await rawAsync().itr_pack_check(sourcesOf(sources)));
  }
  static checkSync(sources: Sources | string): Diagnostics {
    return read("diagnostics", raw().itr_pack_check(sourcesOf(sources)));
  }

  /** Name, version, and the names of what is in it. */
  describe(): PackDescription {
    return read("pack", raw().itr_pack_describe(this[handle]));
  }

  /** What a store keeps of it. */
  canonical(): string {
    return raw().itr_pack_canonical(this[handle]);
  }

  /** Its warnings and notes. */
  diagnostics(): Diagnostics {
    return read("diagnostics", raw().itr_pack_diagnostics(this[handle]));
  }

  /** A workflow as a `stateDiagram-v2`, titles in that language ("en", "zh"). */
  mermaid(workflow: string, language = ""): string {
    return raw().itr_pack_mermaid(this[handle], workflow, language);
  }

  /** A workflow as a `digraph` for Graphviz. */
  dot(workflow: string, language = ""): string {
    return raw().itr_pack_dot(this[handle], workflow, language);
  }

  /** Runs the scenarios whose names contain `filter`. One that fails is no error of this function. */
  async runScenarios(filter = ""): Promise<Scenarios> {
    return read("scenarios", await during(rawAsync().itr_pack_run_scenarios(this[handle], filter), this));
  }
  runScenariosSync(filter = ""): Scenarios {
    return read("scenarios", raw().itr_pack_run_scenarios(this[handle], filter));
  }

  /** A calendar by its name: "24x7", "office", "office@Europe/Berlin". */
  calendar(name: string): Calendar {
    return new Calendar(this, name);
  }
}
