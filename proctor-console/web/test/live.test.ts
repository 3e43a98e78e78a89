// The live stream: silence is noticed, and what was missed is asked for.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { LiveMessage } from "../src/api_types";
import { LiveFeed, silenceMax_ms, type Socket } from "../src/live";

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  isClosed = false;

  constructor(readonly after: number) {}

  close(): void {
    this.isClosed = true;
  }

  say(message: LiveMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

function scene(after = 16) {
  const local = { ms: 0 };
  const sockets: FakeSocket[] = [];
  const heard: string[] = [];
  const signedOut: boolean[] = [];
  const feed = new LiveFeed({
    open: (from) => {
      const socket = new FakeSocket(from);
      sockets.push(socket);
      return socket;
    },
    onMessage: (message) => heard.push(message.type),
    onSignedOut: () => signedOut.push(true),
    monotonic: () => local.ms,
  }, after);
  const last = () => sockets.at(-1) as FakeSocket;
  return { local, sockets, heard, signedOut, feed, last };
}

const hello: LiveMessage = { type: "hello", size: 16 };
const heartbeat: LiveMessage = { type: "heartbeat", size: 16 };

test("nothing is live before labd has said so", () => {
  const { feed, last, sockets } = scene();
  assert.equal(feed.isLive, false);
  assert.equal(sockets[0]?.after, 16);
  last().say(hello);
  assert.equal(feed.isLive, true);
});

test("silence is noticed within five seconds, and a new connection is tried", () => {
  assert.ok(silenceMax_ms < 5000);
  const { feed, last, local, sockets } = scene();
  last().say(hello);
  local.ms = silenceMax_ms;
  feed.check();
  assert.equal(feed.isLive, true);
  local.ms += 1;
  assert.equal(feed.isLive, false);
  feed.check();
  assert.equal(sockets[0]?.isClosed, true);
  local.ms += 300;
  feed.check();
  assert.equal(sockets.length, 2);
  sockets[0]?.say(heartbeat);
  assert.equal(feed.isLive, false, "the old connection is not listened to");
  last().say(hello);
  assert.equal(feed.isLive, true);
});

test("it goes on with the entry after the last one", () => {
  const { feed, last, local } = scene();
  last().say(hello);
  last().say({ type: "entries", from: 16, entries: [{ seq: 16 }, { seq: 17 }], size: 18 });
  assert.equal(feed.cursor, 18);
  last().onclose?.({ code: 1006 });
  local.ms += 300;
  feed.check();
  assert.equal(last().after, 18);
  last().say({ type: "resync", size: 40 });
  assert.equal(feed.cursor, 40);
});

test("a connection that does not open is given up, and tries become rarer, not rare", () => {
  const { feed, local, sockets } = scene();
  for (let turn = 0; turn < 400; ++turn) {
    local.ms += 100;
    feed.check();
  }
  // 40 s: each try may take 4 s and pauses at most 1.5 s.
  assert.ok(sockets.length >= 7 && sockets.length <= 12, String(sockets.length));
});

test("after a sleep the old connection is not trusted", () => {
  const { feed, last, sockets } = scene();
  last().say(hello);
  feed.restart();
  assert.equal(sockets.length, 2);
  assert.equal(sockets[0]?.isClosed, true);
  assert.equal(feed.isLive, false);
});

test("it says so when the session has ended", () => {
  const { last, signedOut } = scene();
  last().say(hello);
  last().onclose?.({ code: 1008 });
  assert.deepEqual(signedOut, [true]);
});

test("once stopped it stays so", () => {
  const { feed, local, sockets } = scene();
  feed.stop();
  local.ms = 60_000;
  feed.check();
  feed.restart();
  assert.equal(sockets.length, 1);
});
