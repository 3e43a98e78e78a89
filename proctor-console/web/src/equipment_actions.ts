// What can be entered about racks, devices that fail, and investigations.
import type { Action, FieldValues } from "./actions";
import type { Equipment, Investigation, NewEntry } from "./api_types";

type Failure = Equipment["failures"][number];

function text(values: FieldValues, name: string): string {
  return (values[name] ?? "").trim();
}

/** Only what was filled in. */
function given(values: FieldValues, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, text(values, name)])
    .filter(([, value]) => value !== ""));
}

const causes = ["lab", "candidate", "unknown"].map((value) => ({
  value, label: `enum.cause.${value}`,
}));

/**
 * Until when, as an instant of the site.
 * @param offset Such as `+09:00`.
 */
function dueOf(values: FieldValues, offset: string): string {
  const time = text(values, "due_time");
  return `${text(values, "due_day")}T${time.length === 5 ? `${time}:00` : time}${offset}`;
}

function dueFields(isRequired: boolean): Action["fields"] {
  return [
    { name: "due_day", label: "web.field.due_day", kind: "date", isRequired },
    { name: "due_time", label: "web.field.due_time", kind: "time", isRequired, initial: "17:00" },
  ];
}

/** @param about An outage or an equipment failure. */
export function investigate(about: string, offset: string): Action {
  return {
    id: `investigate.${about}`, label: "web.action.investigate", subject: about,
    enter: "investigation.opened",
    fields: [
      { name: "owner", label: "cli.column.owner", kind: "text", isRequired: true },
      ...dueFields(true),
    ],
    entry: (values): NewEntry => ({
      enter: "investigation.opened", about, owner: text(values, "owner"),
      due: dueOf(values, offset),
    }),
  };
}

export function failureActions(failure: Failure, offset: string): Action[] {
  const id = failure.failure;
  const of = { subject: `${failure.item} · ${id}` };
  const assess: Action = {
    ...of, id: `assess.${id}`, label: "web.action.assess", enter: "equipment.assessed",
    fields: [
      { name: "owner", label: "cli.column.owner", kind: "text", initial: failure.owner ?? "" },
      { name: "cause", label: "cli.column.cause", kind: "text", initial: failure.cause ?? "" },
    ],
    entry: (values) => ({
      enter: "equipment.assessed", failure: id, ...given(values, "owner", "cause"),
    }),
  };
  const restore: Action = {
    ...of, id: `restore.${id}`, label: "web.action.restore", enter: "equipment.restored",
    hasPreview: true, fields: [],
    entry: () => ({ enter: "equipment.restored", failure: id }),
  };
  return failure.until === null ? [restore, assess, investigate(id, offset)] : [assess];
}

export function investigationActions(one: Investigation, offset: string): Action[] {
  const id = one.investigation;
  const of = { subject: `${id} · ${one.about}` };
  return one.closed_at !== null ? [] : [
    {
      ...of, id: `note.${id}`, label: "web.action.finding", enter: "investigation.noted",
      fields: [
        { name: "finding", label: "web.field.finding", kind: "area" },
        { name: "owner", label: "cli.column.owner", kind: "text", initial: one.owner },
        ...dueFields(false),
      ],
      entry: (values) => ({
        enter: "investigation.noted", investigation: id,
        ...given(values, "finding", "owner"),
        ...(text(values, "due_day") === "" ? {} : { due: dueOf(values, offset) }),
      }),
    },
    {
      ...of, id: `close.${id}`, label: "web.action.investigation_close",
      enter: "investigation.closed", isDecision: true, hasPreview: true,
      fields: [
        { name: "cause", label: "web.field.cause", kind: "choice", isRequired: true,
          choices: causes },
        { name: "finding", label: "web.field.finding", kind: "area", isRequired: true },
      ],
      entry: (values) => ({
        enter: "investigation.closed", investigation: id, cause: text(values, "cause"),
        finding: text(values, "finding"),
      }),
    },
  ];
}

export function takeOut(rack: string): Action {
  return {
    id: `out.${rack}`, label: "web.action.take_out", subject: rack, enter: "rack.taken_out",
    isDecision: true, hasPreview: true, needsReason: true,
    fields: [
      { name: "first", label: "web.field.first_day", kind: "date", isRequired: true },
      { name: "last", label: "web.field.last_day", kind: "date", isRequired: true },
    ],
    entry: (values) => ({
      enter: "rack.taken_out", rack, first: text(values, "first"), last: text(values, "last"),
    }),
  };
}

export function putBack(hold: Equipment["holds"][number]): Action {
  return {
    id: `back.${hold.hold}`, label: "web.action.put_back", subject: hold.rack,
    enter: "rack.put_back", isDecision: true, hasPreview: true, fields: [],
    entry: () => ({ enter: "rack.put_back", outing: hold.hold }),
  };
}
