// Three prepared drills for training: what happens, and what has to be entered then. Pure.
import type { Entry, NewEntry, Site, Sitting } from "./api_types";
import { instantOf } from "./text";

export interface DrillStep {
  /** The message that says what to do. */
  text: string;
  isDone(entry: Entry, startsAt: number): boolean;
}

export interface Drill {
  id: "late" | "rack" | "evacuation";
  steps: readonly DrillStep[];
}

function typed(enter: string, is: (entry: Entry) => boolean = () => true): DrillStep["isDone"] {
  return (entry) => entry.enter === enter && is(entry);
}

function isOfSite(entry: Entry): boolean {
  return (entry["scope"] as { site?: boolean } | undefined)?.site === true;
}

export const drills: readonly Drill[] = [
  {
    id: "late", steps: [
      { text: "web.drill.late_arrives",
        isDone: (entry, startsAt) => entry.enter === "candidate.arrived" &&
          instantOf(entry.happened ?? "") > startsAt },
      { text: "web.drill.late_checkin", isDone: typed("checkin.done") },
      { text: "web.drill.late_begins_work", isDone: typed("module.started") },
    ],
  },
  {
    id: "rack", steps: [
      { text: "web.drill.rack_report", isDone: typed("outage.reported") },
      { text: "web.drill.rack_estimate", isDone: typed("outage.estimated") },
      { text: "web.drill.rack_move", isDone: typed("seat.changed") },
      { text: "web.drill.rack_end", isDone: typed("outage.ended") },
    ],
  },
  {
    id: "evacuation", steps: [
      { text: "web.drill.evacuation_report", isDone: typed("outage.reported", isOfSite) },
      { text: "web.drill.evacuation_count", isDone: typed("note.added") },
      { text: "web.drill.evacuation_end", isDone: typed("outage.ended") },
    ],
  },
];

/** How many steps were done, one after the other, in these entries. */
export function stepsDone(drill: Drill, entries: readonly Entry[], startsAt: number): number {
  let done = 0;
  for (const entry of entries) {
    if (drill.steps[done]?.isDone(entry, startsAt) === true) {
      ++done;
    }
  }
  return done;
}

/** What happens at the beginning of a drill: a device of a rack fails at which somebody works. */
export function happening(drill: Drill, site: Site | null, sittings: readonly Sitting[],
                          description: string): NewEntry | null {
  if (drill.id !== "rack") {
    return null;
  }
  const seats = (site?.rooms ?? []).flatMap(
    (room) => (room["seats"] ?? []) as { id: string; rack?: string }[],
  );
  const devices = (site?.equipment ?? []) as { id: string; rack?: string }[];
  for (const sitting of sittings.filter((one) => one.phase === "in_module")) {
    const rack = seats.find((seat) => seat.id === sitting.seat)?.rack;
    const device = devices.find((one) => rack !== undefined && one.rack === rack);
    if (device !== undefined) {
      return { enter: "equipment.failed", item: device.id, description };
    }
  }
  return null;
}
