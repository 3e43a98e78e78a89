// Facts reach labd once and in order, whatever the connection does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Answer, NoAnswer } from "../src/api";
import type { Accepted } from "../src/api_types";
import { type Kept, Outbox } from "../src/outbox";
import { MemoryStore } from "../src/outbox_store";

type Reply = Answer<Accepted> | "nothing";

const accepted: Accepted = {
  accepted: true, entries: [], effects: [], similar: [], reopens: false, size: 1,
};
const recorded: Reply = { status: 201, body: accepted };

function refused(status: number, key: string, type = "/problems/refused"): Reply {
  return { status, problem: { type, title: "", status, detail: "", key } };
}

/** A labd that answers as it is told to, and remembers what it was sent. */
class Scene {
  readonly store = new MemoryStore();
  readonly sent: Kept[] = [];
  readonly told: string[] = [];
  replies: Reply[] = [];
  otherwise: Reply = recorded;
  private keys = 0;
  readonly outbox = this.open();

  open(): Outbox {
    return new Outbox({
      store: this.store,
      send: async (kept) => {
        this.sent.push(kept);
        const reply = this.replies.shift() ?? this.otherwise;
        if (reply === "nothing") {
          throw new NoAnswer();
        }
        return reply;
      },
      changed: () => {},
      recorded: (kept) => this.told.push(kept.key),
      newKey: () => `new-${++this.keys}`,
      reason: "was offline",
    });
  }

  submit(key: string, user = "sato") {
    const body = JSON.stringify({ enter: "note.added", text: key });
    return this.outbox.submit({ key, user, body, enter: "note.added", happened: "12:10:00" });
  }

  keysSent(): string[] {
    return this.sent.map((kept) => kept.key);
  }
}

test("what is recorded at once is not kept", async () => {
  const scene = new Scene();
  assert.deepEqual(await scene.submit("a"), { kind: "recorded", accepted });
  assert.deepEqual(await scene.store.all(), []);
  assert.deepEqual(scene.told, [], "who waits for it is told there");
});

test("it is on the device before it is sent", async () => {
  const scene = new Scene();
  let keptAtSending = 0;
  scene.replies = [recorded];
  const put = scene.store.put.bind(scene.store);
  scene.store.put = async (kept) => {
    await put(kept);
    keptAtSending = scene.sent.length;
  };
  await scene.submit("a");
  assert.equal(keptAtSending, 0);
});

test("without an answer the same goes again with the same key, in order", async () => {
  const scene = new Scene();
  scene.otherwise = "nothing";
  assert.deepEqual(await scene.submit("a"), { kind: "waiting" });
  assert.deepEqual(await scene.submit("b"), { kind: "waiting" });
  scene.otherwise = recorded;
  scene.sent.length = 0;
  await scene.outbox.flush("sato");
  assert.deepEqual(scene.keysSent(), ["a", "b"]);
  assert.equal(scene.sent[0]?.body, JSON.stringify({ enter: "note.added", text: "a" }));
  assert.deepEqual(scene.told, ["a", "b"]);
  assert.deepEqual(scene.outbox.all, []);
});

test("a later one never overtakes one that waits", async () => {
  const scene = new Scene();
  scene.replies = ["nothing"];
  await scene.submit("a");
  scene.replies = ["nothing"];
  await scene.submit("b");
  assert.deepEqual(scene.keysSent(), ["a", "a"]);
});

test("busy, throttled and signed out are no answers about the entry", async () => {
  for (const status of [401, 429, 503, 507]) {
    const scene = new Scene();
    scene.replies = [refused(status, "problem.busy", "/problems/busy")];
    assert.deepEqual(await scene.submit("a"), { kind: "waiting" }, String(status));
    assert.equal(scene.outbox.all.length, 1);
  }
});

