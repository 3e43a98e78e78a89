// Keeps the screens' state true: who is signed in, labd's time, the board, the live stream.
import { batch } from "@preact/signals";

import { type Answer, ask, NoAnswer, uuid7 } from "./api";
import type { Accepted, Board, Clock, EntryTypes, LiveMessage, Me, Sessions, Site, Tracks }
  from "./api_types";
import { bestPing, type Ping, ServerClock } from "./clock";
import { LiveFeed, silenceMax_ms, type Socket } from "./live";
import { type Kept, Outbox } from "./outbox";
import { openStore } from "./outbox_store";
import { remember } from "./preferences";
import * as state from "./state";
import { instantOf } from "./text";

const pings = 5;
const resyncEvery_ms = 60_000;
/** While labd's time is known only roughly, it is asked for again this soon. */
const resyncVagueEvery_ms = 2000;
const checkEvery_ms = 250;
/** A device whose own date is off by more is told so. */
const deviceOffMax_ms = 60_000;

export const clock = new ServerClock();
export let outbox: Outbox;

let feed: LiveFeed | null = null;
let boardTag: string | undefined;
let isFetching = false;
let isDirty = false;
/** Since when what is shown is known to be old; null while it is not. */
let dirtySince: number | null = null;
let syncedAt = Number.NEGATIVE_INFINITY;
let isSyncing = false;
/** A connection began while labd's time was being asked for: answers from before count no more. */
let isSyncWanted = false;
let checkedDate = 0;
let checkedMonotonic = 0;
/** Told of every change of the day, for screens that read more than the board. */
const listeners = new Set<() => void>();

