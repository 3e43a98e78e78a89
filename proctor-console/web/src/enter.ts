// Enters something: facts by way of the outbox, decisions straight to labd and never later.
import { type Answer, NoAnswer, uuid7 } from "./api";
import type { Accepted, Effect, NewEntry, Problem } from "./api_types";
import { clock, outbox, request } from "./console";
import * as state from "./state";

/** How a form went: done, or what stands in its way. */
export type Result =
  | { kind: "done" }
  | { kind: "refused"; problem: Problem }
  /** A decision without an answer: `again` sends exactly the same. */
  | { kind: "unknown"; again: () => Promise<Result> }
  | { kind: "offline" };

export type Preview =
  /** `entries` are what was shown: recorded later, they still happened when looked at. */
  | { kind: "effects"; lines: string[]; size: number; entries: readonly NewEntry[] }
  | { kind: "refused"; problem: Problem }
  | { kind: "offline" };

export function listOf(entered: NewEntry | readonly NewEntry[]): readonly NewEntry[] {
  return Array.isArray(entered) ? entered as readonly NewEntry[] : [entered as NewEntry];
}

/** A sitting by its seat and person. */
export function seatName(sittingId: string): string {
  const sitting = state.sittingOf(sittingId);
  if (sitting === undefined) {
    return sittingId;
  }
  return [sitting.seat, nameOf(sitting)].filter((part) => part !== null).join(" ");
}

/** The name in the language of the screen, where there are two. */
export function nameOf(sitting: { name?: string | null; name_local?: string | null;
                                  sitting: string }): string {
  const local = sitting.name_local ?? sitting.name;
  const shown = state.language.value === "ja" ? local : sitting.name ?? sitting.name_local;
  return shown ?? sitting.sitting;
}

/** What an entry does to each clock, in words. */
export function effectLines(effects: readonly Effect[], reopens: boolean): string[] {
  const lines: string[] = [];
  const end = (instant: string | null | undefined) =>
    instant === null || instant === undefined ? state.say("cli.word.open_end") : instant;
  for (const effect of effects) {
    const sitting = seatName(effect.sitting);
    if (effect.ends_before !== effect.ends_after) {
      lines.push(state.say("cli.effect.ends", {
        sitting, before: end(effect.ends_before), after: end(effect.ends_after),
      }));
    }
    if (effect.module_limit_before !== effect.module_limit_after) {
      lines.push(state.say("cli.effect.module", {
        sitting, before: end(effect.module_limit_before), after: end(effect.module_limit_after),
      }));
    }
    if (effect.ended_after && !effect.ended_before) {
      lines.push(state.say("cli.effect.ended", { sitting }));
    }
    if (effect.cancel_required_after && !effect.cancel_required_before) {
      lines.push(state.say("cli.effect.cancel_required", { sitting }));
    }
  }
  if (reopens) {
    lines.push(state.say("cli.outcome.reopens"));
  }
  return lines;
}

/** A refusal in the language of the screen; labd's own wording where the key is not known here. */
export function problemText(problem: Problem): string {
  const messages = state.messages.value;
  return problem.key !== undefined && messages.has(problem.key)
    ? messages.say(problem.key, problem.values ?? {}) : problem.detail;
}

/** What was done needs no longer look; `u` takes it back later, too. */
const doneFor_ms = 15_000;

function show(notice: state.Notice): void {
  state.notice.value = notice;
  setTimeout(() => {
    if (state.notice.value === notice) {
      state.notice.value = null;
    }
  }, doneFor_ms);
}

function namesOf(entries: readonly NewEntry[]): string {
  const names = entries.slice(0, 3).map((entry) => state.word("entry", entry.enter));
  return names.join(" + ") + (entries.length > 3 ? ` + ${entries.length - 3}` : "");
}

function tellDone(entries: readonly NewEntry[], accepted: Accepted): void {
  const recorded = accepted.entries[0];
  const what = namesOf(entries);
  const details = effectLines(accepted.effects, accepted.reopens);
  if (accepted.similar.length > 0) {
    details.push(state.say("cli.outcome.similar", { outages: accepted.similar.join(", ") }));
  }
  const text = state.say("cli.outcome.recorded", {
    id: recorded?.id ?? "", what, at: recorded?.happened ?? "",
  });
  show({ kind: "done", text, details, ...(recorded === undefined ? {} : { undo: recorded.id }) });
}

function happenedOf(entry: NewEntry): { sent: string; shown: string } {
  const given = entry.happened;
  if (given !== undefined) {
    const isFull = given.includes("T");
    return { sent: given, shown: isFull ? state.wall.value.time(Date.parse(given)) : given };
  }
  const instant = clock.surelyPast();
  return { sent: new Date(instant).toISOString(), shown: state.wall.value.time(instant) };
}

