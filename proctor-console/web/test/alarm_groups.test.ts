// A flood of alarms is told by its cause, and what comes at once stays on its own.
import assert from "node:assert/strict";
import { test } from "node:test";

import { groupsOf, isFlood } from "../src/alarm_groups";
import type { Alarm, Outage } from "../src/api_types";

const now = Date.parse("2026-03-03T10:10:00+09:00");

function alarm(subject: string, changes: Partial<Alarm> = {}): Alarm {
  return {
    rule: "CLK-1", subject, since: "2026-03-03T10:05:00+09:00", priority: 3,
    key: `key ${subject}`, text: "alarm.no_next_module", values: {}, ...changes,
  };
}

function outage(id: string, sittings: readonly string[]): Outage {
  return {
    outage: id, scope: { room: "main" }, cause: "lab", compensable: true, open: true,
    reported: { at: "2026-03-03T10:00:00+09:00", by: "sato", entry: "@1" },
    limit_at: "2026-03-03T12:00:00+09:00", to_limit_s: 7000,
    sittings: sittings.map((sitting) => ({
      sitting, cancel_required: false, cancel_required_at: null,
    })),
  } as unknown as Outage;
}

const many = (count: number, changes: Partial<Alarm> = {}) =>
  Array.from({ length: count }, (_, place) => alarm(`s${place}`, changes));

test("more than ten new ones within ten minutes are a flood", () => {
  assert.equal(isFlood(many(10), now), false);
  assert.equal(isFlood(many(11), now), true);
  assert.equal(isFlood(many(11, { since: "2026-03-03T09:59:59+09:00" }), now), false);
  assert.equal(isFlood(many(11, { shelved_until: "2026-03-03T11:00:00+09:00" }), now), false);
});

test("what an outage brought stands under it, the rest under its kind", () => {
  const alarms = [
    ...many(8), alarm("o1", { text: "alarm.outage_open", priority: 2 }),
    alarm("s9", { text: "alarm.checkin_stalled" }),
    alarm("s1", { key: "old", since: "2026-03-03T09:00:00+09:00", text: "alarm.old" }),
  ];
  const groups = groupsOf(alarms, [outage("o1", alarms.slice(0, 8).map((one) => one.subject))]);
  assert.deepEqual(groups.map((one) => [one.outage?.outage, one.kind, one.alarms.length]), [
    ["o1", "", 9], [undefined, "alarm.old", 1], [undefined, "alarm.checkin_stalled", 1],
  ]);
});

test("what comes at once is in no group, and nothing is lost", () => {
  const alarms = [...many(12), alarm("s1", { key: "urgent", priority: 1 })];
  const groups = groupsOf(alarms, [outage("o1", ["s1", "s2", "s3"]), outage("o2", ["s1"])]);
  const grouped = groups.flatMap((one) => one.alarms);
  assert.equal(grouped.length, 12);
  assert.ok(!grouped.some((one) => one.key === "urgent"));
});
