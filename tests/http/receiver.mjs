// A receiver of labd's webhooks, built on the official packages: `standardwebhooks` for signatures
// and `cloudevents` for events, with the schema of the specification on the bytes as they came,
// since the packages forgive. What it accepts it writes down, one JSON object a line.
//
// usage: node receiver.mjs FILE SECRET
// It says its port on the first line. POST /control {"mode", "secret"} says how to answer:
//   accept, refuse (500), away (503), gone (410), hang, reset, mixed (any of these but gone)

import {appendFileSync} from "node:fs";
import {createServer} from "node:http";
import {createRequire} from "node:module";

import {HTTP} from "cloudevents";
import {Webhook} from "standardwebhooks";

const isCloudEvent = createRequire(import.meta.url)("cloudevents/dist/schema/v1.js");
const [file, firstSecret] = process.argv.slice(2);
const bytesMax = 20_000;
const hangMax_ms = 60_000;
const minutes_ms = 60_000;
let mode = "accept";
let secret = firstSecret;

/** Runs `action` at another time of this machine's clock. */
function at(offset_ms, action) {
  const now = Date.now;
  Date.now = () => now() + offset_ms;
  try {
    return action();
  } finally {
    Date.now = now;
  }
}

/** The message of what `action` throws; nothing when it does not. */
function thrown(action) {
  try {
    action();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** What should be refused is: these would be faults of the packages or of how they are used. */
function mustRefuse(body, headers) {
  const webhook = new Webhook(secret);
  const changed = body.replace('"specversion":"1.0"', '"specversion":"1.1"');
  const other = new Webhook("whsec_" + Buffer.alloc(32, 7).toString("base64"));
  const expected = [
    [() => webhook.verify(changed, headers), "No matching signature found"],
    [() => webhook.verify(body, {...headers, "webhook-id": "x"}), "No matching signature found"],
    [() => other.verify(body, headers), "No matching signature found"],
    [() => at(6 * minutes_ms, () => webhook.verify(body, headers)), "Message timestamp too old"],
    [() => at(-6 * minutes_ms, () => webhook.verify(body, headers)), "Message timestamp too new"],
  ];
  return expected.filter(([action, message]) => thrown(action) !== message)
      .map(([, message]) => `not refused: ${message}`);
}

/** Everything that is wrong with a request whose signature is right. */
function faultsOf(body, headers) {
  const faults = mustRefuse(body, headers);
  const plain = JSON.parse(body);
  if (!isCloudEvent(plain)) faults.push(...isCloudEvent.errors.map((error) => error.message));
  const event = HTTP.toEvent({headers, body});
  if (!event.validate()) faults.push("the SDK does not take it for an event");
  if (event.id !== headers["webhook-id"]) faults.push("another id than the header's");
  if (headers["webhook-id"].includes(".")) faults.push("a full stop in the id");
  if (Buffer.byteLength(body) > bytesMax) faults.push("longer than 20 kB");
  for (const name of ["time", "type", "subject", "sequence"]) {
    if (!plain[name]) faults.push(`no ${name}`);
  }
  return faults;
}

function receive(request, response, body) {
  const asked = mode === "mixed"
    ? ["accept", "accept", "accept", "refuse", "away", "hang", "reset"][
        Math.floor(Math.random() * 7)]
    : mode;
  const answer = (status) => response.writeHead(status).end();
  switch (asked) {
    case "refuse": return answer(500);
    case "away": return answer(503);
    case "gone": return answer(410);
    case "reset": return request.socket.resetAndDestroy();
    case "hang": return setTimeout(() => request.socket.destroy(),
                                   mode === "mixed" ? 1000 : hangMax_ms).unref();
  }
  let faults;
  try {
    new Webhook(secret).verify(body, request.headers);
    faults = faultsOf(body, request.headers);
  } catch (error) {
    appendFileSync(file, JSON.stringify({refused: error.message}) + "\n");
    return answer(401);
  }
  appendFileSync(file, JSON.stringify({event: JSON.parse(body), faults}) + "\n");
  return answer(204);
}

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("error", () => {});
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    if (request.url !== "/control") return receive(request, response, body);
    ({mode = mode, secret = secret} = JSON.parse(body));
    return response.writeHead(204).end();
  });
});
server.keepAliveTimeout = 2000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
