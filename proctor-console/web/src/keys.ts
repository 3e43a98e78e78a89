// The key map. No single key ends, cancels or compensates: keys open forms, move and show.
import * as commands from "./commands";
import { isComposing } from "./composing";
import { go, shownScreens } from "./screens";
import * as state from "./state";
import { isTablet, lock } from "./tablet";

/** Keys typed one after the other belong together for so long. */
const together_ms = 900;

let pending = "";
let pendingAt = 0;
let digits = "";
let digitsAt = 0;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

function afterG(key: string): boolean {
  const screen = shownScreens().find((one) => one.key === key);
  if (screen !== undefined) {
    void go(screen.id);
  }
  return screen !== undefined;
}

function digit(key: string, now: number): void {
  digits = now - digitsAt < together_ms ? digits + key : key;
  digitsAt = now;
  commands.jump(digits);
}

/** Keys that act on the floor or in a drawer, not in a form. */
function single(key: string): boolean {
  const isFloor = state.screen.value === "floor";
  const isIncidents = state.screen.value === "incidents";
  const map: Readonly<Record<string, () => void>> = {
    "?": () => { state.overlay.value = "help"; },
    ":": () => { state.overlay.value = "palette"; },
    "/": () => document.getElementById("filter")?.focus(),
    j: () => commands.move(1), k: () => commands.move(-1),
    a: () => commands.startAlarm("acknowledge"), s: () => commands.startAlarm("shelve"),
    i: () => isFloor ? commands.startAction("i") : commands.startIncident(),
    l: () => { if (isTablet.value) lock(); },
    o: commands.startOutage, u: () => void commands.startUndo(),
    ...Object.fromEntries(["b", "c", "m", "n", "e", "v", "t"].map(
      (letter) => [letter, () => commands.startAction(letter)],
    )),
  };
  const isEverywhere = ["?", ":", "l", "o"].includes(key) || (isIncidents && key === "i");
  const run = map[key];
  if (run === undefined || (!isFloor && !isEverywhere)) {
    return false;
  }
  run();
  return true;
}

const arrows: Readonly<Record<string, number>> = {
  ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1,
};

function onFloor(event: KeyboardEvent): boolean {
  const step = arrows[event.key];
  const isOnCard = event.target instanceof HTMLElement &&
    event.target.dataset["open"] !== undefined;
  if (step !== undefined && (isOnCard || event.target === document.body)) {
    commands.move(step);
    return true;
  }
  return false;
}

function handle(event: KeyboardEvent): boolean {
  // Digits on both sides of another key are two numbers.
  if (!/^\d$/.test(event.key)) {
    digits = "";
  }
  if (event.key === "Escape") {
    commands.back();
    return true;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    state.overlay.value = "palette";
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) ||
      state.overlay.value !== null) {
    return false;
  }
  if (onFloor(event)) {
    return true;
  }
  if (!state.hasSingleKeys.value || state.form.value !== null) {
    return false;
  }
  const now = performance.now();
  if (pending === "g" && now - pendingAt < together_ms) {
    pending = "";
    return afterG(event.key);
  }
  if (event.key === "g") {
    pending = "g";
    pendingAt = now;
    return true;
  }
  if (/^\d$/.test(event.key)) {
    digit(event.key, now);
    return true;
  }
  return single(event.key);
}

export function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (state.me.value == null || isComposing(event) || event.repeat && event.key !== "j" &&
        event.key !== "k" && arrows[event.key] === undefined) {
      return;
    }
    if (handle(event)) {
      event.preventDefault();
    }
  });
}
