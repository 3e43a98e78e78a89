// What the web console costs: how soon a change is on the screen while many read along, what a page
// takes that idles on the board, how large it is, and how soon it is first painted. Prints JSON.
//
// usage: node bench.mjs PORT READERS CHANGES

import {randomBytes, randomUUID} from "node:crypto";
import http from "node:http";
import {performance} from "node:perf_hooks";

import {openBrowser, openPage, signIn} from "./stand.mjs";

const [port, readers, changes] = process.argv.slice(2).map(Number);
const url = `http://127.0.0.1:${port}`;
const settle_ms = 5000;
const idle_ms = 30_000;
const paints = 5;
const ping = 0x9;
const pong = 0xa;

async function tokenOf(name) {
  const response = await fetch(`${url}/api/v1/sign-in`, {
    method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({name, password: `${name}-training`, token: true}),
  });
  return (await response.json()).token;
}

async function call(token, path, body) {
  const response = await fetch(url + path, {
    method: body === undefined ? "GET" : "POST", headers: {
      "Content-Type": "application/json", "Authorization": `Bearer ${token}`,
      "Idempotency-Key": randomUUID(),
    }, body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const wait = (length_ms) => new Promise((resolve) => setTimeout(resolve, length_ms));

const clientFrame = (opcode, payload) =>
  Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

/** Where a server's frame ends, and its opcode and payload; null while it is not whole. */
function frameOf(bytes) {
  if (bytes.length < 2) return null;
  const short = bytes[1] & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return null;
  const length = short === 126 ? bytes.readUInt16BE(2)
    : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  return bytes.length < head + length ? null
    : {end: head + length, opcode: bytes[0] & 0x0f, payload: bytes.subarray(head, head + length)};
}

/** Somebody else who follows the live stream; `counted` holds how many messages came. */
const openReader = (token, counted) => new Promise((resolve, reject) => {
  const asked = http.request(`${url}/api/v1/live`, {headers: {
    Authorization: `Bearer ${token}`, Connection: "Upgrade", Upgrade: "websocket",
    "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
  }});
  asked.on("response", (answer) => reject(new Error(`the live stream: ${answer.statusCode}`)));
  asked.on("error", reject);
  asked.on("upgrade", (_, socket, first) => {
    let rest = first;
    const take = (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let frame = frameOf(rest); frame !== null; frame = frameOf(rest)) {
        rest = rest.subarray(frame.end);
        if (frame.opcode === ping) socket.write(clientFrame(pong, frame.payload));
        else counted.messages += 1;
      }
    };
    take(Buffer.alloc(0));
    socket.on("data", take).on("error", () => {});
    resolve(socket);
  });
  asked.end();
});

async function openReaders(token, count) {
  const counted = {messages: 0, sockets: []};
  while (counted.sockets.length < count) {
    const some = Math.min(50, count - counted.sockets.length);
    counted.sockets.push(...await Promise.all(
      Array.from({length: some}, () => openReader(token, counted))));
  }
  return counted;
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** From before the request is sent until the card says it, in ms. */
async function changeTimes(page, token, sitting, count) {
  const times = [];
  let open;
  for (let change = 0; change < count; ++change) {
    const wanted = change % 2 === 0 ? "on a break" : "working";
    const seen = page.evaluate(([id, word]) => new Promise((resolve) => {
      const card = () => document.querySelector(`[data-sitting="${id}"] .mark`)?.textContent ?? "";
      const look = () => card().includes(word)
        ? resolve(performance.timeOrigin + performance.now()) : requestAnimationFrame(look);
      look();
    }), [sitting, wanted]);
    await wait(20);
    const begun = performance.timeOrigin + performance.now();
    if (change % 2 === 0) {
      open = `b${change}`;
      await call(token, "/api/v1/entries", {enter: "break.started", sitting, id: open,
                                            kind: "rest", place: "corridor"});
    } else {
      await call(token, "/api/v1/entries", {enter: "break.ended", break: open});
    }
    times.push(await seen - begun);
    await wait(50);
  }
  return times.sort((a, b) => a - b);
}

/** The processor's share that the page's process takes while nothing happens. */
async function idleShare(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", {timeDomain: "threadTicks"});
  const taken = async () => {
    const {metrics} = await devtools.send("Performance.getMetrics");
    const of = (name) => metrics.find((one) => one.name === name).value;
    return {task: of("TaskDuration"), script: of("ScriptDuration"), process: of("ProcessTime")};
  };
  await wait(settle_ms);
  const before = await taken();
  await wait(idle_ms);
  const after = await taken();
  const share = (name) => (after[name] - before[name]) / (idle_ms / 1000);
  return {task: share("task"), script: share("script"), process: share("process")};
}

async function firstPaint(browser) {
  const page = await openPage(browser, url);
  const painted = await page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const found = list.getEntries().find((one) => one.name === "first-contentful-paint");
      if (found !== undefined) resolve(found.startTime);
    }).observe({type: "paint", buffered: true});
  }));
  await page.context().close();
  return painted;
}

/** Bytes on the wire by kind. */
async function sizes() {
  const page = await (await fetch(url)).text();
  const script = /src="([^"]+\.js)"/.exec(page)[1];
  const text = await (await fetch(url + script)).text();
  const paths = ["/", script, ...page.matchAll(/href="([^"]+)"/g)].map((one) =>
    typeof one === "string" ? one : one[1]);
  const languages = [...text.matchAll(/\/assets\/(?:en|ja)-[0-9a-f]+\.json/g)].map((one) => one[0]);
  const bytes = {};
  for (const path of new Set([...paths, ...languages])) {
    const response = await fetch(url + path, {method: "GET", headers: {"Accept-Encoding": "gzip"}});
    await response.arrayBuffer();
    bytes[path] = Number(response.headers.get("content-length"));
  }
  const all = Object.entries(bytes);
  const sum = (ending) => all.filter(([path]) => path.endsWith(ending))
    .reduce((total, [, size]) => total + size, 0);
  return {script: sum(".js"), style: sum(".css"), words: sum(".json"), all: sum("")};
}

const browser = await openBrowser();
const token = await tokenOf("mori");
const session = (await call(token, "/api/v1/sessions")).sessions[0].id;
const board = await call(token, `/api/v1/sessions/${session}/board`);
const sitting = board.sittings.find((one) => one.phase === "in_module" && !one.on_break &&
  one.clock === "running").sitting;
const first = [];
for (let paint = 0; paint < paints; ++paint) first.push(await firstPaint(browser));
const page = await openPage(browser, url);
await signIn(page, "mori");
await page.waitForSelector(".console[data-stale=false] .card");
const idle = await idleShare(page);
const others = await openReaders(token, readers);
const times = await changeTimes(page, token, sitting, changes);
const figures = {
  seats: board.sittings.length, readers,
  change_p50_ms: quantile(times, 0.5), change_p99_ms: quantile(times, 0.99),
  change_max_ms: times.at(-1), idle, first_paint_ms: first.sort((a, b) => a - b)[paints >> 1],
  bytes: await sizes(), messages: others.messages,
};
console.log(JSON.stringify(figures));
for (const socket of others.sockets) socket.destroy();
await browser.close();
