// What the recordings of a seat or camera are worth, as pieces of a strip (CAM-7). Pure.
import type { Cameras, Coverage, FootageInterval, FootageState } from "./api_types";
import { instantOf } from "./text";

/** From and to as shares of what has passed of the required window. */
export interface Piece {
  state: FootageState;
  from: number;
  to: number;
}

export interface Footage {
  pieces: readonly Piece[];
  /** The state now; what is still to come is no state. */
  state: FootageState;
  /** How much of it is recorded; null before the window. */
  share: number | null;
  /** What is known to be missing or bad, and where that is said. */
  faults: readonly FootageInterval[];
}

/** None is ever counted as a better one. */
const worstFirst: readonly FootageState[] = [
  "gap", "degraded", "unknown", "unproven", "recorded",
];

export const footageMarks: Readonly<Record<FootageState, string>> = {
  recorded: "█", unproven: "▓", degraded: "▒", gap: "✗", unknown: "░",
};

function worse(a: FootageState, b: FootageState): FootageState {
  return worstFirst.indexOf(a) <= worstFirst.indexOf(b) ? a : b;
}

interface Span {
  from: number;
  to: number;
  state: FootageState;
}

/** Where several cameras meet the worst counts. */
function merged(cameras: readonly (readonly FootageInterval[])[], until: number): Span[] {
  const spans = cameras.map((intervals) => intervals.map((one): Span => ({
    from: instantOf(one.from), to: Math.min(instantOf(one.to), until), state: one.state,
  })).filter((one) => one.to > one.from));
  const edges = [...new Set(spans.flat().flatMap((one) => [one.from, one.to]))]
    .sort((a, b) => a - b);
  const found: Span[] = [];
  for (let place = 0; place + 1 < edges.length; ++place) {
    const from = edges[place] ?? 0;
    const to = edges[place + 1] ?? 0;
    const states = spans.flat().filter((one) => one.from <= from && one.to >= to)
      .map((one) => one.state);
    if (states.length === 0) {
      continue;
    }
    const state = states.reduce(worse);
    const last = found.at(-1);
    if (last !== undefined && last.state === state && last.to === from) {
      last.to = to;
    } else {
      found.push({ from, to, state });
    }
  }
  return found;
}

/** The strip of some cameras up to the instant that the coverage is of. */
export function footageOf(coverage: Coverage, cameras: readonly string[]): Footage {
  const chosen = coverage.cameras.filter((one) => cameras.includes(one.camera));
  const begin = instantOf(coverage.window.from);
  const at = Math.min(instantOf(coverage.at), instantOf(coverage.window.to));
  const length = at - begin;
  const spans = merged(chosen.map((one) => one.intervals), at);
  const share = (instant: number) => (instant - begin) / length;
  const faults = chosen.flatMap((camera) => camera.intervals
    .filter((one) => (one.state === "gap" || one.state === "degraded") &&
      instantOf(one.from) < at)
    .map((one) => ({ ...one, camera: camera.camera })));
  const pieces = length <= 0 ? [] : spans.map((one): Piece => ({
    state: one.state, from: share(one.from), to: share(one.to),
  }));
  const recorded = pieces.filter((one) => one.state === "recorded")
    .reduce((sum, one) => sum + one.to - one.from, 0);
  return {
    pieces,
    share: length <= 0 ? null : recorded,
    state: spans.at(-1)?.state ?? "unknown",
    faults,
  };
}

/** Of each seat that a camera covers. */
export function footageBySeat(coverage: Coverage, cameras: Cameras): Map<string, Footage> {
  const bySeat = new Map<string, string[]>();
  for (const camera of cameras.cameras) {
    for (const seat of camera.seats) {
      bySeat.set(seat, [...(bySeat.get(seat) ?? []), camera.camera]);
    }
  }
  const found = new Map<string, Footage>();
  const known = new Map<string, Footage>();
  for (const [seat, names] of bySeat) {
    const key = names.join("\n");
    const footage = known.get(key) ?? footageOf(coverage, names);
    known.set(key, footage);
    found.set(seat, footage);
  }
  return found;
}

const steps = 400;

/** The strip as it can be told apart on a screen: the same text needs no new picture. */
export function drawnAs(footage: Footage): string {
  return footage.pieces.map((piece) =>
    `${piece.state} ${Math.round(piece.from * steps)} ${Math.round(piece.to * steps)}`)
    .join("|") + ` ${footage.faults.length}`;
}
