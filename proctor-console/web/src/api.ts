// Requests to labd: what came back, or that nothing did.
import type { Problem } from "./api_types";

/** Nothing is awaited for longer. */
const answerTimeout_ms = 10_000;
const fileTimeout_ms = 120_000;

export interface Answer<T> {
  status: number;
  /** Only of a success. */
  body?: T;
  problem?: Problem;
  etag?: string;
  retryAfter_s?: number;
}

/** No answer came: whether labd did what was asked is not known. */
export class NoAnswer extends Error {}

export interface Ask {
  method?: "GET" | "POST" | "DELETE";
  body?: string | ArrayBuffer;
  /** Of the body: JSON unless said. */
  type?: string;
  /** How long an answer is awaited, unless as all are. */
  timeout_ms?: number;
  key?: string;
  etag?: string;
  language?: string;
  /** As whom: labd does it for nobody else, whoever may have signed in here meanwhile. */
  user?: string | undefined;
}

function headersOf(ask: Ask): Record<string, string> {
  const headers: Record<string, string> = {};
  if (ask.body !== undefined) {
    headers["Content-Type"] = ask.type ?? "application/json";
  }
  if (ask.key !== undefined) {
    headers["Idempotency-Key"] = ask.key;
  }
  if (ask.etag !== undefined) {
    headers["If-None-Match"] = ask.etag;
  }
  if (ask.language !== undefined) {
    headers["Accept-Language"] = ask.language;
  }
  if (ask.user !== undefined) {
    headers["Labd-User"] = ask.user;
  }
  return headers;
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const answer: Answer<T> = { status: response.status };
  const etag = response.headers.get("ETag");
  if (etag !== null) {
    answer.etag = etag;
  }
  const retryAfter = Number(response.headers.get("Retry-After") ?? Number.NaN);
  if (Number.isFinite(retryAfter)) {
    answer.retryAfter_s = retryAfter;
  }
  const type = response.headers.get("Content-Type") ?? "";
  const text = await response.text();
  if (type.includes("json") && text !== "") {
    const json = JSON.parse(text) as unknown;
    if (response.ok) {
      answer.body = json as T;
    } else {
      answer.problem = json as Problem;
    }
  }
  return answer;
}

async function asked<T>(path: string, how: Ask, timeout_ms: number,
                        read: (response: Response) => Promise<Answer<T>>): Promise<Answer<T>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout_ms);
  try {
    const response = await fetch(path, {
      method: how.method ?? "GET",
      headers: headersOf(how),
      body: how.body ?? null,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: stop.signal,
    });
    return await read(response);
  } catch (error) {
    throw new NoAnswer(String(error));
  } finally {
    clearTimeout(timer);
  }
}

export function ask<T>(path: string, how: Ask = {}): Promise<Answer<T>> {
  return asked(path, how, how.timeout_ms ?? answerTimeout_ms, answerOf<T>);
}

export interface SavedFile {
  bytes: Blob;
  name: string;
}

/** What a file is called (RFC 6266): by the name in full where there is one. */
export function fileNameOf(disposition: string): string | undefined {
  const full = /filename\*=UTF-8''([^;\s]+)/.exec(disposition)?.[1];
  try {
    return full === undefined ? /filename="([^"]+)"/.exec(disposition)?.[1]
      : decodeURIComponent(full);
  } catch {
    return undefined;
  }
}

async function fileOf(response: Response): Promise<Answer<SavedFile>> {
  const name = fileNameOf(response.headers.get("Content-Disposition") ?? "");
  return !response.ok || name === undefined ? answerOf<SavedFile>(response)
    : { status: response.status, body: { bytes: await response.blob(), name } };
}

/** What is to be saved; labd may take its time to make it. */
export function askFile(path: string, how: Ask = {}): Promise<Answer<SavedFile>> {
  return asked(path, how, fileTimeout_ms, fileOf);
}

/** A time-ordered key (RFC 9562, section 5.7): labd keeps keys in an index on disk. */
export function uuid7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 5, rest = now; place >= 0; --place, rest = Math.floor(rest / 256)) {
    bytes[place] = rest % 256;
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join("-");
}
