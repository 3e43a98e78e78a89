// What can be entered about outages.
import type { Action, Choice, FieldValues } from "./actions";
import type { NewEntry, Outage, Site, Sitting } from "./api_types";
import { instantOf } from "./text";

const causes: readonly Choice[] = ["lab", "unknown", "candidate"].map((value) => ({
  value, label: `enum.cause.${value}`,
}));

export interface Places {
  rooms: readonly string[];
  racks: readonly string[];
  seats: readonly string[];
}

/** `rack:R02` as the scope of an outage (OUT-8). */
export function scopeOf(value: string): Record<string, unknown> {
  const [kind = "", ...rest] = value.split(":");
  return kind === "site" ? { site: true } : { [kind]: rest.join(":") };
}

function scopes(places: Places): Choice[] {
  const of = (kind: string, ids: readonly string[]) =>
    ids.map((id) => ({ value: `${kind}:${id}`, kind, id }));
  const named = [...of("rack", places.racks), ...of("seat", places.seats),
                 ...of("room", places.rooms)];
  return [
    ...named.map(({ value, kind, id }) => ({ value, label: `cli.scope.${kind}`, text: id })),
    { value: "site", label: "cli.scope.site" },
  ];
}

function trimmed(values: FieldValues, name: string): string {
  return (values[name] ?? "").trim();
}

export function reportAction(places: Places): Action {
  return {
    id: "outage", label: "web.action.outage", enter: "outage.reported", hasPreview: true,
    fields: [
      { name: "scope", label: "web.field.scope", kind: "choice", isRequired: true,
        choices: scopes(places) },
      { name: "cause", label: "web.field.cause", kind: "choice", isRequired: true,
        initial: "lab", choices: causes },
      { name: "description", label: "web.field.description", kind: "area" },
    ],
    entry: (values): NewEntry => ({
      enter: "outage.reported", scope: scopeOf(trimmed(values, "scope")),
      cause: trimmed(values, "cause"),
      ...(trimmed(values, "description") === ""
        ? {} : { description: trimmed(values, "description") }),
    }),
  };
}

export function outageActions(outage: Outage): Action[] {
  const id = outage.outage;
  const ruling: Action = {
    id: `rule.${id}`, label: "web.action.rule", subject: id, enter: "outage.ruled",
    isDecision: true, hasPreview: true, needsReason: true,
    fields: [{ name: "cause", label: "web.field.cause", kind: "choice", isRequired: true,
               choices: causes.filter((cause) => cause.value !== "unknown") }],
    entry: (values) => ({ enter: "outage.ruled", outage: id, cause: trimmed(values, "cause") }),
  };
  if (!outage.open) {
    return [ruling];
  }
  return [
    {
      id: `estimate.${id}`, label: "web.action.estimate", subject: id,
      enter: "outage.estimated", hasPreview: true,
      fields: [{ name: "until", label: "web.field.resolved_by", kind: "time",
                 isRequired: true }],
      entry: (values) => ({
        enter: "outage.estimated", outage: id, resolved_by: trimmed(values, "until"),
      }),
    },
    {
      id: `end.${id}`, label: "web.action.outage_end", subject: id, enter: "outage.ended",
      hasPreview: true, fields: [],
      entry: () => ({ enter: "outage.ended", outage: id }),
    },
    ruling,
  ];
}

/** What is said about an evacuation, by whoever knows the names of people and the language. */
export interface EvacuationTexts {
  name(sitting: Sitting): string;
  expected(people: string, count: number): string;
  counted(count: string, expected: number, people: string): string;
  differs(count: number, expected: number): string;
}

function isHere(sitting: Sitting): boolean {
  return sitting.phase !== "booked" && sitting.phase !== "ended";
}

/** The site stands still and everybody is counted: recorded together or not at all. */
export function evacuationAction(sittings: readonly Sitting[], texts: EvacuationTexts): Action {
  const here = sittings.filter(isHere);
  const people = here.map(texts.name).join(", ");
  return {
    id: "evacuation", label: "web.action.evacuate", enter: "outage.reported", hasPreview: true,
    note: texts.expected(people, here.length),
    fields: [
      { name: "count", label: "web.field.headcount", kind: "count", isRequired: true },
      { name: "cause", label: "web.field.cause", kind: "choice", isRequired: true,
        initial: "lab", choices: causes },
      { name: "description", label: "web.field.description", kind: "area", isRequired: true },
    ],
    warning: (values) => {
      const count = trimmed(values, "count");
      return count === "" || Number(count) === here.length
        ? null : texts.differs(Number(count), here.length);
    },
    entry: (values) => [
      { enter: "outage.reported", scope: { site: true }, cause: trimmed(values, "cause"),
        description: trimmed(values, "description") },
      { enter: "note.added", text: texts.counted(trimmed(values, "count"), here.length, people) },
    ],
  };
}

function reaches(outage: Outage, room: string, seat: { id: string; rack?: string }): boolean {
  const { scope } = outage;
  return scope["site"] === true || scope["room"] === room || scope["seat"] === seat.id ||
    (seat.rack !== undefined && scope["rack"] === seat.rack);
}

/** Seats that nobody has and no open outage reaches. */
export function freeSeats(site: Site | null, sittings: readonly Sitting[],
                          outages: readonly Outage[]): string[] {
  const taken = new Set(sittings.filter((one) => one.phase !== "ended").map((one) => one.seat));
  const open = outages.filter((one) => one.open);
  return (site?.rooms ?? []).flatMap((room) =>
    ((room["seats"] ?? []) as { id: string; rack?: string }[])
      .filter((seat) => !taken.has(seat.id) &&
        !open.some((outage) => reaches(outage, String(room["id"]), seat)))
      .map((seat) => seat.id));
}

/** Those whom an outage stops go on elsewhere: one field for each, empty for who stays. */
export function movesAction(outage: Outage, affected: readonly Sitting[],
                            free: readonly string[], label: (one: Sitting) => string): Action {
  return {
    id: `move.${outage.outage}`, label: "web.action.move", subject: outage.outage,
    enter: "seat.changed", hasPreview: true,
    fields: affected.map((one) => ({
      name: one.sitting, label: "web.field.new_seat_of", about: label(one), kind: "choice",
      choices: free.map((seat) => ({ value: seat, text: seat })),
    })),
    entry: (values) => affected.filter((one) => trimmed(values, one.sitting) !== "")
      .map((one) => ({
        enter: "seat.changed", sitting: one.sitting, seat: trimmed(values, one.sitting),
      })),
  };
}

/** When it began, for sorting: the longest first. */
export function byStart(a: Outage, b: Outage): number {
  return Number(b.open) - Number(a.open) || instantOf(a.reported.at) - instantOf(b.reported.at);
}
