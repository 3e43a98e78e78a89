// Drills: a step counts when it was entered, and not before those before it.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Entry, Site, Sitting } from "../src/api_types";
import { type Drill, drills, happening, stepsDone } from "../src/drills";

const startsAt = Date.parse("2026-03-03T09:00:00+09:00");

function drill(id: string): Drill {
  const found = drills.find((one) => one.id === id);
  assert.ok(found);
  return found;
}

let seq = 0;
const entry = (enter: string, more: object = {}): Entry =>
  ({ seq: ++seq, enter, happened: "2026-03-03T09:40:00+09:00", ...more }) as Entry;

test("steps count in their order", () => {
  const rack = drill("rack");
  const all = ["outage.reported", "outage.estimated", "seat.changed", "outage.ended"];
  assert.equal(stepsDone(rack, all.map((one) => entry(one)), startsAt), 4);
  assert.equal(stepsDone(rack, [entry("seat.changed"), entry("outage.ended")], startsAt), 0);
  assert.equal(stepsDone(rack, [entry("outage.reported"), entry("seat.changed")], startsAt), 1);
});

test("only who comes after the start is late", () => {
  const late = drill("late");
  const early = entry("candidate.arrived", { happened: "2026-03-03T09:00:00+09:00" });
  assert.equal(stepsDone(late, [early], startsAt), 0);
  assert.equal(stepsDone(late, [entry("candidate.arrived")], startsAt), 1);
});

test("an evacuation stops the whole site, not a rack", () => {
  const evacuation = drill("evacuation");
  assert.equal(stepsDone(evacuation, [entry("outage.reported", { scope: { rack: "R1" } })],
                         startsAt), 0);
  const site = [entry("outage.reported", { scope: { site: true } }), entry("note.added"),
                entry("outage.ended")];
  assert.equal(stepsDone(evacuation, site, startsAt), 3);
});

test("a device fails where somebody works", () => {
  const site = {
    rooms: [{ id: "main", seats: [{ id: "S1", rack: "R1" }, { id: "S2", rack: "R2" }] }],
    equipment: [{ id: "R1-sw", rack: "R1" }, { id: "R2-sw", rack: "R2" }],
  } as unknown as Site;
  const at = (seat: string, phase: string) => ({ seat, phase }) as unknown as Sitting;
  const working = [at("S1", "ready"), at("S2", "in_module")];
  assert.deepEqual(happening(drill("rack"), site, working, "drill"),
                   { enter: "equipment.failed", item: "R2-sw", description: "drill" });
  assert.equal(happening(drill("rack"), site, [at("S1", "ready")], "drill"), null);
  assert.equal(happening(drill("late"), site, working, "drill"), null);
});
