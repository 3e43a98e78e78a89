// Holds recorded answers against schema/api/openapi.yaml: the operation is described, the status is
// one of its answers, and content type, headers and body are as described.
//
// usage: node validate.mjs RECORD.jsonl...

import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import {parse} from "yaml";

const folder = dirname(fileURLToPath(import.meta.url));
const openapi = parse(readFileSync(join(folder, "../../schema/api/openapi.yaml"), "utf8"));
const methods = ["get", "post", "put", "patch", "delete"];
const faultsShown = 40;

const ajv = new Ajv2020({strict: false, allErrors: true});
addFormats(ajv);
const compiled = new Map();

/** The checker of the schema at a place of the description. */
function checkerAt(pointer) {
  if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({$ref: `openapi.json#${pointer}`}));
  return compiled.get(pointer);
}

const escaped = (part) => part.replaceAll("~", "~0").replaceAll("/", "~1");

/** What a path pattern looks like, with `{names}` of one segment each. */
function patternOf(path) {
  const source = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${source}$`);
}

const paths = Object.keys(openapi.paths).map((path) => ({path, pattern: patternOf(path)}));

/** The described path that a request hit; one without names goes first. */
function findPath(target) {
  const path = target.split("?")[0];
  return paths.find((entry) => entry.path === path) ??
         paths.find((entry) => entry.pattern.test(path));
}

function resolve(object, pointer) {
  if (!object?.$ref) return {object, pointer};
  const target = object.$ref.slice(1);
  const found = target.slice(1).split("/").reduce(
      (value, part) => value?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], openapi);
  return {object: found, pointer: target};
}

const problemPointer = "/components/schemas/Problem";

/** What every answer outside the description must be: a problem of that status. */
function faultsOfProblem(answer, allowed) {
  if (!allowed.includes(answer.status)) return [`status ${answer.status} is not described`];
  if (answer.headers["content-type"] !== "application/problem+json") {
    return [`content type ${answer.headers["content-type"]} of a problem`];
  }
  return faultsOfBody(answer, problemPointer);
}

function faultsOfBody(answer, pointer) {
  let body;
  try {
    body = JSON.parse(answer.body);
  } catch (error) {
    return [`the body is not JSON: ${error.message}`];
  }
  const check = checkerAt(pointer);
  const faults = check(body) ? [] : check.errors.map(
      (error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`);
  if (pointer === problemPointer && body.status !== answer.status) {
    faults.push(`the problem says ${body.status}`);
  }
  return faults;
}

function faultsOfHeaders(answer, described, pointer) {
  const faults = [];
  for (const [name, header] of Object.entries(described.headers ?? {})) {
    const {object, pointer: at} = resolve(header, `${pointer}/headers/${escaped(name)}`);
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined) {
      if (object.required) faults.push(`header ${name} is missing`);
      continue;
    }
    const isNumber = object.schema?.type === "integer";
    const check = checkerAt(`${at}/schema`);
    if (object.schema && !check(isNumber ? Number(value) : value)) {
      faults.push(`header ${name}: ${check.errors[0].message}`);
    }
  }
  return faults;
}

function faultsOf(answer) {
  const found = findPath(answer.path);
  if (!found) return faultsOfProblem(answer, [404]);
  const isHead = answer.method === "HEAD";
  const method = isHead ? "get" : answer.method.toLowerCase();
  const operation = openapi.paths[found.path][method];
  if (!operation) {
    const faults = faultsOfProblem(answer, [405]);
    return answer.headers.allow ? faults : [...faults, "header Allow is missing"];
  }
  const status = String(answer.status);
  const place = `/paths/${escaped(found.path)}/${method}/responses/${status}`;
  if (!operation.responses[status]) return [`status ${status} is not described`];
  const {object: described, pointer} = resolve(operation.responses[status], place);
  const faults = faultsOfHeaders(answer, described, pointer);
  const types = Object.keys(described.content ?? {});
  if (isHead || types.length === 0) {
    return answer.body === "" ? faults : [...faults, "there is a body, none is described"];
  }
  const mediaType = (text) => (text ?? "").split(";")[0].trim();
  const type = types.find((name) => mediaType(name) === mediaType(answer.headers["content-type"]));
  if (!type) return [...faults, `content type ${answer.headers["content-type"]} is not described`];
  if (!type.includes("json")) return faults;
  const schema = `${pointer}/content/${escaped(type)}/schema`;
  const referred = resolve(described.content[type].schema, schema).pointer;
  return [...faults, ...faultsOfBody(answer, referred)];
}

function main(files) {
  if (files.length === 0) {
    console.error("usage: node validate.mjs RECORD.jsonl...");
    return 2;
  }
  ajv.addSchema({...openapi, $id: "openapi.json"});
  let answers = 0;
  const faulty = new Map();
  const operations = new Set();
  for (const file of files) {
    for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
      const answer = JSON.parse(line);
      answers += 1;
      operations.add(`${answer.method} ${findPath(answer.path)?.path} ${answer.status}`);
      for (const fault of faultsOf(answer)) {
        const what = `${answer.method} ${answer.path} ${answer.status}: ${fault}`;
        faulty.set(what.replaceAll(/[0-9]+/g, "0"), {what, body: answer.body});
      }
    }
  }
  for (const {what, body} of [...faulty.values()].slice(0, faultsShown)) {
    console.error(`${what}\n    ${body.slice(0, 300)}`);
  }
  console.log(`${answers} answers of ${operations.size} kinds against openapi.yaml: ` +
              `${faulty.size} faults`);
  if (answers === 0) console.error("there was nothing to check");
  return faulty.size === 0 && answers > 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
