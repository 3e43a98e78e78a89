// Strips of footage: the worst camera counts, nothing is smoothed away, the future is no state.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Cameras, Coverage, FootageInterval, FootageState } from "../src/api_types";
import { drawnAs, footageBySeat, footageOf } from "../src/footage";

const day = (time: string) => `2026-03-03T${time}:00+09:00`;

function interval(from: string, to: string, state: FootageState): FootageInterval {
  return { from: day(from), to: day(to), state, length_s: 1 };
}

const sums = {
  recorded_s: 0, unproven_s: 0, degraded_s: 0, gap_s: 0, unknown_s: 0, window_s: 36_000,
  uptime: null,
};

function coverage(at: string, cameras: Record<string, FootageInterval[]>): Coverage {
  return {
    ...sums, window: { from: day("08:00"), to: day("18:00") }, kept_until: day("18:00"),
    session: "day", at: `2026-03-03T${at}+09:00`, size: 1, intervals: [], manifests: [], rules: [],
    cameras: Object.entries(cameras).map(([camera, intervals]) => ({
      ...sums, camera, room: "main", area: "exam_room" as const, intervals,
    })),
  } as unknown as Coverage;
}

const twoCameras = (at: string) => coverage(at, {
  A: [interval("08:00", "10:00", "recorded"), interval("10:00", "18:00", "unproven")],
  B: [interval("08:00", "09:00", "recorded"), interval("09:00", "09:30", "gap"),
      interval("09:30", "18:00", "recorded")],
});

test("where cameras meet the worst counts, up to now and not further", () => {
  const found = footageOf(twoCameras("13:00:00"), ["A", "B"]);
  assert.deepEqual(found.pieces, [
    { state: "recorded", from: 0, to: 0.2 }, { state: "gap", from: 0.2, to: 0.3 },
    { state: "recorded", from: 0.3, to: 0.4 }, { state: "unproven", from: 0.4, to: 1 },
  ]);
  assert.ok(Math.abs((found.share ?? 0) - 0.3) < 1e-9);
  assert.equal(found.state, "unproven");
  assert.deepEqual(found.faults.map((one) => [one.camera, one.state]), [["B", "gap"]]);
});

test("one camera alone is its own strip; none is unknown", () => {
  assert.equal(footageOf(twoCameras("13:00:00"), ["B"]).state, "recorded");
  assert.deepEqual(footageOf(twoCameras("13:00:00"), []),
                   { pieces: [], share: 0, state: "unknown", faults: [] });
});

test("unknown is never counted as unproven or recorded", () => {
  const both = coverage("10:00:00", {
    A: [interval("08:00", "18:00", "unknown")], B: [interval("08:00", "18:00", "unproven")],
  });
  assert.equal(footageOf(both, ["A", "B"]).state, "unknown");
});

test("a seat has the cameras that cover it", () => {
  const cameras = {
    cameras: [{ camera: "A", seats: ["S1", "S2"] }, { camera: "B", seats: ["S2"] }],
  } as unknown as Cameras;
  const found = footageBySeat(twoCameras("09:10:00"), cameras);
  assert.equal(found.get("S1")?.state, "recorded");
  assert.equal(found.get("S2")?.state, "gap");
  assert.equal(found.has("S3"), false);
});

test("a strip that looks the same is told as the same", () => {
  const at = (time: string) => drawnAs(footageOf(twoCameras(time), ["A", "B"]));
  assert.equal(at("13:00:00"), at("13:00:15"));
  assert.notEqual(at("13:00:00"), at("14:00:00"));
});
