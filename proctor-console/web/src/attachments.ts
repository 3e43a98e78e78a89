// Files of incidents on their way to labd. Each is sent with a key of its own, so that it is added
// once however often it is sent.
import { NoAnswer, uuid7 } from "./api";
import type { Accepted, IncidentInFull, Problem } from "./api_types";
import { request } from "./console";
import { type Result, unexplained } from "./enter";
import { fileMax_bytes, mediaTypeOf } from "./media";
import * as state from "./state";
import { wallText } from "./text";

export type Attachment = IncidentInFull["attachments"][number];

/** 8 MiB through a slow line. */
const sending_ms = 120_000;

export function attachmentPath(incident: string, attachment = ""): string {
  const path = `/api/v1/incidents/${encodeURIComponent(incident)}/attachments`;
  return attachment === "" ? path : `${path}/${encodeURIComponent(attachment)}`;
}

function tooLarge(file: File): Problem {
  const detail = state.say("cli.attachment.too_large", {
    file: file.name, actual: String(file.size), limit: String(fileMax_bytes),
  });
  return { ...unexplained(413), detail };
}

function tellAdded(accepted: Accepted): void {
  const entry = accepted.entries[0];
  state.notice.value = {
    kind: "done",
    text: state.say("cli.outcome.recorded", {
      id: entry?.id ?? "", what: state.word("entry", "incident.attached"),
      at: wallText(entry?.happened ?? ""),
    }),
  };
}

/** Why a file is not sent at all; null when it may be. */
export function refusalOf(file: File): Problem | null {
  return file.size > fileMax_bytes ? tooLarge(file) : null;
}

function refusedAs(key: string, file: File): Result {
  return { kind: "refused", problem: { ...unexplained(400),
                                       detail: state.say(key, { file: file.name }) } };
}

/** Sends a file once. After a lost answer `again` sends the same bytes with the same key. */
export async function addFile(incident: string, file: File, name: string): Promise<Result> {
  if (state.isStale.value) {
    return { kind: "offline" };
  }
  const refused = refusalOf(file);
  if (refused !== null) {
    return { kind: "refused", problem: refused };
  }
  const bytes = await file.arrayBuffer().catch(() => null);
  if (bytes === null) {
    return refusedAs("cli.error.file", file);
  }
  const type = mediaTypeOf(new Uint8Array(bytes));
  if (type === undefined) {
    return refusedAs("web.incident.file_kind", file);
  }
  const how = {
    method: "POST" as const, body: bytes, key: uuid7(), timeout_ms: sending_ms, type,
  };
  const path = `${attachmentPath(incident)}?name=${encodeURIComponent(name)}`;
  const attempt = async (): Promise<Result> => {
    try {
      const answer = await request<Accepted>(path, how);
      if (answer.body !== undefined) {
        tellAdded(answer.body);
        return { kind: "done" };
      }
      const isDisk = answer.status === 507;
      return (answer.status >= 500 && !isDisk) || answer.status === 429
        ? { kind: "unknown", again: attempt }
        : { kind: "refused", problem: answer.problem ?? unexplained(answer.status) };
    } catch (error) {
      if (error instanceof NoAnswer) {
        return { kind: "unknown", again: attempt };
      }
      throw error;
    }
  };
  return attempt();
}