export function onDayChanged(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tellDayChanged(): void {
  for (const listener of listeners) {
    listener();
  }
}

/** Asks as whoever is signed in; what comes after somebody else has taken over is no answer. */
export async function request<T>(
  path: string, how: Parameters<typeof ask>[1] = {},
): Promise<Answer<T>> {
  const user = state.me.value?.name;
  const answer = await ask<T>(path, { language: state.language.value, user, ...how });
  if (state.me.value?.name !== user) {
    throw new NoAnswer("another person");
  }
  return answer;
}

async function ping(): Promise<Ping | null> {
  const asked = performance.now();
  const answer = await request<Clock>("/api/v1/clock");
  const answered = performance.now();
  if (answer.status === 401) {
    signedOut();
  }
  return answer.body === undefined ? null
    : { asked, answered, server: instantOf(answer.body.now), rate: answer.body.rate };
}

async function readClock(): Promise<void> {
  const answers: Ping[] = [];
  for (let count = 0; count < pings && !isSyncWanted; ++count) {
    const one = await ping();
    if (one !== null) {
      answers.push(one);
    }
  }
  const best = bestPing(answers);
  if (best === null || isSyncWanted) {
    return;
  }
  clock.set(best);
  state.rate.value = clock.rate;
  const isReal = state.site.value?.mode === "real";
  const off = Date.now() - clock.now();
  state.deviceOff_ms.value = isReal && Math.abs(off) > deviceOffMax_ms ? off : null;
  showTime();
}

/** Asks for labd's time anew. */
export async function syncClock(): Promise<void> {
  if (isSyncing) {
    return;
  }
  isSyncing = true;
  try {
    do {
      isSyncWanted = false;
      syncedAt = performance.now();
      await readClock();
    } while (isSyncWanted);
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
  } finally {
    isSyncing = false;
  }
}

function showTime(): void {
  if (clock.isKnown) {
    state.now.value = clock.now();
  }
}

/** Just after each whole second of labd's clock; in fast training four times a second. */
function tick(): void {
  showTime();
  const next = clock.isKnown ? clock.wait(Math.floor(clock.now() / 1000) * 1000 + 1002) : 1000;
  setTimeout(tick, Math.min(Math.max(next, clock.rate > 1 ? 250 : 1), 1000));
}

/** Nothing of the person who was here stays on the screen. */
export function signedOut(): void {
  feed?.stop();
  feed = null;
  boardTag = undefined;
  batch(() => {
    state.me.value = null;
    state.board.value = null;
    state.opened.value = null;
    state.form.value = null;
    state.current.value = null;
    state.incident.value = null;
    state.overlay.value = null;
    state.notice.value = null;
    state.filter.value = "";
    state.screen.value = "floor";
    state.spoken.value = { polite: "", assertive: "" };
  });
}

async function fetchBoard(): Promise<void> {
  const session = state.session.value;
  if (session === null) {
    return;
  }
  isDirty = true;
  dirtySince ??= performance.now();
  if (isFetching) {
    return;
  }
  isFetching = true;
  try {
    while (isDirty) {
      isDirty = false;
      const path = `/api/v1/sessions/${encodeURIComponent(session)}/board`;
      const answer = await request<Board>(path, boardTag === undefined ? {} : { etag: boardTag });
      if (session === state.session.value) {
        takeBoard(answer);
      }
    }
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    isDirty = true;
  } finally {
    isFetching = false;
  }
}

function takeBoard(answer: Answer<Board>): void {
  if (answer.status === 401) {
    signedOut();
  } else if (answer.body !== undefined) {
    boardTag = answer.etag;
    // It cannot come from the future: labd's clock was set.
    if (instantOf(answer.body.now) > clock.now() + clock.error_ms + 5) {
      void syncClock();
    }
    state.board.value = answer.body;
    state.boardProblem.value = null;
    dirtySince = null;
    tellDayChanged();
  } else if (answer.status === 304) {
    dirtySince = null;
  } else if (answer.status < 500 && answer.status !== 429) {
    dirtySince = null;
    state.board.value = null;
    state.boardProblem.value = answer.problem?.detail ?? String(answer.status);
  } else {
    isDirty = false;
  }
}

function take(message: LiveMessage): void {
  if (message.now !== undefined) {
    state.heardAt.value = instantOf(message.now);
    if (!clock.agrees(instantOf(message.now), message.rate ?? 1)) {
      void syncClock();
    }
  }
  if (message.type === "hello") {
    isSyncWanted = true;
    void syncClock();
    void fetchBoard();
    flush();
  } else if (message.type === "board_changed") {
    if (message.session === state.session.value) {
      void fetchBoard();
    }
  } else if (message.type === "resync") {
    void fetchBoard();
  } else if (message.type === "entries") {
    tellDayChanged();
  }
  showStale();
}

function showStale(): void {
  const isBehind = dirtySince !== null && performance.now() - dirtySince > silenceMax_ms;
  const isStale = feed === null || !feed.isLive || isBehind || !clock.isKnown;
  if (isStale !== state.isStale.value) {
    state.isStale.value = isStale;
  }
}

/** A computer that slept: its monotonic clock may have stood. */
function hasSlept(): boolean {
  const date = Date.now();
  const monotonic = performance.now();
  const drift = date - checkedDate - (monotonic - checkedMonotonic);
  const isFirst = checkedDate === 0;
  checkedDate = date;
  checkedMonotonic = monotonic;
  return !isFirst && Math.abs(drift) > 2000;
}

function check(): void {
  if (hasSlept()) {
    wake();
  }
  feed?.check();
  if (dirtySince !== null && !isFetching && feed?.isLive === true) {
    void fetchBoard();
  }
  const syncEvery_ms = clock.isVague ? resyncVagueEvery_ms : resyncEvery_ms;
  if (feed?.isLive === true && !isSyncing && performance.now() - syncedAt > syncEvery_ms) {
    void syncClock();
  }
  if (state.ownKept.value.some((item) => item.problem === undefined)) {
    flush();
  }
  showStale();
}

function wake(): void {
  feed?.restart();
  showStale();
  if (feed !== null) {
    void syncClock();
  }
}

function openSocket(after: number): Socket {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/api/v1/live?after=${after}`) as Socket;
}

let flushAfter = 0;

function flush(): void {
  const user = state.me.value?.name;
  if (user === undefined || performance.now() < flushAfter || feed?.isLive !== true) {
    return;
  }
  flushAfter = performance.now() + 1000;
  void outbox.flush(user);
}

/** Follows a session: its board, and what changes it. */
export async function openSession(id: string): Promise<void> {
  if (state.session.value !== id) {
    state.session.value = id;
    state.board.value = null;
    boardTag = undefined;
  }
  await fetchBoard();
}

function follow(): void {
  feed?.stop();
  feed = new LiveFeed({
    open: openSocket,
    onMessage: take,
    onSignedOut: () => void readMe(),
  }, state.board.value?.size ?? 0);
}

async function readReferences(): Promise<void> {
  const site = await request<Site>("/api/v1/site");
  state.site.value = site.body ?? null;
  const tracks = await request<Tracks>("/api/v1/tracks");
  state.tracks.value = tracks.body?.tracks ?? {};
  const types = await request<EntryTypes>("/api/v1/entry-types");
  const role = state.me.value?.role;
  state.enterable.value = new Set((types.body?.entry_types ?? [])
    .filter((one) => role !== undefined && one.roles.includes(role)).map((one) => one.type));
  const sessions = await request<Sessions>("/api/v1/sessions");
  state.sessions.value = sessions.body?.sessions ?? [];
  const today = sessions.body?.today;
  const all = state.sessions.value;
  const first = all.find((one) => one.date === today && !one.closed) ??
    all.find((one) => one.date === today) ?? all.find((one) => !one.closed) ?? all[0];
  if (first !== undefined) {
    await openSession(first.id);
  } else {
    state.boardProblem.value = sessions.problem?.detail ?? state.say("web.no_session");
  }
}

/** Who is signed in here, and all that follows from it. */
export async function readMe(): Promise<void> {
  try {
    const answer = await request<Me>("/api/v1/me");
    if (answer.body === undefined) {
      signedOut();
      return;
    }
    state.me.value = answer.body;
    if (answer.body.must_change_password === true) {
      return;
    }
    await syncClock();
    await readReferences();
    follow();
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    setTimeout(() => void readMe(), 1000);
  }
}

export async function signOut(): Promise<void> {
  try {
    await request("/api/v1/sign-out", { method: "POST" });
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    state.notice.value = { kind: "refused", text: state.say("web.sign_out_unheard") };
    return;
  }
  signedOut();
}

export function chooseLanguage(language: "en" | "ja"): void {
  state.language.value = language;
  remember("language", language);
  document.documentElement.lang = language;
}

export function chooseTheme(theme: string): void {
  state.theme.value = theme;
  remember("theme", theme);
  document.documentElement.dataset["theme"] = theme;
}

async function startOutbox(): Promise<void> {
  const { store, isLasting } = await openStore();
  state.isOutboxLasting.value = isLasting;
  outbox = new Outbox({
    store,
    send: (kept: Kept) => request<Accepted>("/api/v1/entries", {
      method: "POST", body: kept.body, key: kept.key, user: kept.user,
    }),
    changed: (all) => {
      state.kept.value = all;
    },
    recorded: (kept) => {
      const what = state.word("entry", kept.enter);
      state.notice.value = {
        kind: "done", text: state.say("web.outbox_sent", { what, at: kept.happened }),
      };
    },
    newKey: uuid7,
    reason: state.say("web.outbox_reason"),
  });
  await outbox.load();
}

/** @param beforeMe What must be known before it is asked who is signed in. */
export async function start(beforeMe: () => Promise<void>): Promise<void> {
  chooseLanguage(state.language.value);
  chooseTheme(state.theme.value);
  await startOutbox();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      check();
      if (feed !== null) {
        void syncClock();
      }
    }
  });
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      wake();
    }
  });
  setInterval(check, checkEvery_ms);
  tick();
  await beforeMe();
  await readMe();
}
