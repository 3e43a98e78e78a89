// What the screens draw from. Only console.ts writes most of it.
import { computed, signal } from "@preact/signals";

import type { Alarm, Board, Me, Outage, SessionState, Site, Sitting, Tracks }
  from "./api_types";
import { isSitting } from "./api_types";
import { type Catalogue, type Language, Messages } from "./messages";
import type { Footage } from "./footage";
import type { Kept } from "./outbox";
import { recall } from "./preferences";
import { WallClock } from "./text";

export type Screen = "floor" | "outages" | "journal" | "cameras" | "team" |
  "cases" | "incidents" | "settings" | "papers" | "drills";

/** Undefined until labd has said who it is; null when nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined);
export const site = signal<Site | null>(null);
export const tracks = signal<Tracks["tracks"]>({});
export const breakLimit_s = 600;
export const sessions = signal<{ id: string; date: string; closed: boolean }[]>([]);
export const session = signal<string | null>(null);
export const board = signal<Board | null>(null);
/** Why there is no board to draw. */
export const boardProblem = signal<string | null>(null);

/** What is recorded of each seat. */
export const footage = signal<ReadonlyMap<string, Footage>>(new Map());

/** Nothing shown is known to be so any more. */
export const isStale = signal(true);
/** When labd was last heard, in ms of its own clock; null before that. */
export const heardAt = signal<number | null>(null);
/** labd's time, in ms since 1970: moves just after each whole second. */
export const now = signal(0);
export const rate = signal(1);
/** How far this device's own date is off, in ms; null while it is right enough. */
export const deviceOff_ms = signal<number | null>(null);

function firstLanguage(): Language {
  const chosen = recall("language");
  if (chosen === "en" || chosen === "ja") {
    return chosen;
  }
  return navigator.language.startsWith("ja") ? "ja" : "en";
}

export const language = signal<Language>(firstLanguage());
export const catalogues = signal<Readonly<Record<Language, Catalogue>> | null>(null);
export const messages = computed(
  () => new Messages(language.value, catalogues.value?.[language.value] ?? {}),
);
export const theme = signal(recall("theme") ?? "auto");
/** Single keys can be switched off (WCAG 2.1.4). */
export const hasSingleKeys = signal(recall("keys") !== "off");

/** Whether this device sounds when somebody is needed. */
export const isSoundOn = signal(recall("sound") !== "off");
/** The browser lets nothing sound before somebody has touched the page. */
export const isSoundBlocked = signal(false);

export const screen = signal<Screen>("floor");
/** Whose drawer is open. */
export const opened = signal<string | null>(null);
/** The form that is open in the drawer or on the screen. */
export const form = signal<{ id: string; initial?: Readonly<Record<string, string>> } | null>(null);
/** The incident that is shown with everything around it. */
export const incident = signal<string | null>(null);
/** On which card the keys act. */
export const current = signal<string | null>(null);
export const filter = signal("");
export const overlay = signal<"palette" | "help" | "waiting" | null>(null);
/** Something to say once: politely, or at once. */
export const spoken = signal({ polite: "", assertive: "" });

export interface Notice {
  kind: "done" | "refused" | "waiting";
  text: string;
  rules?: readonly string[];
  details?: readonly string[];
  /** The entry that undo takes back. */
  undo?: string;
}

export const notice = signal<Notice | null>(null);
export const kept = signal<readonly Kept[]>([]);
export const isOutboxLasting = signal(true);

export const sittings = computed<Sitting[]>(() => (board.value?.sittings ?? []).filter(isSitting));
export const outages = computed<Outage[]>(() => board.value?.outages ?? []);
export const alarms = computed<Alarm[]>(() => board.value?.alarms ?? []);
export const sessionState = computed<SessionState | null>(() => board.value?.session ?? null);
export const wall = computed(() => new WallClock(site.value?.time_zone ?? "UTC"));
/** What the person signed in has waiting or refused on this device. */
export const ownKept = computed(() => kept.value.filter((item) => item.user === me.value?.name));
export const mayEnter = computed(() => {
  const role = me.value?.role;
  return role === "proctor" || role === "lead_proctor" || role === "lab_ops" ||
    role === "exam_security";
});

/** Which types the role may enter; null while labd has not said. */
export const enterable = signal<ReadonlySet<string> | null>(null);

export function mayEnterType(enter: string): boolean {
  return enterable.value?.has(enter) ?? false;
}

export function say(key: string, values: Parameters<Messages["say"]>[1] = {}): string {
  return messages.value.say(key, values);
}

export function word(group: string, name: string): string {
  return messages.value.word(group, name);
}

export function sittingOf(id: string | null): Sitting | undefined {
  return id === null ? undefined : sittings.value.find((one) => one.sitting === id);
}
