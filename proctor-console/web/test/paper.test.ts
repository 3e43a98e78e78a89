// Lines of a paper log become entries in the order of their times, or say what is wrong with them.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Sitting } from "../src/api_types";
import { emptyLine, type PaperDay, paperEntries, type PaperKind } from "../src/paper";

function sitting(seat: string | null, changes: Partial<Sitting> = {}): Sitting {
  return {
    sitting: `day-${seat}`, session: "day", track: "ccde", seat, phase: "in_module",
    clock: "running", on_break: false, cancel_required: false, ends_at: null, lost_s: 0,
    module: null, missing: [], checked_in: true, alarms: [], rules: [], ...changes,
  };
}

const day: PaperDay = {
  sittings: [
    sitting("S1", { next_module: "one" }),
    sitting("S2", { module: { id: "two", started_at: "", limit_at: null, remaining_s: 1,
                              working_s: 1 } }),
    sitting("S3", { on_break: true, break: { id: "b7", since: "", kind: null, place: null,
                                             justified: false } }),
    sitting(null),
  ],
  modulesOf: () => ["one", "two", "three"], outageOf: (seat) => seat === "S3" ? "o9" : undefined,
};

const line = (time: string, seat: string | null, what: PaperKind, text = "") =>
  ({ time, sitting: `day-${seat}`, what, text });

test("lines are put into the order of their times, and find what was begun", () => {
  const { entries, faults } = paperEntries([
    line("10:20", "S1", "break.ended", "long way"), line("10:00", "S1", "module.started"),
    line("10:10", "S1", "break.started", "corridor"), emptyLine,
    line("11:00", "S1", "module.handed_in"), line("11:05", "S1", "module.started"),
  ], day);
  assert.deepEqual(faults, []);
  assert.deepEqual(entries.map((one) => [one.enter, one.happened]), [
    ["module.started", "10:00"], ["break.started", "10:10"], ["break.ended", "10:20"],
    ["module.handed_in", "11:00"], ["module.started", "11:05"],
  ]);
  assert.equal(entries[2]?.["break"], entries[1]?.id);
  assert.deepEqual([0, 3, 4].map((place) => entries[place]?.["module"]), ["one", "one", "two"]);
});

test("what was begun before the paper is ended by it", () => {
  const { entries, faults } = paperEntries([
    line("10:00", "S2", "module.handed_in"), line("10:01", "S2", "module.started"),
    line("10:02", "S3", "break.ended"), line("10:03", "S3", "outage.ended"),
  ], day);
  assert.deepEqual(faults, []);
  assert.deepEqual(entries.map((one) => one["module"] ?? one["break"] ?? one["outage"]),
                   ["two", "three", "b7", "o9"]);
});

test("an outage of a seat is ended by its own line", () => {
  const { entries } = paperEntries([
    line("10:00", "S1", "outage.reported", "dark"), line("10:30", "S1", "outage.ended"),
  ], day);
  assert.deepEqual(entries[0]?.["scope"], { seat: "S1" });
  assert.equal(entries[1]?.["outage"], entries[0]?.id);
});

test("each line that cannot be entered is named with what is wrong", () => {
  const { faults } = paperEntries([
    line("25:00", "S1", "candidate.arrived"), line("10:00", "S9", "candidate.arrived"),
    { ...emptyLine, time: "10:00", sitting: "day-S1" }, line("10:00", "S1", "break.ended"),
    line("10:00", "S1", "note.added"), line("10:00", "S1", "module.handed_in"),
    line("10:00", "S2", "module.started"), line("10:00", null, "outage.reported"),
    line("10:00", "S1", "outage.ended"), line("10:00", "S1", "break.started"),
  ], day);
  assert.deepEqual(faults.sort((a, b) => a.line - b.line).map((one) => one.message), [
    "web.paper.no_time", "web.paper.no_sitting", "web.paper.no_kind", "web.paper.no_break",
    "web.paper.no_text", "web.paper.no_module", "web.paper.no_module", "web.paper.no_seat",
    "web.paper.no_outage", "web.paper.no_place",
  ]);
});
