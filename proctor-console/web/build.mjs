// Builds the web console: one page with its script, style, words and icon, each under a name made
// of its contents, gzipped, as an object file's source for labd.
//
// usage: node build.mjs OUT_DIRECTORY

import {createHash} from "node:crypto";
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {gzipSync} from "node:zlib";

import {build} from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../../build/console"));

const types = {
  css: "text/css; charset=utf-8", html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8", json: "application/json", svg: "image/svg+xml",
};

/** What this console says by a key that it puts together. */
const spokenGroups = [
  "alarm.", "entry.", "enum.", "module.", "noun.", "problem.", "refusal.", "value.", "web.",
  "why.ended.", "why.interval.", "cli.scope.",
];

const assets = [];

/** Adds a file under a name that changes with its contents; the path at which labd serves it. */
function add(name, contents) {
  const bytes = Buffer.from(contents);
  const dot = name.lastIndexOf(".");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const path = name === "index.html" ? "" : `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  assets.push({path, hash, type: types[name.slice(dot + 1)], bytes: gzipSync(bytes, {level: 9})});
  return `/assets/${path}`;
}

function sources(folder) {
  return readdirSync(folder, {withFileTypes: true}).map((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name))
                        : readFileSync(join(folder, entry.name), "utf8")).join("\n");
}

/** The part of the catalogue that this console can say. */
function catalogue(language) {
  const file = join(here, `../../schema/messages/${language}.json`);
  const all = JSON.parse(readFileSync(file, "utf8"));
  const text = sources(join(here, "src"));
  const isSaid = (key) => spokenGroups.some((group) => key.startsWith(group)) ||
                          text.includes(`"${key}"`);
  return JSON.stringify(Object.fromEntries(Object.entries(all).filter(([key]) => isSaid(key))));
}

async function bundle(entry, options = {}) {
  const result = await build({
    entryPoints: [join(here, entry)], bundle: true, minify: true, write: false, format: "esm",
    target: "es2022", jsx: "automatic", jsxImportSource: "preact", legalComments: "none",
    absWorkingDir: here, logLevel: "warning", ...options,
  });
  return result.outputFiles[0].contents;
}

const catalogues = {
  en: add("en.json", catalogue("en")), ja: add("ja.json", catalogue("ja")),
};
const script = add("console.js", await bundle("src/main.tsx", {
  define: {CATALOGUES: JSON.stringify(catalogues)},
}));
const named = {
  "console.js": script, "console.css": add("console.css", await bundle("style/main.css")),
  "icon.svg": add("icon.svg", readFileSync(join(here, "icon.svg"))),
};
const page = readFileSync(join(here, "index.html"), "utf8");
add("index.html", page.replace(/@([a-z.]+)@/g, (_, name) => named[name]));

rmSync(out, {recursive: true, force: true});
mkdirSync(out, {recursive: true});
const symbol = (place) => `labd_console_asset_${place}`;
let assembly = "    .section .rodata\n";
let declarations = "";
let rows = "";
assets.forEach((asset, place) => {
  const file = join(out, `${place}.gz`);
  writeFileSync(file, asset.bytes);
  assembly += `    .global ${symbol(place)}\n${symbol(place)}:\n    .incbin "${file}"\n`;
  declarations += `extern "C" const char ${symbol(place)}[];\n`;
  rows += `    {"${asset.path}", "${asset.type}", "\\"${asset.hash}\\"", ` +
          `{${symbol(place)}, ${asset.bytes.length}}},\n`;
});
assembly += "    .section .note.GNU-stack,\"\",@progbits\n";
writeFileSync(join(out, "console_assets.S"), assembly);
writeFileSync(join(out, "console_assets.cpp"), `#include "labd/web/assets.h"

${declarations}
namespace labd::web {

namespace {

constexpr Asset all[] = {
${rows}};

}  // namespace

std::span<const Asset> console_assets() { return all; }

}  // namespace labd::web
`);
