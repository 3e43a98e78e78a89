// The roles that people hold.
import type { Role } from "./api_types";

export const ownRoles: readonly Role[] = [
  "proctor", "lead_proctor", "lab_ops", "exam_security", "auditor", "display", "examiner",
  "scheduling", "admin",
];

const incidentRoles: readonly Role[] = [
  "proctor", "lead_proctor", "lab_ops", "exam_security", "auditor",
];

/** For all others there are no incidents (SEC-5). */
export function seesIncidents(role: Role | undefined): boolean {
  return role !== undefined && incidentRoles.includes(role);
}

/** Whose work is with the incidents of all days; the others' with those of the day shown. */
export function followsAllIncidents(role: Role | undefined): boolean {
  return role === "exam_security" || role === "auditor";
}
