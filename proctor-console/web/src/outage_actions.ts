// What can be entered about outages.
import type { Action, Choice, FieldValues } from "./actions";
import type { NewEntry, Outage } from "./api_types";

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
