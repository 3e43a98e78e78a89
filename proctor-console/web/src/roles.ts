// The roles that people hold.
import type { Role } from "./api_types";

export const ownRoles: readonly Role[] = [
  "proctor", "lead_proctor", "lab_ops", "exam_security", "auditor", "display", "examiner",
  "scheduling", "admin",
];
