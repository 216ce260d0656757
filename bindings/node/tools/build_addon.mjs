// Compiles the addon for this machine: prebuilds/PLATFORM-ARCHITECTURE/itr.node. The compiler is $CXX, or c++. Headers are
// those of the package node-api-headers, or those that came with Node.js.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));

function headers() {
  try {
    return createRequire(join(process.cwd(), "x.js"))("node-api-headers").include_dir;
  } catch { /* then those of Node.js */ }
  const own = join(dirname(dirname(process.execPath)), "include/node");
  if (existsSync(join(own, "node_api.h"))) return own;
  console.error("build_addon: node_api.h is not there: npm install node-api-headers");
  process.exit(1);
}

const folder = join(here, "prebuilds", `${process.platform}-${process.arch}`);
mkdirSync(folder, { recursive: true });
const native = join(here, "native");
const sources = readdirSync(native).filter((name) => name.endsWith(".cpp")).map((name) => join(native, name));
const undefinedSymbols = process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : [];
const flags = ["-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-fvisibility=hidden", "-DNAPI_VERSION=8"];
execFileSync(process.env.CXX ?? "c++", [...flags, "-isystem", headers(), "-shared", ...undefinedSymbols, ...sources,
  "-o", join(folder, "itr.node"), "-ldl"], { stdio: "inherit" });
