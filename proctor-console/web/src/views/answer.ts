// An answer of labd on a screen: read anew when the day changes, kept while labd is silent.
import { useEffect, useState } from "preact/hooks";

import { type Answer, NoAnswer } from "../api";
import type { Problem } from "../api_types";
import { onDayChanged, request } from "../console";

export interface Answered<T> {
  body: T | null;
  problem: Problem | null;
}

interface Pace {
  /** Also read when nothing was entered, since time alone changes it. */
  every_ms?: number;
  /** Not read more often than this, however much is entered. */
  pause_ms?: number;
}

/**
 * @param path What to ask for; null asks for nothing.
 * @param ask How, always the same.
 */
export function useAnswer<T>(path: string | null, pace: Pace = {},
                             ask: (path: string) => Promise<Answer<T>> = request): Answered<T> {
  const [answered, setAnswered] = useState<Answered<T> & { path: string | null }>(
    { body: null, problem: null, path: null },
  );
  const { every_ms, pause_ms = 1000 } = pace;
  useEffect(() => {
    if (path === null) {
      return undefined;
    }
    let isCurrent = true;
    let readAt = Number.NEGATIVE_INFINITY;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      readAt = performance.now();
      try {
        const answer = await ask(path);
        const isHeard = answer.body !== undefined || answer.problem !== undefined;
        if (isCurrent && isHeard) {
          setAnswered({ body: answer.body ?? null, problem: answer.problem ?? null, path });
        }
      } catch (error) {
        if (!(error instanceof NoAnswer)) {
          throw error;
        }
      }
    };
    const readSoon = () => {
      if (waiting === undefined) {
        waiting = setTimeout(() => {
          waiting = undefined;
          void read();
        }, Math.max(0, readAt + pause_ms - performance.now()));
      }
    };
    void read();
    const timer = every_ms === undefined ? undefined : setInterval(readSoon, every_ms);
    const stop = onDayChanged(readSoon);
    return () => {
      isCurrent = false;
      clearInterval(timer);
      clearTimeout(waiting);
      stop();
    };
  }, [path, every_ms, pause_ms, ask]);
  return answered.path === path ? answered : { body: null, problem: null };
}

/** The path of a question about the session that is shown. */
export function ofSession(session: string | null, question: string): string | null {
  return session === null ? null : `/api/v1/sessions/${encodeURIComponent(session)}/${question}`;
}
