// Runs the unit tests: bundled, since Node 18 reads no TypeScript.
//
// usage: node test/run.mjs OUT_DIRECTORY

import {spawnSync} from "node:child_process";
import {mkdirSync, readdirSync, rmSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

import {build} from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2]);
rmSync(out, {recursive: true, force: true});
mkdirSync(out, {recursive: true});
const tests = readdirSync(here).filter((name) => name.endsWith(".test.ts"));
await build({
  entryPoints: tests.map((name) => join(here, name)), outdir: out, bundle: true, format: "esm",
  platform: "node", target: "node18", outExtension: {".js": ".mjs"}, jsx: "automatic",
  jsxImportSource: "preact", logLevel: "warning",
});
const files = readdirSync(out).map((name) => join(out, name));
const done = spawnSync(process.execPath, ["--test", ...files], {
  cwd: dirname(here), stdio: "inherit",
});
process.exit(done.status ?? 1);
