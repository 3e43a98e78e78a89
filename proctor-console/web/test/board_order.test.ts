// Who comes first on the floor, and that nothing moves while somebody acts.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Alarm, Sitting } from "../src/api_types";
import { countByPriority, needsFirst, openAlarms, ordered, statusOf } from "../src/board_order";

function alarm(priority: 1 | 2 | 3, changes: Partial<Alarm> = {}): Alarm {
  return {
    rule: "OUT-7", subject: "A", since: "2026-03-03T10:00:00+09:00", priority,
    key: `key-${priority}`, text: "alarm.outage_open", values: {}, ...changes,
  };
}

function sitting(seat: string, changes: Partial<Sitting> = {}): Sitting {
  return {
    sitting: `day-${seat}`, session: "day", track: "ccde", seat, phase: "in_module",
    clock: "running", on_break: false, cancel_required: false,
    ends_at: "2026-03-03T17:00:00+09:00", lost_s: 0, module: null, missing: [],
    checked_in: true, alarms: [], rules: [], ...changes,
  };
}

const seats = (list: readonly Sitting[]) => list.map((one) => one.seat);

test("who needs somebody comes first, the others by seat number", () => {
  const floor = [
    sitting("S10"), sitting("S2"), sitting("S1", { phase: "ended" }),
    sitting("S3", { alarms: [alarm(3)] }), sitting("S4", { alarms: [alarm(2)] }),
    sitting("S5", { alarms: [alarm(1)] }), sitting("S6", { on_break: true }),
    sitting("S7", { phase: "arrived" }), sitting("S8", { cancel_required: true }),
  ];
  assert.deepEqual(
    seats(needsFirst(floor)), ["S8", "S5", "S4", "S3", "S6", "S7", "S2", "S10", "S1"],
  );
});

test("of alarms that are alike the oldest comes first, and what was seen comes later", () => {
  const old = alarm(2, { since: "2026-03-03T09:00:00+09:00" });
  const seen = { acknowledged_by: "sato", acknowledged_at: "2026-03-03T10:01:00+09:00" };
  const floor = [
    sitting("S1", { alarms: [alarm(2, seen)] }), sitting("S2", { alarms: [alarm(2)] }),
    sitting("S3", { alarms: [old] }),
  ];
  assert.deepEqual(seats(needsFirst(floor)), ["S3", "S2", "S1"]);
});

test("a shelved alarm does not call", () => {
  const shelved = alarm(2, { shelved_until: "2026-03-03T11:00:00+09:00" });
  assert.equal(openAlarms([shelved]).length, 0);
  assert.equal(statusOf(sitting("S1", { alarms: [shelved] })), "normal");
  assert.deepEqual(countByPriority([shelved, alarm(1), alarm(3), alarm(3)]), [1, 0, 2]);
});

test("a state is a symbol and a word of five", () => {
  assert.equal(statusOf(sitting("S1")), "normal");
  assert.equal(statusOf(sitting("S1", { clock: "stopped" })), "waiting");
  assert.equal(statusOf(sitting("S1", { alarms: [alarm(2)] })), "warning");
  assert.equal(statusOf(sitting("S1", { cancel_required: true })), "critical");
  assert.equal(statusOf(sitting("S1", { phase: "ended", cancel_required: true })), "ended");
});

test("nothing moves under a hand that acts, and who is new comes last", () => {
  const shown = ["day-S3", "day-S1", "day-S2"];
  const floor = [
    sitting("S1"), sitting("S2", { alarms: [alarm(1)] }), sitting("S3"),
    sitting("S0", { alarms: [alarm(1)] }),
  ];
  assert.deepEqual(seats(ordered(floor, shown, true)), ["S3", "S1", "S2", "S0"]);
  assert.deepEqual(seats(ordered(floor, shown, false)), ["S0", "S2", "S1", "S3"]);
});

test("an order does not depend on the order of what was told", () => {
  const floor = [sitting("S2"), sitting("S1", { alarms: [alarm(2)] }), sitting("S10")];
  assert.deepEqual(seats(needsFirst(floor)), seats(needsFirst(floor.reverse())));
});
