// Everything that can be done, by name: for the palette, the keys and the help that lists them.
import { actionsFor } from "./actions";
import { alarmAction } from "./alarm_actions";
import { chooseLanguage, chooseTheme, signOut } from "./console";
import { lastOwn } from "./corrections";
import { seatName } from "./enter";
import { surroundings } from "./floor";
import { closeDrawer, focusCard, go, openDrawer, shownOrder, shownScreens } from "./screens";
import { toggleSound } from "./sound";
import * as state from "./state";
import { say } from "./state";
import { isTablet, lock } from "./tablet";

export interface Command {
  id: string;
  title: string;
  /** As it is typed. */
  keys?: string;
  run(): void;
}

/** The sitting that the keys act on: the open one, or the card with the focus. */
export function target(): string | null {
  return state.opened.value ?? state.current.value ?? shownOrder.list[0] ?? null;
}

/** Opens the form of an action, if it makes sense for that sitting now. */
export function startAction(key: string): void {
  const id = target();
  const sitting = state.sittingOf(id);
  if (id === null || sitting === undefined || !state.mayEnter.value) {
    return;
  }
  const action = actionsFor(sitting, surroundings(id)).find((one) => one.key === key);
  if (action !== undefined && state.mayEnterType(action.enter)) {
    openDrawer(id, action.id);
  }
}

export function startOutage(): void {
  const sitting = state.sittingOf(target());
  const seat = state.opened.value !== null ? sitting?.seat : null;
  void go("outages").then(() => {
    state.form.value = {
      id: "outage", initial: seat == null ? {} : { scope: `seat:${seat}` },
    };
  });
}

/** About nobody yet: who it was is asked for, if it is known at all. */
export function startIncident(): void {
  void go("incidents").then(() => {
    state.form.value = { id: "incident" };
  });
}

/** Everybody leaves: one form for the outage of the site and the count of heads. */
export function startEvacuation(): void {
  void go("outages").then(() => {
    state.form.value = { id: "evacuation" };
  });
}

export function startAlarm(id: "acknowledge" | "shelve"): void {
  const sitting = state.sittingOf(target());
  if (sitting !== undefined && state.mayEnter.value &&
      alarmAction(id, sitting.alarms) !== undefined) {
    openDrawer(sitting.sitting, id);
  }
}

/** Offers to take back what was entered last; nothing is taken back without a further key. */
export async function startUndo(): Promise<void> {
  const entry = await lastOwn();
  if (entry?.id === undefined) {
    state.notice.value = { kind: "refused", text: say("web.nothing_to_undo") };
    return;
  }
  const about = entry["sitting"];
  const sitting = typeof about === "string" ? about : target();
  if (sitting !== null) {
    openDrawer(sitting, `undo.${entry.id}`);
  }
}

export function move(step: number): void {
  const list = shownOrder.list.filter(
    (id) => document.querySelector(`[data-open="${CSS.escape(id)}"]`) !== null,
  );
  const place = list.indexOf(state.current.value ?? "");
  const next = list[Math.min(Math.max(place + step, 0), list.length - 1)];
  if (next !== undefined) {
    state.current.value = next;
    focusCard(next);
  }
}

/**
 * The seat whose number ends in the digits that were typed; of several who sat there whoever still
 * does.
 */
export function jump(digits: string): void {
  const wanted = Number(digits);
  const there = state.sittings.value.filter(
    (sitting) => Number(/\d+$/.exec(sitting.seat ?? "")?.[0] ?? Number.NaN) === wanted,
  );
  const found = there.find((sitting) => sitting.phase !== "ended") ?? there[0];
  if (found !== undefined) {
    state.current.value = found.sitting;
    if (state.opened.value !== null) {
      openDrawer(found.sitting);
    } else {
      focusCard(found.sitting);
    }
  }
}

export function toggleSingleKeys(): void {
  state.hasSingleKeys.value = !state.hasSingleKeys.value;
}

/** What can be done about the sitting that the keys act on. */
function aboutTarget(): Command[] {
  const id = target();
  const sitting = state.sittingOf(id);
  if (sitting === undefined || id === null || !state.mayEnter.value) {
    return [];
  }
  const possible = actionsFor(sitting, surroundings(id));
  const list = possible.filter((one) => state.mayEnterType(one.enter)).map((action): Command => ({
    id: action.id, title: `${seatName(id)}: ${say(action.label)}`,
    ...(action.key === undefined ? {} : { keys: action.key }),
    run: () => openDrawer(id, action.id),
  }));
  return !state.mayEnterType("evidence.exported") ? list : [...list, {
    id: "evidence", title: `${seatName(id)}: ${say("web.action.evidence")}`,
    run: () => openDrawer(id, "evidence"),
  }];
}

/** What can be done about the day. */
function aboutDay(): Command[] {
  return !state.mayEnter.value ? [] : [
    { id: "outage", title: say("web.action.outage"), keys: "o", run: startOutage },
    { id: "undo", title: say("web.action.undo_last"), keys: "u", run: () => void startUndo() },
    { id: "evacuation", title: say("web.action.evacuate"), run: startEvacuation },
    ...["duty_start", "duty_end", "handover"].map((one) => ({
      id: one, title: say(`web.action.${one}`), run: () => void go("team"),
    })),
    ...(!state.mayEnterType("incident.opened") ? [] : [
      { id: "new-incident", title: say("web.action.incident"), run: startIncident },
    ]),
  ];
}

/** What can be chosen on this device. */
function choices(): Command[] {
  const language = state.language.value === "en" ? "ja" : "en";
  return [
    { id: "language", title: language === "ja" ? "日本語" : "English",
      run: () => chooseLanguage(language) },
    ...["auto", "light", "dark"].map((theme) => ({
      id: `theme-${theme}`, title: say(`web.theme.${theme}`), run: () => chooseTheme(theme),
    })),
    { id: "keys", title: say(state.hasSingleKeys.value ? "web.keys_off" : "web.keys_on"),
      run: toggleSingleKeys },
    { id: "sound", title: say(state.isSoundOn.value ? "web.sound_off" : "web.sound_on"),
      run: () => toggleSound() },
    { id: "help", title: say("web.help"), keys: "?",
      run: () => { state.overlay.value = "help"; } },
    isTablet.value ? { id: "switch", title: say("web.tablet.switch"), keys: "l", run: lock }
      : { id: "sign-out", title: say("web.sign_out"), run: () => void signOut() },
  ];
}

/** What the palette lists. */
export function commands(): Command[] {
  const screens = shownScreens().map((screen) => ({
    id: screen.id, title: say(screen.label), keys: `g ${screen.key}`,
    run: () => void go(screen.id),
  }));
  const seats = state.sittings.value.map((one) => ({
    id: one.sitting, title: seatName(one.sitting), run: () => openDrawer(one.sitting),
  }));
  return [...screens, ...aboutTarget(), ...aboutDay(), ...seats, ...choices()];
}

/** Esc: the innermost thing goes first. */
export function back(): void {
  if (state.overlay.value !== null) {
    state.overlay.value = null;
  } else if (state.form.value !== null) {
    state.form.value = null;
  } else if (state.opened.value !== null) {
    closeDrawer();
  } else if (state.incident.value !== null) {
    state.incident.value = null;
  } else if (state.notice.value !== null) {
    state.notice.value = null;
  } else if (state.filter.value !== "") {
    state.filter.value = "";
  } else {
    focusCard(state.current.value ?? shownOrder.list[0] ?? null);
  }
}
