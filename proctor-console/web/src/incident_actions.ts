// What can be entered about incidents and the footage asked for because of them, by whom. Whether
// it is right is labd's to say.
import type { Action, Choice, Field, FieldValues } from "./actions";
import type { IncidentInFull, NewEntry, Role, Sitting } from "./api_types";
import { findings, incidentKinds, isAboutConduct } from "./incidents";
import { wallText } from "./text";

type FootageRequest = IncidentInFull["footage"][number];

/** Who looks at an incident, and what of the site and its day can be named. */
export interface IncidentSurroundings {
  me: string;
  role: Role | undefined;
  sittings: readonly Sitting[];
  seats: readonly string[];
  cameras: readonly string[];
  /** Names to be offered for the owner. */
  people: readonly string[];
  nameOf(sitting: Sitting): string;
  /** What follows from a decision, in words; null for nothing special. */
  follows(finding: string): string | null;
  /** Whom a decision concerns, in words. */
  concerns: string;
  subject: string;
}

const decision = { isDecision: true, hasPreview: true } as const;

function text(values: FieldValues, name: string): string {
  return (values[name] ?? "").trim();
}

/** Only what was filled in. */
function given(values: FieldValues, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, text(values, name)])
    .filter(([, value]) => value !== ""));
}

/** As lists of one, where something was chosen. */
function named(values: FieldValues, members: Readonly<Record<string, string>>):
    Record<string, string[]> {
  const lists = Object.entries(members)
    .map(([member, field]): [string, string[]] => [member, [text(values, field)]]);
  return Object.fromEntries(lists.filter(([, list]) => list[0] !== ""));
}

function asIs(values: readonly string[]): Choice[] {
  return values.map((value) => ({ value, text: value }));
}

const severityField: Field = {
  name: "severity", label: "cli.column.severity", kind: "choice",
  choices: ["minor", "serious", "critical"].map((value) => ({
    value, label: `enum.severity.${value}`,
  })),
};

function sittingField(sittings: readonly Sitting[], nameOf: (sitting: Sitting) => string): Field {
  return {
    name: "who", label: "web.field.incident_who", kind: "choice",
    choices: sittings.map((one) => ({ value: one.sitting, text: nameOf(one) })),
  };
}

function seatField(seats: readonly string[]): Field {
  return { name: "at", label: "web.field.incident_seat", kind: "choice", choices: asIs(seats) };
}

/** Asked for where no seat says who it is about. */
export function whereFields(sittings: readonly Sitting[], seats: readonly string[],
                            nameOf: (sitting: Sitting) => string): Field[] {
  return [sittingField(sittings, nameOf), seatField(seats)];
}

/**
 * Something that exam security has to know of.
 * @param about Who it is about; null where the fields `where` ask for it.
 */
export function incidentReport(about: string | null, where: readonly Field[] = []): Action {
  return {
    id: "incident", key: "i", label: "web.action.incident", enter: "incident.opened",
    fields: [
      { name: "kind", label: "cli.column.kind", kind: "choice", isRequired: true,
        choices: incidentKinds.map((value) => ({ value, label: `enum.incident_kind.${value}` })) },
      { name: "description", label: "web.field.incident_what", kind: "area", isRequired: true },
      ...where,
      { name: "from", label: "web.field.incident_from", kind: "time" },
      { name: "to", label: "web.field.incident_to", kind: "time" },
      severityField,
    ],
    entry: (values) => ({
      enter: "incident.opened", kind: text(values, "kind"),
      ...given(values, "description", "from", "to", "severity"),
      ...(about === null ? named(values, { sittings: "who", seats: "at" })
                         : { sittings: [about] }),
    }),
  };
}

