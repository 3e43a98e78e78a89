// A period that was kept on paper, entered afterwards: its lines as entries that stand or fall
// together. Pure.
import type { NewEntry, Sitting } from "./api_types";

export const paperKinds = [
  "candidate.arrived", "agreement", "recording_consent", "belongings", "module.started",
  "module.handed_in", "break.started", "break.ended", "outage.reported", "outage.ended",
  "note.added", "sitting.finished",
] as const;

export type PaperKind = (typeof paperKinds)[number];

export interface PaperLine {
  time: string;
  sitting: string;
  what: PaperKind | "";
  text: string;
}

export const emptyLine: PaperLine = { time: "", sitting: "", what: "", text: "" };

/** What is wrong with a line, as the message that says it. */
export interface PaperFault {
  line: number;
  message: string;
}

export interface PaperDay {
  sittings: readonly Sitting[];
  modulesOf(track: string): readonly string[];
  /** Open outages by the seat that they were reported for. */
  outageOf(seat: string): string | undefined;
}

/** What earlier lines have begun. */
interface Begun {
  module: string | undefined;
  next: string | undefined;
  pause: string | undefined;
  outage: string | undefined;
}

const timeShape = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

function begunOf(sitting: Sitting, day: PaperDay): Begun {
  return {
    module: sitting.module?.id, next: sitting.next_module, pause: sitting.break?.id,
    outage: sitting.seat === null ? undefined : day.outageOf(sitting.seat),
  };
}

function entryOf(line: PaperLine, sitting: Sitting, begun: Begun, place: number,
                 day: PaperDay): NewEntry | string {
  const of = { happened: line.time, sitting: sitting.sitting };
  const text = line.text.trim();
  const own = `p${place + 1}-${line.time.replaceAll(":", "")}`;
  const modules = day.modulesOf(sitting.track);
  switch (line.what) {
    case "module.started": {
      const module = begun.next ?? modules[0];
      if (module === undefined || begun.module !== undefined) {
        return "web.paper.no_module";
      }
      begun.module = module;
      begun.next = modules[modules.indexOf(module) + 1];
      return { enter: "module.started", ...of, module };
    }
    case "module.handed_in": {
      const module = begun.module;
      if (module === undefined) {
        return "web.paper.no_module";
      }
      begun.next ??= modules[modules.indexOf(module) + 1];
      begun.module = undefined;
      return { enter: "module.handed_in", ...of, module };
    }
    case "break.started":
      begun.pause = own;
      return text === "" ? "web.paper.no_place"
        : { enter: "break.started", id: own, ...of, kind: "rest", place: text };
    case "break.ended": {
      const pause = begun.pause;
      if (pause === undefined) {
        return "web.paper.no_break";
      }
      begun.pause = undefined;
      return { enter: "break.ended", happened: line.time, break: pause,
               ...(text === "" ? {} : { justification: text }) };
    }
    case "outage.reported":
      if (sitting.seat === null) {
        return "web.paper.no_seat";
      }
      begun.outage = own;
      return { enter: "outage.reported", id: own, happened: line.time, cause: "lab",
               scope: { seat: sitting.seat }, ...(text === "" ? {} : { description: text }) };
    case "outage.ended": {
      const outage = begun.outage;
      if (outage === undefined) {
        return "web.paper.no_outage";
      }
      begun.outage = undefined;
      return { enter: "outage.ended", happened: line.time, outage };
    }
    case "note.added":
      return text === "" ? "web.paper.no_text" : { enter: "note.added", ...of, text };
    case "agreement": case "recording_consent": case "belongings":
      return { enter: "checkin.done", ...of, step: line.what };
    case "candidate.arrived": case "sitting.finished":
      return { enter: line.what, ...of };
    default:
      return "web.paper.no_kind";
  }
}

/** The entries of all lines in the order of their times, or what is wrong with the lines. */
export function paperEntries(lines: readonly PaperLine[], day: PaperDay):
    { entries: NewEntry[]; faults: PaperFault[] } {
  const faults: PaperFault[] = [];
  const entries: NewEntry[] = [];
  const begun = new Map<string, Begun>();
  const filled = lines.map((line, place) => ({ line, place })).filter(({ line }) =>
    line.time.trim() !== "" || line.sitting !== "" || line.what !== "" || line.text.trim() !== "");
  for (const { line, place } of filled) {
    if (!timeShape.test(line.time.trim())) {
      faults.push({ line: place, message: "web.paper.no_time" });
    }
  }
  filled.sort((a, b) => a.line.time.localeCompare(b.line.time) || a.place - b.place);
  for (const { line, place } of filled) {
    const sitting = day.sittings.find((one) => one.sitting === line.sitting);
    if (sitting === undefined) {
      faults.push({ line: place, message: "web.paper.no_sitting" });
      continue;
    }
    const open = begun.get(sitting.sitting) ?? begunOf(sitting, day);
    begun.set(sitting.sitting, open);
    const entry = entryOf({ ...line, time: line.time.trim() }, sitting, open, place, day);
    if (typeof entry === "string") {
      faults.push({ line: place, message: entry });
    } else {
      entries.push(entry);
    }
  }
  return { entries, faults };
}
