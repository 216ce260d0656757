// Writes what follows from the description of the API (bindings/api.json) and of its documents
// (docs/capi.schema.json). What it writes is checked in.
//
//   node tools/generate.mjs            writes
//   node tools/generate.mjs --check    says what is stale, and fails if anything is
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { documentsSource, shapesSource } from "./documents.mjs";

const here = fileURLToPath(new URL("..", import.meta.url));
const above = process.env.ITR_DESCRIPTIONS ?? join(here, "../..");
const api = JSON.parse(readFileSync(join(above, "bindings/api.json"), "utf8"));
const schema = JSON.parse(readFileSync(join(above, "docs/capi.schema.json"), "utf8"));

const origin = "Made by tools/generate.mjs from bindings/api.json and docs/capi.schema.json; not to be edited.";

// What the addon keeps for itself: how JavaScript gets texts and errors, and answers as a policy.
const inside = new Set([
  "itr_version", "itr_abi_version", "itr_abi_oldest", "itr_bytes_free", "itr_error_status", "itr_error_code",
  "itr_error_message", "itr_error_document", "itr_error_free", "itr_reply_write",
]);
const reached = api.functions.filter((each) => !each.c_alone && !inside.has(each.name));

// ---- C++

const inC = { uint64_t: "std::uint64_t", int64_t: "std::int64_t", int32_t: "std::int32_t", uint32_t: "std::uint32_t" };

function field({ type, name }) {
  const pointer = /^(.*?) \(\*\)\((.*)\)$/.exec(type);
  if (pointer) return `    ${pointer[1]} (*${name})(${pointer[2]});`;
  return `    ${inC[type] ?? type} ${name};`;
}

const closerOf = (type) => api.handles[type].released_by.replace("()", "");

function kindInC(parameter, { name }) {
  switch (parameter.kind) {
    case "text": return "Text";
    case "bytes": return "Bytes";
    case "handle": return closerOf(parameter.type) === name ? "ClosedHandle" : "Handle";
    case "number": return `Number<${inC[parameter.type]}>`;
    case "in_struct": return `Callback<${parameter.type}>`;
    case "out_owned_handle": return `OwnedHandle<Place::${closerOf(parameter.type)}>`;
    case "out_owned_bytes": return "OwnedBytes";
    case "out_number": return `OutNumber<${inC[parameter.type]}>`;
    case "out_struct": return `OutStruct<${parameter.type}>`;
    case "out_error": return null; // every function has it, as its last
    default: throw new Error(`tools/generate.mjs does not know parameters of the kind ${parameter.kind}`);
  }
}

function apiHeader() {
  const structs = Object.entries(api.structs).map(([name, fields]) =>
    `struct ${name} {\n${fields.map(field).join("\n")}\n};`);
  const told = Object.entries(api.structs).filter(([name]) => reached.some((each) =>
    each.parameters.some((p) => p.kind === "out_struct" && p.type === name)));
  const members = told.map(([name, fields]) =>
    `template <>\ninline constexpr std::array members_of<${name}>{\n${fields.filter((f) => f.name !== "reserved")
      .map((f) => `    Member{"${f.name}", offsetof(${name}, ${f.name}), sizeof(${name}::${f.name})},`).join("\n")}\n};`);
  const functions = reached.map((each) => {
    const kinds = each.parameters.map((parameter) => kindInC(parameter, each)).filter((kind) => kind !== null);
    return `    X(${[each.name, each.library, each.callbacks_too, each.since, ...kinds].join(", ")})`;
  });
  return `// clang-format off
// The C API as this addon calls it. ${origin}
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace itr_node {

using itr_status = std::int32_t;
using itr_reply = std::uint64_t;
inline constexpr std::int32_t abi_version = ${api.constants.ITR_ABI_VERSION};

${structs.join("\n\n")}

/// A member that JavaScript sees: where it is, and of how many bytes.
struct Member {
    const char* name;
    std::size_t offset;
    std::size_t size;
};
template <typename Struct>
inline constexpr std::array<Member, 0> members_of{};
${members.join("\n")}

}  // namespace itr_node

// X(name, library, whether callbacks may call it, the ABI version that has it first, kinds of its parameters…)
#define ITR_NODE_FUNCTIONS(X) \\
${functions.join(" \\\n")}
`;
}

// ---- TypeScript

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

function typeIn(parameter) {
  switch (parameter.kind) {
    case "text": return "string | null";
    case "bytes": return "Uint8Array | null";
    case "in_struct": return api.structs[parameter.type].some((f) => f.name === "propose") ? "RawPropose" : "RawLog";
    default: return "number";
  }
}

function typeOut(parameters) {
  const out = parameters.find((p) => p.kind.startsWith("out_") && p.kind !== "out_error");
  if (!out) return "void";
  if (out.kind === "out_owned_bytes") return "string";
  return out.kind === "out_struct" ? `Raw_${out.type}` : "number";
}

function rawSource() {
  const constants = Object.entries(api.constants).map(([name, value]) =>
    name === "ITR_NEVER" ? `  ${name}: Infinity,` : `  ${name}: ${value},`);
  const structs = Object.entries(api.structs)
    .filter(([name]) => reached.some((each) => each.parameters.some((p) => p.kind === "out_struct" && p.type === name)))
    .map(([name, fields]) => `export interface Raw_${name} {\n${fields.filter((f) => f.name !== "reserved")
      .map((f) => `  readonly ${f.name}: number;`).join("\n")}\n}`);
  const functions = reached.map((each) => {
    const given = each.parameters.filter((p) => !p.kind.startsWith("out_"))
      .map((p) => `${camel(p.name)}: ${typeIn(p)}`);
    return `  /** ${each.documentation.replaceAll("*/", "* /")} */\n  ${each.name}(${given.join(", ")}): ${typeOut(each.parameters)};`;
  });
  return `// The functions of the C API as JavaScript sees them. ${origin}
//
// Texts go in as strings and documents come out as their JSON; what is \`ITR_NEVER\` in C is Infinity. A status that is not
// 0 is thrown as an error.

export const constants = {
${constants.join("\n")}
} as const;

/** Answers with a document, or with undefined where it proposes nothing. */
export type RawPropose = (snapshot: string) => string | undefined;
export type RawLog = (level: number, event: string, message: string) => void;

${structs.join("\n\n")}

export interface Raw {
${functions.join("\n")}
}

/** The same, carried out in another thread. */
export type RawAsync = {
  readonly [Name in keyof Raw]: (...given: Parameters<Raw[Name]>) => Promise<ReturnType<Raw[Name]>>;
};
`;
}

const files = {
  "native/api.hpp": apiHeader(),
  "src/raw.ts": rawSource(),
  "src/documents.ts": documentsSource(schema, origin),
  "src/shapes.ts": shapesSource(schema, api, origin),
};

let stale = 0;
for (const [name, text] of Object.entries(files)) {
  if (process.argv.includes("--check")) {
    let known = "";
    try { known = readFileSync(join(here, name), "utf8"); } catch { /* not there is stale too */ }
    if (known === text) continue;
    console.error(`bindings/node/${name} is stale: node bindings/node/tools/generate.mjs brings it up to date`);
    stale += 1;
  } else {
    writeFileSync(join(here, name), text);
  }
}
process.exitCode = stale === 0 ? 0 : 1;
