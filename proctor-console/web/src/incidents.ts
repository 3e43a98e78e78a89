// Incidents: which of them somebody has to see to, and what they are about. Pure.
import type { Incident } from "./api_types";
import { instantOf } from "./text";

export type IncidentKind = Incident["kind"];

export const incidentKinds: readonly IncidentKind[] = [
  "cheating", "dishonesty", "disclosure", "consulting", "disruption", "belongings",
  "materials_shortage", "recording_gap", "equipment", "other",
];
export const incidentStates: readonly Incident["state"][] = [
  "open", "decided", "closed", "withdrawn",
];
export const findings = ["dismissed", "warned", "invalidated", "banned"] as const;

/** About the lab and not about conduct: no footage is given out for these (CAM-5, SEC-5). */
const aboutEquipment: readonly IncidentKind[] = ["recording_gap", "equipment"];

export function isAboutConduct(kind: IncidentKind): boolean {
  return !aboutEquipment.includes(kind);
}

/** The kinds that a role sees (SEC-5). */
export function kindsFor(role: string | undefined): readonly IncidentKind[] {
  return role === "lab_ops" ? aboutEquipment : incidentKinds;
}

/** What of an incident waits for somebody. */
export type Need = "ban" | "footage" | "owner";

export function needsOf(one: Incident): Need[] {
  if (one.state === "closed" || one.state === "withdrawn") {
    return [];
  }
  const isBanOpen = one.decision?.finding === "banned" && one.decision.confirmed === false;
  return [
    ...(isBanOpen ? ["ban" as const] : []),
    ...(one.footage_waiting > 0 ? ["footage" as const] : []),
    ...(one.state === "open" && one.owner === null ? ["owner" as const] : []),
  ];
}

const stateOrder: readonly Incident["state"][] = ["open", "decided", "closed", "withdrawn"];

function rankOf(one: Incident): number {
  return needsOf(one).length === 0 ? 1 + stateOrder.indexOf(one.state) : 0;
}

/** Those that need somebody first, then those that go on; the newest first. */
export function inOrder(incidents: readonly Incident[]): Incident[] {
  return [...incidents].sort((a, b) => rankOf(a) - rankOf(b) ||
    instantOf(b.recorded_at) - instantOf(a.recorded_at) || b.incident.localeCompare(a.incident));
}

/** What labd opened by itself, by the name that it gave; null for those of people. */
export function ownKind(one: { incident: string }): "gap" | "shortage" | null {
  const kind = one.incident.split(":", 1)[0];
  return one.incident.includes(":") && (kind === "gap" || kind === "shortage") ? kind : null;
}
