// What a proctor can enter about a seat: which fields it asks for, and the entry that it makes.
// What is possible is decided by labd; here only what makes no sense at all is left out.
import type { NewEntry, Outage, Site, Sitting } from "./api_types";
import { incidentReport } from "./incident_actions";

export interface Choice {
  value: string;
  /** The message that names it, and what stands behind that as it is. */
  label?: string;
  text?: string;
}

export interface Field {
  name: string;
  /** The message that names it. */
  label: string;
  /** Stands in the label as `{about}`. */
  about?: string;
  kind: "text" | "area" | "choice" | "check" | "time" | "date" | "count";
  choices?: readonly Choice[];
  suggestions?: readonly string[];
  isRequired?: boolean;
  initial?: string;
}

export type FieldValues = Readonly<Record<string, string>>;

/** What the forms look at beside the sitting. */
export interface Surroundings {
  site: Site | null;
  sittings: readonly Sitting[];
  outages: readonly Outage[];
  /** labd's time in ms, and how long a break may last without a reason. */
  now: number;
  breakLimit_s: number;
  /** Ids of breaks that were begun here and are not recorded yet. */
  waitingBreak?: string | undefined;
}

export interface Action {
  id: string;
  /** Of the open drawer; never one that records by itself. */
  key?: string;
  label: string;
  /** What it is about, where the drawer does not say it. */
  subject?: string;
  /** The type of its entry: who may enter it is asked of labd. */
  enter: string;
  /** Not to be taken without labd, and never kept to be sent later. */
  isDecision?: boolean;
  /** Its effect is shown before it is recorded. */
  hasPreview?: boolean;
  /** The seat has to be typed: it ends somebody's exam. */
  confirmsSeat?: boolean;
  needsReason?: boolean;
  fields: readonly Field[];
  /** What is shown above the fields. */
  note?: string;
  /** What does not fit in what was filled in; it can be recorded all the same. */
  warning?(values: FieldValues): string | null;
  /** Several are recorded together or not at all. */
  entry(values: FieldValues): NewEntry | readonly NewEntry[];
}

export const checkinSteps = [
  "identification", "agreement", "recording_consent", "belongings", "materials",
] as const;

function text(values: FieldValues, name: string): string {
  return (values[name] ?? "").trim();
}

/** Only what was filled in. */
function given(values: FieldValues, ...names: string[]): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const name of names) {
    if (text(values, name) !== "") {
      filled[name] = text(values, name);
    }
  }
  return filled;
}

const documentMarks = ["signed", "government", "photo", "name_matches"] as const;

function documentFields(number: number, kind: string): Field[] {
  return [
    { name: `kind${number}`, label: `web.field.document${number}`, kind: "text", initial: kind,
      suggestions: ["passport", "driving licence", "national ID", "residence card", "bank card"] },
    ...documentMarks.map((mark): Field => ({
      name: `${mark}${number}`, label: `web.field.${mark}`, kind: "check",
    })),
  ];
}

function documentOf(values: FieldValues, number: number): object[] {
  const kind = text(values, `kind${number}`);
  if (kind === "") {
    return [];
  }
  const marks = documentMarks.filter((mark) => values[`${mark}${number}`] === "true");
  return [{ kind, ...Object.fromEntries(marks.map((mark) => [mark, true])) }];
}

function items(values: FieldValues): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const name of ["pen", "booklet"]) {
    const count = Number(text(values, name));
    if (text(values, name) !== "" && Number.isInteger(count)) {
      counted[name] = count;
    }
  }
  return counted;
}

const itemFields: readonly Field[] = [
  { name: "pen", label: "web.field.pens", kind: "count", initial: "1" },
  { name: "booklet", label: "web.field.booklets", kind: "count", initial: "1" },
];

function arrival(sitting: Sitting): Action {
  return {
    id: "arrive", key: "c", label: "web.action.arrive", enter: "candidate.arrived", fields: [],
    entry: () => ({ enter: "candidate.arrived", sitting: sitting.sitting }),
  };
}

