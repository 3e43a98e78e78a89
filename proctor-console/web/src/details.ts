// What the drawer shows beyond the board: a sitting's entries and the explanation of its clock.
import { NoAnswer } from "./api";
import type { Entry, Explanation, JournalPage } from "./api_types";
import { request } from "./console";
import { correctedBy } from "./correction_links";
import { session } from "./state";

export interface Details {
  entries: readonly Entry[];
  explanation: Explanation | null;
  /** Entries that were corrected, and by which. */
  corrected: ReadonlyMap<string, string>;
}

const pagesMax = 20;

/** Entries that a filter of the journal finds, in their order. */
export async function readJournal(filter: Readonly<Record<string, string>>,
                                  after = 0): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let page = 0, next = after; page < pagesMax; ++page) {
    const query = new URLSearchParams({ ...filter, after: String(next), limit: "1000" });
    const answer = await request<JournalPage>(`/api/v1/journal?${query}`);
    if (answer.body === undefined) {
      break;
    }
    entries.push(...answer.body.entries.filter((entry) => entry.enter !== undefined));
    if (answer.body.next >= answer.body.size || answer.body.next === next) {
      break;
    }
    next = answer.body.next;
  }
  return entries;
}

/** Null when labd gives no answer: what is shown stays, marked as old. */
export async function readDetails(sitting: string): Promise<Details | null> {
  try {
    const path = `/api/v1/sittings/${encodeURIComponent(sitting)}/explanation`;
    const explained = await request<Explanation>(path);
    const entries = await readJournal({
      sitting, ...(session.value === null ? {} : { session: session.value }),
    });
    const corrections = await readJournal({
      type: "entry.corrected", ...(session.value === null ? {} : { session: session.value }),
    });
    return {
      entries, explanation: explained.body ?? null, corrected: correctedBy(corrections),
    };
  } catch (error) {
    if (error instanceof NoAnswer) {
      return null;
    }
    throw error;
  }
}
