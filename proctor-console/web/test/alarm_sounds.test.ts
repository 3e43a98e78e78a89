// An alarm is heard once, again while nobody has seen it, and a flood of them once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { AlarmSounds } from "../src/alarm_sounds";
import type { Alarm } from "../src/api_types";

function alarm(key: string, priority: 1 | 2 | 3, changes: Partial<Alarm> = {}): Alarm {
  return {
    rule: "OUT-7", subject: "A", since: "2026-03-03T10:00:00+09:00", priority, key,
    text: "alarm.outage_open", values: {}, ...changes,
  };
}

const acknowledged = { acknowledged_at: "2026-03-03T10:01:00+09:00", acknowledged_by: "mori" };
const shelved = { shelved_until: "2026-03-03T11:00:00+09:00" };
const minute_ms = 60_000;

test("each is heard once, the most urgent of several alone", () => {
  const sounds = new AlarmSounds();
  assert.equal(sounds.next([], false, 0), null);
  assert.equal(sounds.next([alarm("b", 2), alarm("c", 3)], false, 1000), 2);
  assert.equal(sounds.next([alarm("b", 2), alarm("c", 3)], false, 2000), null);
  assert.equal(sounds.next([alarm("b", 2), alarm("c", 3), alarm("d", 3)], false, 3000), 3);
});

test("what nobody has acknowledged is heard again: P1 each minute, P2 each five, P3 never", () => {
  const sounds = new AlarmSounds();
  const all = [alarm("a", 1), alarm("b", 2), alarm("c", 3)];
  const heard: [number, number][] = [];
  for (let at = 0; at <= 11 * minute_ms; at += 5000) {
    const priority = sounds.next(at < 5 * minute_ms ? all : all.slice(1), false, at);
    if (priority !== null) {
      heard.push([at / minute_ms, priority]);
    }
  }
  assert.deepEqual(heard, [[0, 1], [1, 1], [2, 1], [3, 1], [4, 1], [5, 2], [10, 2]]);
});

test("acknowledging silences, and so does shelving until it comes back", () => {
  const sounds = new AlarmSounds();
  assert.equal(sounds.next([alarm("a", 1)], false, 0), 1);
  assert.equal(sounds.next([alarm("a", 1, acknowledged)], false, minute_ms), null);
  assert.equal(sounds.next([alarm("a", 1, acknowledged)], false, 5 * minute_ms), null);
  assert.equal(sounds.next([alarm("b", 2)], false, 6 * minute_ms), 2);
  assert.equal(sounds.next([alarm("b", 2, shelved)], false, 6 * minute_ms + 1000), null);
  assert.equal(sounds.next([alarm("b", 2)], false, 6 * minute_ms + 2000), 2);
});

test("what was gone for less than a minute is not heard anew", () => {
  const sounds = new AlarmSounds();
  assert.equal(sounds.next([alarm("a", 2)], false, 0), 2);
  for (let at = 5000; at < 2 * minute_ms; at += 10_000) {
    assert.equal(sounds.next([], false, at), null);
    assert.equal(sounds.next([alarm("a", 2)], false, at + 5000), null, String(at));
  }
  assert.equal(sounds.next([], false, 4 * minute_ms), null);
  assert.equal(sounds.next([alarm("a", 2)], false, 4 * minute_ms + 1000), 2);
});

test("a flood is heard once, and what comes at once in it all the same", () => {
  const sounds = new AlarmSounds();
  const many = (count: number) =>
    Array.from({ length: count }, (_, place) => alarm(`f${place}`, place % 2 === 0 ? 2 : 3));
  assert.equal(sounds.next(many(12), true, 0), 2);
  assert.equal(sounds.next(many(20), true, 5000), null);
  assert.equal(sounds.next(many(30), true, 6 * minute_ms), null, "nor again while it lasts");
  const urgent = [...many(30), alarm("a", 1)];
  assert.equal(sounds.next(urgent, true, 7 * minute_ms), 1);
  assert.equal(sounds.next(urgent, true, 8 * minute_ms), 1);
});