test("a refusal comes back to whoever entered it, and is not sent again", async () => {
  const scene = new Scene();
  scene.replies = ["nothing"];
  await scene.submit("a");
  scene.replies = [refused(422, "refusal.on_break"), recorded];
  const later = await scene.submit("b");
  assert.equal(later.kind, "recorded");
  assert.deepEqual(scene.outbox.all.map((kept) => [kept.key, kept.problem?.key]),
                   [["a", "refusal.on_break"]]);
  scene.sent.length = 0;
  await scene.outbox.flush("sato");
  assert.deepEqual(scene.sent, []);
});

test("what is refused while its form is open is told there and not kept", async () => {
  const scene = new Scene();
  scene.replies = [refused(422, "refusal.on_break")];
  assert.equal((await scene.submit("a")).kind, "refused");
  assert.deepEqual(await scene.store.all(), []);
});

test("nobody sends what another person entered", async () => {
  const scene = new Scene();
  scene.otherwise = "nothing";
  await scene.submit("a", "sato");
  scene.otherwise = recorded;
  scene.sent.length = 0;
  await scene.outbox.flush("mori");
  assert.deepEqual(scene.sent, []);
  await scene.outbox.flush("sato");
  assert.deepEqual(scene.keysSent(), ["a"]);
});

test("what had to wait too long is sent with the reason, under a new key", async () => {
  const scene = new Scene();
  scene.replies = ["nothing"];
  await scene.submit("a");
  scene.replies = [refused(422, "refusal.backdated_needs_reason"), recorded];
  await scene.outbox.flush("sato");
  assert.deepEqual(scene.keysSent(), ["a", "a", "new-1"]);
  assert.deepEqual(JSON.parse(scene.sent[2]?.body ?? ""),
                   { enter: "note.added", text: "a", reason: "was offline" });
  assert.deepEqual(scene.outbox.all, []);
});

test("what waits outlives the page", async () => {
  const scene = new Scene();
  scene.otherwise = "nothing";
  await scene.submit("a");
  await scene.submit("b");
  const reopened = scene.open();
  await reopened.load();
  assert.deepEqual(reopened.all.map((kept) => kept.key), ["a", "b"]);
});

test("without a connection nothing is sent before somebody asks for it", async () => {
  const scene = new Scene();
  const body = JSON.stringify({ enter: "note.added", text: "a" });
  await scene.outbox.keep({ key: "a", user: "sato", body, enter: "note.added",
                            happened: "12:10:00" });
  assert.deepEqual(scene.sent, []);
  assert.equal((await scene.store.all()).length, 1);
  scene.replies = [refused(422, "refusal.backdated_needs_reason"), recorded];
  await scene.outbox.flush("sato");
  assert.deepEqual(scene.keysSent(), ["a", "new-1"]);
});

test("two entries at once are each sent once and each told", async () => {
  const scene = new Scene();
  const outcomes = await Promise.all([scene.submit("a"), scene.submit("b"), scene.submit("c")]);
  assert.deepEqual(outcomes.map((one) => one.kind), ["recorded", "recorded", "recorded"]);
  assert.deepEqual(scene.keysSent(), ["a", "b", "c"]);
});

test("what had to wait waits on until labd's clock has come to it, not for ever", async () => {
  const scene = new Scene();
  const early = refused(422, "refusal.in_the_future");
  scene.replies = ["nothing", early, early];
  await scene.submit("a");
  await scene.outbox.flush("sato");
  await scene.outbox.flush("sato");
  assert.deepEqual(scene.outbox.all.map((kept) => kept.problem), [undefined]);
  await scene.outbox.flush("sato");
  assert.deepEqual(scene.told, ["a"]);
  scene.otherwise = early;
  scene.replies = ["nothing"];
  await scene.submit("b");
  for (let count = 0; count < 100; ++count) await scene.outbox.flush("sato");
  assert.equal(scene.outbox.all[0]?.problem?.key, "refusal.in_the_future");
});

test("what is entered now and lies in labd's future is refused at once", async () => {
  const scene = new Scene();
  scene.replies = [refused(422, "refusal.in_the_future")];
  assert.equal((await scene.submit("a")).kind, "refused");
});