/** Facts: they can be entered without a connection. */
function facts(one: IncidentInFull, around: IncidentSurroundings): Action[] {
  const of = { subject: around.subject, enter: "incident.noted" };
  const entry = { enter: "incident.noted", session: one.session, incident: one.incident };
  const note = (id: string, label: string, members: object): Action => ({
    ...of, id: `${id}.${one.incident}`, label,
    fields: [{ name: "text", label, kind: "area", isRequired: true }],
    entry: (values): NewEntry => ({ ...entry, ...given(values, "text"), ...members }),
  });
  const free = around.sittings.filter(
    (sitting) => !one.sittings.some((who) => who.named && who.sitting === sitting.sitting),
  );
  const people = one.decision !== null ? []
    : [sittingField(free, around.nameOf), seatField(around.seats)];
  return [
    note("note", "web.action.note", {}),
    ...(around.role !== "exam_security" ? []
      : [note("finding", "web.action.incident_finding", { finding: true })]),
    {
      ...of, id: `severity.${one.incident}`, label: "web.action.incident_severity",
      fields: [{ ...severityField, isRequired: true, initial: one.severity ?? "" }],
      entry: (values) => ({ ...entry, ...given(values, "severity") }),
    },
    {
      ...of, id: `add.${one.incident}`, label: "web.action.incident_add",
      fields: [...people, { name: "camera", label: "cli.column.camera", kind: "choice",
                            choices: asIs(around.cameras) }],
      entry: (values) => ({
        ...entry, ...named(values, { sittings: "who", seats: "at", cameras: "camera" }),
      }),
    },
  ];
}

function assign(one: IncidentInFull, around: IncidentSurroundings): Action {
  return {
    id: `assign.${one.incident}`, label: "web.action.incident_assign", subject: around.subject,
    enter: "incident.assigned", isDecision: true,
    fields: [{ name: "owner", label: "cli.column.owner", kind: "text", isRequired: true,
               initial: one.owner ?? around.me, suggestions: around.people }],
    entry: (values) => ({
      enter: "incident.assigned", session: one.session, incident: one.incident,
      owner: text(values, "owner"),
    }),
  };
}

function decide(one: IncidentInFull, around: IncidentSurroundings): Action {
  const isAboutSomebody = one.sittings.some((who) => who.named) ||
    (one.candidates ?? []).length > 0;
  const possible = findings.filter((finding) => finding === "dismissed" || isAboutSomebody);
  return {
    ...decision, needsReason: true, id: `decide.${one.incident}`,
    label: "web.action.incident_decide", subject: around.subject, note: around.concerns,
    enter: "incident.decided",
    fields: [{ name: "finding", label: "cli.column.finding", kind: "choice", isRequired: true,
               choices: possible.map((value) => ({
                 value, label: `enum.incident_finding.${value}`,
               })) }],
    warning: (values) => around.follows(text(values, "finding")),
    entry: (values) => ({
      enter: "incident.decided", session: one.session, incident: one.incident,
      finding: text(values, "finding"),
    }),
  };
}

/** A ban stands when a second person has entered it, once for each candidate (SEC-3). */
function confirmBan(one: IncidentInFull, around: IncidentSurroundings): Action {
  const candidates = one.decision?.unconfirmed ?? [];
  return {
    ...decision, needsReason: true, id: `ban.${one.incident}`,
    label: "web.action.incident_confirm", subject: around.subject, enter: "candidate.banned",
    fields: [{ name: "candidate", label: "cli.column.candidate", kind: "choice",
               isRequired: true,
               choices: candidates.map((value) => {
                 const who = around.sittings.find((sitting) => sitting.candidate === value);
                 return { value, text: who === undefined ? value
                   : `${value} · ${around.nameOf(who)}` };
               }) }],
    entry: (values) => ({
      enter: "candidate.banned", session: one.session, incident: one.incident,
      candidate: text(values, "candidate"),
    }),
  };
}

function close(one: IncidentInFull, around: IncidentSurroundings): Action {
  return {
    ...decision, id: `close.${one.incident}`, label: "web.action.incident_close",
    subject: around.subject, enter: "incident.closed", fields: [],
    entry: () => ({ enter: "incident.closed", session: one.session, incident: one.incident }),
  };
}

