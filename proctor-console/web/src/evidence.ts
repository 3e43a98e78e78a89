// Evidence packs of sittings and incidents, and clips: handing one out is entered by labd, each
// time.
import { askFile, NoAnswer } from "./api";
import type { Problem } from "./api_types";
import * as state from "./state";

export type HandedOut =
  | { kind: "done"; name: string }
  | { kind: "refused"; problem: Problem }
  /** Whether it was entered is not known. */
  | { kind: "unknown" };

/** A browser keeps what it saves from in memory until then. */
const keptFor_ms = 60_000;

function save(bytes: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), keptFor_ms);
}

/** What evidence is about: a sitting, or an incident. */
export interface EvidenceSubject {
  kind: "sittings" | "incidents";
  id: string;
  title: string;
}

export function evidencePath(subject: EvidenceSubject): string {
  return `/api/v1/${subject.kind}/${encodeURIComponent(subject.id)}/evidence`;
}

export function clipPath(clip: string): string {
  return `/api/v1/footage/${encodeURIComponent(clip)}`;
}

/** Asks for the file and saves it on this device. */
export async function handOut(path: string): Promise<HandedOut> {
  try {
    const answer = await askFile(path, {
      language: state.language.value, user: state.me.value?.name,
    });
    if (answer.body === undefined) {
      const text = String(answer.status);
      return { kind: "refused", problem: answer.problem ?? {
        type: "about:blank", title: text, status: answer.status, detail: text,
      } };
    }
    save(answer.body.bytes, answer.body.name);
    return { kind: "done", name: answer.body.name };
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    return { kind: "unknown" };
  }
}
