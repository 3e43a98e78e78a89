// A shared tablet: whether this device is one, who can switch on it, and that it locks itself. To
// lock is to sign out: whoever is shown as signed in is who touched it last.
import { computed, signal } from "@preact/signals";

import { ask, NoAnswer } from "./api";
import type { ThisDevice } from "./api_types";
import { request, signedOut } from "./console";
import { recall, remember } from "./preferences";
import * as state from "./state";

const checkEvery_ms = 1000;
/** While somebody touches it, labd is told so at least this often. */
const presentEvery_ms = 20_000;

/** Null until labd has said. */
export const device = signal<ThisDevice | null>(null);
export const isTablet = computed(() => device.value?.device != null);
/** It has locked itself. */
export const wasIdle = signal(false);
export const isUnreachable = signal(false);

let touched = { date: Date.now(), monotonic: performance.now() };
let presentAt = Number.NEGATIVE_INFINITY;

/** labd's answer to who this device is; without one what was known stays. */
export async function readDevice(): Promise<void> {
  try {
    const answer = await ask<ThisDevice>("/api/v1/devices/this");
    isUnreachable.value = answer.status >= 500;
    if (answer.body !== undefined) {
      device.value = answer.body;
    }
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    isUnreachable.value = true;
  }
}

/** Until labd has heard it, each start and each look begins with it. */
async function endSession(): Promise<void> {
  try {
    const answer = await ask("/api/v1/sign-out", { method: "POST" });
    if (answer.status < 500) {
      remember("locked", "");
    }
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
  }
}

export function isEnding(): boolean {
  return recall("locked") === "yes";
}

let ending: Promise<void> | null = null;

/** Once at a time, and over before somebody else signs in: it would end their session. */
export function ended(): Promise<void> {
  if (!isEnding()) {
    return Promise.resolve();
  }
  ending ??= endSession().finally(() => {
    ending = null;
  });
  return ending;
}

/** Hides everything personal at once, also without a connection. */
export function lock(): void {
  remember("locked", "yes");
  signedOut();
  void ended();
}

/** By a clock that stood while the tablet slept, and by one that may have been set. */
function idle_ms(): number {
  return Math.max(Date.now() - touched.date, performance.now() - touched.monotonic);
}

function touch(): void {
  touched = { date: Date.now(), monotonic: performance.now() };
  const me = state.me.value;
  if (!isTablet.value || me == null || me.must_change_password === true) {
    return;
  }
  const every_ms = Math.min(presentEvery_ms, (device.value?.idle_max_s ?? 0) * 250);
  if (performance.now() - presentAt < every_ms) {
    return;
  }
  presentAt = performance.now();
  request("/api/v1/me/present", { method: "POST" }).catch((error: unknown) => {
    presentAt = Number.NEGATIVE_INFINITY;
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
  });
}

function check(): void {
  if (isTablet.value && state.me.value != null &&
      idle_ms() >= (device.value?.lock_after_s ?? 0) * 1000) {
    wasIdle.value = true;
    lock();
  }
}

/** A touch after the time has come is one on the lock screen. */
function onTouch(): void {
  check();
  touch();
}

export async function startTablet(): Promise<void> {
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    document.addEventListener(kind, onTouch, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", check);
  setInterval(check, checkEvery_ms);
  await ended();
  await readDevice();
}