/** As labd is sent it: one entry, or several that stand or fall together. */
function bodyOf(entries: readonly NewEntry[], basedOn?: number): string {
  const session = state.session.value;
  const all = entries.map((entry) => ({
    ...entry, happened: happenedOf(entry).sent,
    ...(session === null || entry.session !== undefined ? {} : { session }),
  }));
  const guard = basedOn === undefined ? {} : { based_on: basedOn };
  const [first, ...others] = all;
  return JSON.stringify(others.length === 0 ? { ...first, ...guard }
    : { batch: [{ ...first, ...guard }, ...others] });
}

/**
 * Keeps a fact on this device and sends it, now or when labd is back.
 * @param entered One entry, or several that are recorded together or not at all.
 * @param about The sitting that it is entered for.
 */
export async function enterFact(entered: NewEntry | readonly NewEntry[],
                                about?: string): Promise<Result> {
  const user = state.me.value?.name;
  const entries = listOf(entered);
  const entry = entries[0];
  if (user === undefined || entry === undefined) {
    return { kind: "offline" };
  }
  const happened = happenedOf(entry);
  const isOffline = state.isStale.value;
  const begins = entry.enter === "break.started" || entry.enter === "outage.reported";
  const id = entry.id ?? (isOffline && begins ? `w-${uuid7().slice(-12)}` : undefined);
  const first: NewEntry = {
    ...entry, happened: happened.sent, ...(id === undefined ? {} : { id }),
  };
  const sitting = (entry as { sitting?: string }).sitting ?? about;
  const kept = {
    key: uuid7(), user, body: bodyOf([first, ...entries.slice(1)]), enter: entry.enter,
    happened: happened.shown,
    ...(sitting === undefined ? {} : { sitting }), ...(id === undefined ? {} : { id }),
  };
  if (isOffline) {
    await outbox.keep(kept);
    state.notice.value = { kind: "waiting", text: state.say("web.waiting_kept") };
    return { kind: "done" };
  }
  const outcome = await outbox.submit(kept);
  if (outcome.kind === "refused") {
    if (outcome.problem.recorded === true) {
      state.notice.value = {
        kind: "refused", text: state.say("cli.outcome.recorded_refused"),
        details: [problemText(outcome.problem)], rules: outcome.problem.rules ?? [],
      };
      return { kind: "done" };
    }
    return outcome;
  }
  if (outcome.kind === "recorded") {
    tellDone(entries, outcome.accepted);
  } else {
    state.notice.value = { kind: "waiting", text: state.say("web.waiting_kept") };
  }
  return { kind: "done" };
}

/** Sends a decision once; it is not kept. */
export async function enterDecision(entries: readonly NewEntry[],
                                    basedOn?: number): Promise<Result> {
  if (state.isStale.value) {
    return { kind: "offline" };
  }
  const key = uuid7();
  const body = bodyOf(entries, basedOn);
  const attempt = async (): Promise<Result> => {
    let answer: Answer<Accepted>;
    try {
      answer = await request<Accepted>("/api/v1/entries", { method: "POST", body, key });
    } catch (error) {
      if (error instanceof NoAnswer) {
        return { kind: "unknown", again: attempt };
      }
      throw error;
    }
    if (answer.body !== undefined) {
      tellDone(entries, answer.body);
      return { kind: "done" };
    }
    if (answer.status >= 500 || answer.status === 429) {
      return { kind: "unknown", again: attempt };
    }
    return { kind: "refused", problem: answer.problem ?? unexplained(answer.status) };
  };
  return attempt();
}

/** What entries would do; nothing is recorded. */
export async function preview(entries: readonly NewEntry[]): Promise<Preview> {
  if (entries.length === 0) {
    const detail = state.say("web.nothing_chosen");
    return { kind: "refused", problem: { ...unexplained(0), detail } };
  }
  const shown = entries.map((entry) => ({ ...entry, happened: happenedOf(entry).sent }));
  const body = bodyOf(shown);
  try {
    const path = "/api/v1/entries?preview=true";
    const answer = await request<Accepted>(path, { method: "POST", body });
    if (answer.body === undefined) {
      return { kind: "refused", problem: answer.problem ?? unexplained(answer.status) };
    }
    const lines = effectLines(answer.body.effects, answer.body.reopens);
    if (answer.body.similar.length > 0) {
      lines.push(state.say("cli.outcome.similar", { outages: answer.body.similar.join(", ") }));
    }
    if (lines.length === 0) {
      lines.push(state.say("cli.effect.none"));
    }
    return { kind: "effects", lines, size: answer.body.size, entries: shown };
  } catch (error) {
    if (error instanceof NoAnswer) {
      return { kind: "offline" };
    }
    throw error;
  }
}

export function unexplained(status: number): Problem {
  return { type: "about:blank", title: String(status), status, detail: String(status) };
}
