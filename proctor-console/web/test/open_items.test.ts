// What whoever takes over reads: nothing that is open is left out.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Alarm, Outage, Site, Sitting } from "../src/api_types";
import { openItems } from "../src/open_items";
import { evacuationAction, freeSeats, movesAction } from "../src/outage_actions";

function sitting(seat: string, changes: Partial<Sitting> = {}): Sitting {
  return {
    sitting: `day-${seat}`, session: "day", track: "ccde", seat, phase: "in_module",
    clock: "running", on_break: false, cancel_required: false,
    ends_at: "2026-03-03T17:00:00+09:00", lost_s: 0, module: null, missing: [],
    checked_in: true, alarms: [], rules: [], ...changes,
  };
}

const alarm = {
  rule: "OUT-7", subject: "A", since: "2026-03-03T10:00:00+09:00", priority: 2, key: "k",
  text: "alarm.outage_open", values: {},
} as Alarm;

function outage(scope: Record<string, unknown>, changes: Partial<Outage> = {}): Outage {
  return { outage: "o1", scope, open: true, sittings: [], ...changes } as unknown as Outage;
}

const site = {
  rooms: [{ id: "main", seats: [{ id: "S1", rack: "R1" }, { id: "S2", rack: "R1" },
                                { id: "S3", rack: "R2" }] },
          { id: "side", seats: [{ id: "S4", rack: "R3" }] }],
} as unknown as Site;

test("everything open is listed, the most urgent first; what is over is not", () => {
  const items = openItems({
    sittings: [
      sitting("S1", { on_break: true }), sitting("S2", { cancel_required: true }),
      sitting("S3", { phase: "arrived", missing: ["agreement"] }),
      sitting("S4", { phase: "booked" }), sitting("S5", { clock: "stopped" }),
      sitting("S6", { phase: "ended", cancel_required: true, on_break: true }), sitting("S7"),
    ],
    outages: [outage({ rack: "R1" }), outage({ rack: "R2" }, { open: false })],
    alarms: [alarm, { ...alarm, shelved_until: "2026-03-03T11:00:00+09:00" }],
  });
  assert.deepEqual(items.map((one) => one.kind), [
    "cancel", "alarm", "outage", "break", "stopped", "checkin", "absent", "shelved",
  ]);
});

test("a free seat is nobody's and no open outage reaches it", () => {
  const taken = [sitting("S1"), sitting("S3", { phase: "ended" })];
  assert.deepEqual(freeSeats(site, taken, []), ["S2", "S3", "S4"]);
  assert.deepEqual(freeSeats(site, taken, [outage({ rack: "R1" })]), ["S3", "S4"]);
  assert.deepEqual(freeSeats(site, taken, [outage({ room: "main" })]), ["S4"]);
  assert.deepEqual(freeSeats(site, taken, [outage({ site: true })]), []);
  const over = outage({ site: true }, { open: false });
  assert.deepEqual(freeSeats(site, taken, [over]), ["S2", "S3", "S4"]);
});

test("only who is given a seat is moved", () => {
  const both = [sitting("S1"), sitting("S2")];
  const action = movesAction(outage({ rack: "R1" }), both, ["S3", "S4"], (one) => one.sitting);
  assert.deepEqual(action.entry({ "day-S1": "", "day-S2": "S4" }), [
    { enter: "seat.changed", sitting: "day-S2", seat: "S4" },
  ]);
});

test("an evacuation stops the site and keeps the count of those who are here", () => {
  const action = evacuationAction(
    [sitting("S1"), sitting("S2", { phase: "booked" }), sitting("S3")],
    {
      name: (one) => one.seat ?? "", expected: (people, count) => `${count}: ${people}`,
      counted: (count, expected, people) => `${count} of ${expected}: ${people}`,
      differs: (count, expected) => `${count} not ${expected}`,
    },
  );
  assert.equal(action.note, "2: S1, S3");
  assert.equal(action.warning?.({ count: "2" }), null);
  assert.equal(action.warning?.({ count: "1" }), "1 not 2");
  assert.deepEqual(action.entry({ count: "1", cause: "lab", description: "fire alarm" }), [
    { enter: "outage.reported", scope: { site: true }, cause: "lab", description: "fire alarm" },
    { enter: "note.added", text: "1 of 2: S1, S3" },
  ]);
});