function checkin(sitting: Sitting, step: string, key: string | undefined): Action {
  const fields = step === "identification"
    ? [...documentFields(1, "passport"), ...documentFields(2, "bank card")]
    : step === "materials" ? itemFields
    : step === "dictionary" || step === "device"
      ? [{ name: "inspected", label: "web.field.inspected", kind: "check" } as const] : [];
  return {
    id: `checkin.${step}`, ...(key === undefined ? {} : { key }),
    label: `enum.checkin_step.${step}`, enter: "checkin.done", fields,
    entry: (values) => ({
      enter: "checkin.done", sitting: sitting.sitting, step,
      ...(step === "identification"
        ? { documents: [...documentOf(values, 1), ...documentOf(values, 2)] } : {}),
      ...(step === "materials" ? { items: items(values) } : {}),
      ...(values["inspected"] === "true" ? { inspected: true } : {}),
    }),
  };
}

function refusal(sitting: Sitting): Action {
  return {
    id: "refuse", label: "web.action.refuse", enter: "checkin.refused", isDecision: true,
    hasPreview: true, confirmsSeat: true, needsReason: true,
    fields: [{
      name: "step", label: "web.field.step", kind: "choice", isRequired: true,
      choices: sitting.missing.map((step) => ({
        value: step, label: `enum.checkin_step.${step}`,
      })),
    }],
    entry: (values) => ({
      enter: "checkin.refused", sitting: sitting.sitting, step: text(values, "step"),
    }),
  };
}

function moduleAction(sitting: Sitting): Action[] {
  const open = sitting.module?.id;
  if (open !== undefined) {
    return [{
      id: "hand-in", key: "m", label: "web.action.hand_in", enter: "module.handed_in", fields: [],
      entry: () => ({ enter: "module.handed_in", sitting: sitting.sitting, module: open }),
    }];
  }
  const next = sitting.next_module;
  return next === undefined ? [] : [{
    id: "start", key: "m", label: "web.action.module_start", enter: "module.started", fields: [],
    entry: () => ({ enter: "module.started", sitting: sitting.sitting, module: next }),
  }];
}

function breakStart(sitting: Sitting): Action {
  return {
    id: "break", key: "b", label: "web.action.break_start", enter: "break.started",
    fields: [
      { name: "kind", label: "web.field.break_kind", kind: "text", isRequired: true,
        initial: "toilet", suggestions: ["toilet", "meal", "rest", "medical"] },
      { name: "place", label: "web.field.break_place", kind: "text", isRequired: true,
        initial: "corridor", suggestions: ["corridor", "break room", "first aid"] },
    ],
    entry: (values) => ({
      enter: "break.started", sitting: sitting.sitting, ...given(values, "kind", "place"),
    }),
  };
}

function breakEnd(sitting: Sitting, around: Surroundings): Action[] {
  const open = sitting.break;
  const id = open?.id ?? around.waitingBreak;
  if (id === undefined) {
    return [];
  }
  const length_s = open === undefined ? 0 : (around.now - Date.parse(open.since)) / 1000;
  const isLong = length_s > around.breakLimit_s && open?.justified !== true;
  return [
    {
      id: "back", key: "b", label: "web.action.break_end", enter: "break.ended",
      fields: [{ name: "justification", label: "web.field.justification", kind: "area",
                 isRequired: isLong }],
      entry: (values) => ({ enter: "break.ended", break: id, ...given(values, "justification") }),
    },
    {
      id: "justify", label: "web.action.justify", enter: "break.justified",
      fields: [{ name: "justification", label: "web.field.justification", kind: "area",
                 isRequired: true }],
      entry: (values) => ({
        enter: "break.justified", break: id, ...given(values, "justification"),
      }),
    },
  ];
}

function rackOf(site: Site | null, seat: string | null): string | undefined {
  for (const room of site?.rooms ?? []) {
    const seats = (room["seats"] ?? []) as { id: string; rack?: string }[];
    const found = seats.find((one) => one.id === seat);
    if (found !== undefined) {
      return found.rack;
    }
  }
  return undefined;
}

export function allSeats(site: Site | null): string[] {
  return (site?.rooms ?? []).flatMap(
    (room) => ((room["seats"] ?? []) as { id: string }[]).map((seat) => seat.id),
  );
}

