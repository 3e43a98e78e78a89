// Which screen is shown, and the keys that lead there.
import { openSession } from "./console";
import { seesIncidents } from "./roles";
import * as state from "./state";

export const screens = [
  { id: "floor", key: "f", label: "web.screen.floor" },
  { id: "outages", key: "e", label: "web.screen.outages" },
  { id: "journal", key: "j", label: "web.screen.journal" },
  { id: "cameras", key: "c", label: "web.screen.cameras" },
  { id: "team", key: "t", label: "web.screen.team" },
  { id: "cases", key: "r", label: "web.screen.cases" },
  { id: "incidents", key: "i", label: "web.screen.incidents" },
  { id: "papers", key: "p", label: "web.screen.papers" },
  { id: "settings", key: "s", label: "web.screen.settings" },
  { id: "drills", key: "d", label: "web.screen.drills" },
] as const;

/** Cases are nothing for who runs the floor; drills are for training. */
export function shownScreens() {
  const role = state.me.value?.role;
  const hidden = new Set([
    ...(seesIncidents(role) ? [] : ["incidents"]),
    ...(role === "proctor" || role === "admin" ? ["cases"] : []),
    ...(state.site.value?.mode === "training" ? [] : ["drills"]),
  ]);
  return screens.filter((one) => !hidden.has(one.id));
}

/** The sittings of the floor in the order in which they are shown. */
export const shownOrder: { list: string[] } = { list: [] };

export function focusCard(sitting: string | null): void {
  if (sitting !== null) {
    document.querySelector<HTMLElement>(`[data-open="${CSS.escape(sitting)}"]`)?.focus();
  }
}

/** Shows a screen, of another session too. */
export async function go(screen: state.Screen, session?: string): Promise<void> {
  closeDrawer();
  state.incident.value = null;
  state.screen.value = screen;
  if (session !== undefined && session !== state.session.value) {
    await openSession(session);
  }
}

export function openDrawer(sitting: string, form?: string): void {
  state.screen.value = "floor";
  state.incident.value = null;
  state.current.value = sitting;
  state.opened.value = sitting;
  state.form.value = form === undefined ? null : { id: form };
}

/** Back to the card that was acted on. */
export function closeDrawer(): void {
  const last = state.opened.value;
  state.opened.value = null;
  state.form.value = null;
  if (last !== null) {
    // Whoever has typed another seat meanwhile stays there.
    requestAnimationFrame(() => focusCard(state.current.value ?? last));
  }
}
