// What is heard when somebody is needed: short tones, made here. Never the only sign of anything.
import { effect } from "@preact/signals";

import { isFlood } from "./alarm_groups";
import { AlarmSounds, type Priority } from "./alarm_sounds";
import { remember } from "./preferences";
import * as state from "./state";

/** Told apart by how many there are, not by their pitch alone. */
const tones: Readonly<Record<Priority, { pitch_hz: number; count: number }>> = {
  1: { pitch_hz: 880, count: 3 }, 2: { pitch_hz: 660, count: 2 }, 3: { pitch_hz: 440, count: 1 },
};
const tone_s = 0.12;
const pause_s = 0.1;
const volume = 0.2;
/** No click where a tone begins or ends. */
const ramp_s = 0.01;
const lookEvery_ms = 5000;
/** labd unheard for so long is itself something to come for; shorter is the network's. */
const silentFor_ms = 10_000;

let audio: AudioContext | null = null;
let sounds = new AlarmSounds();
let staleSince: number | null = null;
let isSilenceTold = false;
/** What was touched first, which lets the page sound. */
let unlockedBy: EventTarget | null = null;
let isTouched = false;

/** Null where the device can make no sound. */
function opened(): AudioContext | null {
  try {
    audio ??= new AudioContext();
  } catch {
    return null;
  }
  return audio;
}

function showBlocked(): void {
  state.isSoundBlocked.value = audio !== null && audio.state !== "running";
}

function make(priority: Priority): void {
  const context = opened();
  showBlocked();
  if (context === null || context.state !== "running") {
    return;
  }
  const { pitch_hz, count } = tones[priority];
  for (let place = 0; place < count; ++place) {
    const begin = context.currentTime + place * (tone_s + pause_s);
    const loudness = context.createGain();
    loudness.gain.setValueAtTime(0, begin);
    loudness.gain.linearRampToValueAtTime(volume, begin + ramp_s);
    loudness.gain.setValueAtTime(volume, begin + tone_s - ramp_s);
    loudness.gain.linearRampToValueAtTime(0, begin + tone_s);
    const tone = context.createOscillator();
    tone.frequency.value = pitch_hz;
    tone.connect(loudness);
    loudness.connect(context.destination);
    tone.start(begin);
    tone.stop(begin + tone_s);
  }
}

/** Once for each time that labd falls silent: what is shown then is known no more. */
function tellSilence(now: number): void {
  staleSince ??= now;
  if (!isSilenceTold && now - staleSince >= silentFor_ms) {
    isSilenceTold = true;
    make(1);
  }
}

function look(): void {
  if (!state.isSoundOn.peek() || !state.mayEnter.peek()) {
    return;
  }
  const now = performance.now();
  if (state.isStale.peek()) {
    tellSilence(now);
    return;
  }
  staleSince = null;
  isSilenceTold = false;
  const alarms = state.alarms.peek();
  const priority = sounds.next(alarms, isFlood(alarms, state.now.peek()), now);
  if (priority !== null) {
    make(priority);
  }
}

/** Browsers let a page sound only after somebody has touched it. */
function unlock(event: Event): void {
  const context = state.isSoundOn.peek() ? opened() : null;
  if (context !== null && context.state !== "running") {
    unlockedBy = isTouched ? null : event.target;
    void context.resume().then(showBlocked);
  }
  isTouched = true;
}

/** @param pressed The switch; pressed to let it sound at last it is not switched off. */
export function toggleSound(pressed: EventTarget | null = null): void {
  const isUnlocking = pressed !== null && pressed === unlockedBy;
  unlockedBy = null;
  if (isUnlocking) {
    return;
  }
  state.isSoundOn.value = !state.isSoundOn.value;
  remember("sound", state.isSoundOn.value ? "on" : "off");
  if (state.isSoundOn.value) {
    void opened()?.resume().then(() => make(3));
  }
}

/** Listens for alarms from now on. */
export function startSounds(): void {
  for (const event of ["pointerdown", "keydown"]) {
    document.addEventListener(event, unlock, { capture: true });
  }
  effect(() => {
    if (state.me.value === null) {
      sounds = new AlarmSounds();
    }
  });
  effect(() => {
    // All that changes what is to be heard at once; the rest is seen in time.
    void [state.alarms.value, state.isStale.value, state.mayEnter.value];
    look();
  });
  setInterval(look, lookEvery_ms);
  if (state.isSoundOn.peek() && opened() !== null) {
    showBlocked();
  }
}
