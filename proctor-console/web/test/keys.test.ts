// Every word of the console stands in the catalogue, and none there is forgotten.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

// The tests are bundled: they are started in the folder of the console.
const catalogue = JSON.parse(readFileSync("../../schema/messages/en.json", "utf8")) as object;

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? sources(path) : readFileSync(path, "utf8");
  }).join("\n");
}

const text = sources("src");
/** Beginnings of keys that are put together, such as `web.theme.` and the theme. */
const beginnings = [...text.matchAll(/`(web\.[a-z_.]*)\$\{/g)].map((match) => match[1] ?? "");

test("every key that is said is in the catalogue", () => {
  const said = [...text.matchAll(/"((?:web|cli|why|title|problem|value)\.[a-z_.0-9]+)"/g)]
    .map((match) => match[1] ?? "");
  assert.ok(said.length > 100);
  assert.deepEqual(said.filter((key) => !Object.hasOwn(catalogue, key)), []);
});

test("no key of the console is left over", () => {
  // The names of fields are put together of `web.field.` and a mark of a document, too.
  const marks = ["signed", "government", "photo", "name_matches", "document1", "document2"];
  const unused = Object.keys(catalogue).filter((key) => key.startsWith("web.") &&
    !text.includes(`"${key}"`) && !marks.some((mark) => key === `web.field.${mark}`) &&
    !beginnings.some((start) => start !== "web.field." && key.startsWith(start)));
  assert.deepEqual(unused, []);
});
