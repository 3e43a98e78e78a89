// What the browser tests stand on: a labd in training, a line to it that can be cut, a browser, and
// people of the sample site.

import {spawn} from "node:child_process";
import {randomUUID} from "node:crypto";
import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import net from "node:net";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

import {chromium} from "playwright-core";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const binary = process.env.LABD_BINARY ?? join(root, "build/bin/labd");
/** For what may take long beside other tests; nothing waits for it to pass. */
export const patience_ms = 60_000;

const folder = mkdtempSync(join(tmpdir(), "labd-browser-"));
process.on("exit", () => rmSync(folder, {recursive: true, force: true}));

/** labd in training on a port of its own; `start` again after `stop` keeps its data and port. */
export class Labd {
  constructor(name) {
    this.data = join(folder, name);
    this.listen = "127.0.0.1:0";
  }

  async start() {
    this.process = spawn(binary, ["serve", "--training", "--data", this.data,
                                  "--listen", this.listen], {stdio: ["ignore", "pipe", "ignore"]});
    let said = "";
    this.url = await new Promise((resolve, reject) => {
      this.process.stdout.on("data", (part) => {
        said += part;
        const found = /listens on (http:\S+)\n/.exec(said);
        if (found) resolve(found[1]);
      });
      this.process.on("exit", (code) => reject(new Error(`labd ended with ${code}: ${said}`)));
      this.process.on("error", reject);
    });
    this.listen = new URL(this.url).host;
    this.tokens = new Map();
    return this;
  }

  async stop(signal = "SIGTERM") {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill(signal);
    await ended;
  }

  /** An answer of the API to one of the sample people. */
  async call(who, path, body, headers = {}) {
    if (!this.tokens.has(who)) {
      const signedIn = await this.fetch("/api/v1/sign-in", {name: who, token: true,
                                                            password: `${who}-training`});
      this.tokens.set(who, signedIn.json.token);
    }
    return this.fetch(path, body, {Authorization: `Bearer ${this.tokens.get(who)}`,
                                   "Idempotency-Key": randomUUID(), ...headers});
  }

  async fetch(path, body, headers = {}) {
    const response = await fetch(this.url + path, {
      method: body === undefined ? "GET" : "POST", headers: {
        "Content-Type": "application/json", ...headers,
      }, body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {status: response.status, json: text.startsWith("{") ? JSON.parse(text) : null};
  }

  async get(path, who = "mori") {
    const answer = await this.call(who, path);
    if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer.json;
  }

  async enter(entry, who = "mori") {
    const body = Array.isArray(entry) ? {batch: entry} : entry;
    const answer = await this.call(who, "/api/v1/entries", body);
    if (answer.status !== 201) {
      throw new Error(`${JSON.stringify(entry)}: ${JSON.stringify(answer)}`);
    }
    return answer.json;
  }

  async setClock(change) {
    const answer = await this.call("admin", "/api/v1/training/clock", change);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer));
  }

  async session() {
    return (await this.get("/api/v1/sessions")).sessions[0].id;
  }

  async board() {
    return this.get(`/api/v1/sessions/${await this.session()}/board`);
  }

  async journal() {
    return (await this.get("/api/v1/journal?limit=1000")).entries;
  }
}

/** A line to labd that can fall silent, as a cable that is pulled: nobody is told. */
export class Line {
  constructor(labd) {
    this.labd = labd;
    this.isCut = false;
    this.pairs = new Set();
    this.server = net.createServer((near) => this.join(near));
  }

  async open() {
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  join(near) {
    const {hostname, port} = new URL(this.labd.url);
    const far = net.connect(Number(port), hostname);
    const pair = {near, far};
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      if (!this.isCut) {
        near.destroy();
        far.destroy();
      }
    };
    near.on("data", (bytes) => this.isCut || far.write(bytes));
    far.on("data", (bytes) => this.isCut || near.write(bytes));
    for (const one of [near, far]) one.on("close", end).on("error", end);
  }

  cut() {
    this.isCut = true;
  }

  /** What was sent meanwhile is lost, and so are the connections. */
  mend() {
    this.isCut = false;
    for (const {near, far} of this.pairs) {
      near.destroy();
      far.destroy();
    }
    this.pairs.clear();
  }

  close() {
    this.mend();
    this.server.close();
  }
}

function findChromium() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium"];
  const found = places.find((place) => place && existsSync(place));
  if (!found) throw new Error("Chromium is not installed: scripts/install test");
  return found;
}

export async function openBrowser() {
  return chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

/** A page of a person's own, with every error that the page makes; `before` it is loaded. */
export async function openPage(browser, url, options = {}, before = undefined) {
  const context = await browser.newContext({
    viewport: {width: 1280, height: 900}, locale: "en-GB", reducedMotion: "reduce", ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patience_ms);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) page.errors.push(message.text());
  });
  await before?.(page);
  await page.goto(url);
  await page.waitForSelector("#name");
  return page;
}

/** Signs in with keys only. */
export async function signIn(page, name) {
  await page.focus("#name");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(`${name}-training`);
  await page.keyboard.press("Enter");
}

const axe = readFileSync(join(dirname(fileURLToPath(import.meta.url)),
                              "node_modules/axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong, in words. */
export async function axeFindings(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return found.violations.map((one) =>
    `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) +
      " " + (node.any[0]?.message ?? "")).join(" | ")}`);
}

export const steps = ["identification", "agreement", "recording_consent", "belongings",
                      "materials"];

export function checkinEntries(sitting) {
  const documents = [
    {kind: "passport", signed: true, government: true, photo: true, name_matches: true},
    {kind: "bank card", signed: true, name_matches: true},
  ];
  return [{enter: "candidate.arrived", sitting}, ...steps.map((step) => ({
    enter: "checkin.done", sitting, step, ...(step === "identification" ? {documents} : {}),
  }))];
}
