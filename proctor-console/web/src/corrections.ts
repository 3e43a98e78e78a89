// Taking an entry back: a further entry, since nothing recorded is ever changed.
import type { Action } from "./actions";
import type { Entry } from "./api_types";
import { readJournal } from "./details";
import { correctedBy } from "./correction_links";
import { board, me, say, session } from "./state";

const notCorrectable = new Set([
  "entry.corrected", "session.planned", "daemon.started", "clock.stepped", "outcome.announced",
  "incident.announced", "alarm.acknowledged", "alarm.shelved", "duty.started", "duty.ended",
  "handover.accepted", "session.closed", "policy.adopted", "site.configured",
  "footage.viewed", "cameras.armed", "evidence.exported", "footage.requested",
  "footage.granted", "footage.refused", "footage.cut", "footage.exported", "footage.held",
  "footage.kept", "footage.released", "incident.exported",
  "incident.attached", "incident.attachment_read",
]);

export function correctable(entry: Entry): boolean {
  return entry.enter !== undefined && entry.id !== undefined && entry.by?.role !== "labd" &&
    !notCorrectable.has(entry.enter);
}

/** Takes an entry back, after showing what that does. */
export function undoAction(entry: string, enter: string | undefined): Action {
  return {
    id: `undo.${entry}`, label: "web.action.undo", enter: "entry.corrected", isDecision: true,
    hasPreview: true, needsReason: true,
    fields: [],
    entry: () => ({ enter: "entry.corrected", entry }),
    ...(enter === undefined ? {} : { subject: `${say(`entry.${enter}`)} ${entry}` }),
  };
}

const lookBack = 500;

/** The last thing that the person signed in entered in this session and that still stands. */
export async function lastOwn(): Promise<Entry | undefined> {
  const after = Math.max(0, (board.value?.size ?? 0) - lookBack);
  const filter: Record<string, string> = session.value === null ? {} : { session: session.value };
  const entries = await readJournal({ ...filter, by: me.value?.name ?? "" }, after);
  const corrected = correctedBy(await readJournal({ ...filter, type: "entry.corrected" }, after));
  return entries.findLast((entry) => correctable(entry) && !corrected.has(entry.id ?? ""));
}