/** The cameras around it first, and chosen; the others of the site can be chosen too. */
function camerasAndInterval(one: IncidentInFull, around: IncidentSurroundings) {
  const near = one.coverage.map((camera) => camera.camera);
  const first = near.length > 0 ? near : one.cameras;
  const all = [...new Set([...first, ...around.cameras])];
  const wall = (instant: string | null) => instant === null ? "" : wallText(instant);
  const fields: Field[] = [
    ...all.map((camera): Field => ({
      name: `camera.${camera}`, label: "web.field.footage_camera", about: camera, kind: "check",
      initial: String(first.includes(camera)),
    })),
    { name: "from", label: "cli.column.from", kind: "time", isRequired: true,
      initial: wall(one.from) },
    { name: "to", label: "cli.column.to", kind: "time", isRequired: true, initial: wall(one.to) },
  ];
  const read = (values: FieldValues) => ({
    session: one.session, incident: one.incident,
    cameras: all.filter((camera) => values[`camera.${camera}`] === "true"),
    ...given(values, "from", "to"),
  });
  return { fields, read };
}

function askFootage(one: IncidentInFull, around: IncidentSurroundings): Action {
  const { fields, read } = camerasAndInterval(one, around);
  return {
    id: `footage.${one.incident}`, label: "web.action.footage_ask", subject: around.subject,
    enter: "footage.requested", isDecision: true,
    fields: [...fields, { name: "purpose", label: "web.field.footage_purpose", kind: "area",
                          isRequired: true }],
    entry: (values) => ({
      enter: "footage.requested", ...read(values), ...given(values, "purpose"),
    }),
  };
}

/** Recordings outlive the recorder's retention while they are on hold (CAM-4). */
function holdFootage(one: IncidentInFull, around: IncidentSurroundings): Action {
  const { fields, read } = camerasAndInterval(one, around);
  return {
    id: `hold.${one.incident}`, label: "web.action.footage_hold", subject: around.subject,
    enter: "footage.held", isDecision: true, needsReason: true, fields,
    entry: (values) => ({ enter: "footage.held", ...read(values) }),
  };
}

export function releaseHold(one: IncidentInFull, hold: string,
                            around: IncidentSurroundings): Action {
  return {
    id: `release.${hold}`, label: "web.action.footage_release", subject: around.subject,
    enter: "footage.released", isDecision: true, fields: [],
    entry: () => ({ enter: "footage.released", session: one.session, hold }),
  };
}

/** What the server would let this role do now; which types it may enter is asked besides. */
export function incidentActions(one: IncidentInFull, around: IncidentSurroundings): Action[] {
  if (one.state === "closed" || one.state === "withdrawn") {
    return [];
  }
  const isSecurity = around.role === "exam_security";
  const isConduct = isAboutConduct(one.kind);
  const { decision: decided } = one;
  const waits = decided?.finding === "banned" && decided.confirmed === false;
  const mayClose = !isConduct || (isSecurity && decided !== null && !waits);
  return [
    ...facts(one, around), assign(one, around),
    ...(decided === null ? [decide(one, around)] : []),
    ...(waits && decided.by !== around.me ? [confirmBan(one, around)] : []),
    ...(isConduct ? [askFootage(one, around), holdFootage(one, around)] : []),
    ...(mayClose ? [close(one, around)] : []),
  ];
}

/** Nobody grants what they asked for themselves (CAM-5). */
export function requestActions(one: IncidentInFull, request: FootageRequest,
                               around: IncidentSurroundings): Action[] {
  if (request.state !== "waiting") {
    return [];
  }
  const of = { ...decision, subject: `${around.subject} · ${request.request}` };
  const entry = { session: one.session, request: request.request };
  const grant: Action = {
    ...of, id: `grant.${request.request}`, label: "web.action.footage_grant",
    enter: "footage.granted", fields: [],
    entry: () => ({ enter: "footage.granted", ...entry }),
  };
  const refuse: Action = {
    ...of, id: `refuse.${request.request}`, label: "web.action.footage_refuse",
    enter: "footage.refused", needsReason: true, fields: [],
    entry: () => ({ enter: "footage.refused", ...entry }),
  };
  const mayGrant = request.by !== around.me && one.closed_at === null;
  return [...(mayGrant ? [grant] : []), refuse];
}