function equipmentFailure(sitting: Sitting, around: Surroundings): Action {
  const rack = rackOf(around.site, sitting.seat);
  const all = (around.site?.equipment ?? []) as { id: string; rack?: string }[];
  const near = all.filter((one) => one.rack === rack);
  return {
    id: "equipment", key: "e", label: "web.action.equipment", enter: "equipment.failed",
    fields: [
      { name: "item", label: "web.field.equipment", kind: "choice", isRequired: true,
        choices: (near.length > 0 ? near : all).map((one) => ({ value: one.id, text: one.id })) },
      { name: "description", label: "web.field.description", kind: "area", isRequired: true },
    ],
    entry: (values) => ({ enter: "equipment.failed", ...given(values, "item", "description") }),
  };
}

function note(sitting: Sitting): Action {
  return {
    id: "note", key: "n", label: "web.action.note", enter: "note.added",
    fields: [{ name: "text", label: "web.field.note", kind: "area", isRequired: true }],
    entry: (values) => ({
      enter: "note.added", sitting: sitting.sitting, ...given(values, "text"),
    }),
  };
}

function seatChange(sitting: Sitting, around: Surroundings): Action {
  const taken = new Set(
    around.sittings.filter((one) => one.phase !== "ended").map((one) => one.seat),
  );
  const free = allSeats(around.site).filter((seat) => !taken.has(seat));
  return {
    id: "seat", key: "v", label: "web.action.seat", enter: "seat.changed", hasPreview: true,
    fields: [{ name: "seat", label: "web.field.new_seat", kind: "choice", isRequired: true,
               choices: free.map((seat) => ({ value: seat, text: seat })) }],
    entry: (values) => ({
      enter: "seat.changed", sitting: sitting.sitting, ...given(values, "seat"),
    }),
  };
}

function endings(sitting: Sitting, around: Surroundings): Action[] {
  const required = sitting.cancel_required_by ?? [];
  const outages = required.length > 0
    ? required : around.outages.filter((one) => one.open).map((one) => one.outage);
  const ending = { isDecision: true, hasPreview: true, confirmsSeat: true, needsReason: true };
  const all: Action[] = [
    { ...ending, id: "finish", isDecision: false, needsReason: false, label: "web.action.finish",
      enter: "sitting.finished", fields: [],
      entry: () => ({ enter: "sitting.finished", sitting: sitting.sitting }) },
    { ...ending, id: "terminate", label: "web.action.terminate", enter: "sitting.terminated",
      fields: [],
      entry: () => ({ enter: "sitting.terminated", sitting: sitting.sitting }) },
  ];
  if (outages.length > 0) {
    all.push({
      ...ending, id: "cancel", label: "web.action.cancel", enter: "sitting.cancelled",
      fields: [{ name: "outage", label: "web.field.outage", kind: "choice", isRequired: true,
                 choices: outages.map((id) => ({ value: id, text: id })) }],
      entry: (values) => ({
        enter: "sitting.cancelled", sitting: sitting.sitting, ...given(values, "outage"),
      }),
    });
  }
  return all;
}

/** What can be entered about a sitting now, the likeliest first. */
export function actionsFor(sitting: Sitting, around: Surroundings): Action[] {
  const isHere = sitting.phase !== "booked" && sitting.phase !== "ended";
  const actions: Action[] = [];
  if (sitting.phase === "booked") {
    actions.push(arrival(sitting));
  }
  if (sitting.phase !== "ended") {
    const steps = sitting.missing.map((step, place) =>
      checkin(sitting, step, place === 0 && sitting.phase !== "booked" ? "c" : undefined));
    actions.push(...steps);
  }
  if (isHere) {
    actions.push(...moduleAction(sitting));
    const isAway = sitting.on_break || around.waitingBreak !== undefined;
    actions.push(...(isAway ? breakEnd(sitting, around) : [breakStart(sitting)]));
  }
  actions.push(note(sitting), incidentReport(sitting.sitting));
  if (sitting.phase !== "ended") {
    actions.push(equipmentFailure(sitting, around), seatChange(sitting, around));
    if (sitting.missing.length > 0) {
      actions.push(refusal(sitting));
    }
  }
  if (isHere) {
    actions.push(...endings(sitting, around));
  } else if (sitting.phase === "ended") {
    actions.push({
      id: "materials", key: "t", label: "web.action.materials", enter: "materials.returned",
      fields: itemFields,
      entry: (values) => ({
        enter: "materials.returned", sitting: sitting.sitting, items: items(values),
      }),
    });
  }
  return actions;
}
