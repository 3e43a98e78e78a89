// labd's time on a device whose own date may be anything.
import assert from "node:assert/strict";
import { test } from "node:test";

import { bestPing, ServerClock } from "../src/clock";

const nine = Date.parse("2026-03-03T09:00:00+09:00");

function clockAt(local: { ms: number }): ServerClock {
  return new ServerClock(() => local.ms);
}

test("the shortest way tells the offset best", () => {
  const slow = { asked: 0, answered: 400, server: nine, rate: 1 };
  const fast = { asked: 1000, answered: 1004, server: nine + 1002, rate: 1 };
  assert.equal(bestPing([slow, fast, { ...slow, asked: -50 }]), fast);
  assert.equal(bestPing([]), null);
});

test("the time of the answer is half of the way back", () => {
  const local = { ms: 1010 };
  const clock = clockAt(local);
  assert.equal(clock.isKnown, false);
  clock.set({ asked: 1000, answered: 1010, server: nine, rate: 1 });
  assert.equal(clock.now(), nine + 5);
  assert.equal(clock.error_ms, 5);
  local.ms += 8 * 3600 * 1000;
  assert.equal(clock.now(), nine + 5 + 8 * 3600 * 1000);
});

test("a time that was long on its way is asked for again", () => {
  const clock = clockAt({ ms: 0 });
  assert.equal(clock.isVague, true);
  clock.set({ asked: 0, answered: 300, server: nine, rate: 1 });
  assert.equal(clock.isVague, true);
  clock.set({ asked: 0, answered: 40, server: nine, rate: 1 });
  assert.equal(clock.isVague, false);
});

test("an entry is never dated into labd's future", () => {
  const local = { ms: 1010 };
  const clock = clockAt(local);
  // However the 10 ms were shared between the ways, labd was at least there.
  clock.set({ asked: 1000, answered: 1010, server: nine, rate: 1 });
  assert.ok(clock.surelyPast() < nine + 0.001);
});

test("a training clock runs faster, and stands", () => {
  const local = { ms: 0 };
  const clock = clockAt(local);
  clock.set({ asked: 0, answered: 0, server: nine, rate: 60 });
  local.ms = 1000;
  assert.equal(clock.now(), nine + 60_000);
  assert.equal(clock.wait(nine + 120_000), 1000);
  clock.set({ asked: 1000, answered: 1000, server: nine, rate: 0 });
  local.ms = 50_000;
  assert.equal(clock.now(), nine);
  assert.equal(clock.surelyPast(), nine);
  assert.equal(clock.wait(nine + 1), Number.POSITIVE_INFINITY);
});

test("a heartbeat that comes a little late agrees; a sleep or a set clock does not", () => {
  const local = { ms: 0 };
  const clock = clockAt(local);
  assert.equal(clock.agrees(nine, 1), false);
  clock.set({ asked: 0, answered: 2, server: nine, rate: 1 });
  local.ms = 2000;
  assert.equal(clock.agrees(nine + 1999, 1), true);
  assert.equal(clock.agrees(nine + 1700, 1), true);
  assert.equal(clock.agrees(nine + 1999, 60), false);
  // This device stood still for ten minutes, labd did not.
  assert.equal(clock.agrees(nine + 602_000, 1), false);
  // labd's clock was set back.
  assert.equal(clock.agrees(nine - 60_000, 1), false);
});
