// What entries say of one another. Pure.
import type { Entry } from "./api_types";

/** Entries that were corrected, and by which. */
export function correctedBy(entries: readonly Entry[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of entries) {
    if (entry.enter !== "entry.corrected") {
      continue;
    }
    const all = [entry, ...((entry["also"] ?? []) as Entry[])];
    for (const one of all) {
      if (typeof one["entry"] === "string") {
        found.set(one["entry"], entry.id ?? "");
      }
    }
  }
  return found;
}
