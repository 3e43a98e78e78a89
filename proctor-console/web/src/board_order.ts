// Who needs somebody first. Pure: the same board gives the same order.
import type { Alarm, Sitting } from "./api_types";

export type Status = "critical" | "warning" | "waiting" | "normal" | "ended";

/** Symbol and word carry a state, not colour alone. */
export const symbols: Readonly<Record<Status | "unknown", string>> = {
  critical: "◆", warning: "▲", waiting: "○", normal: "■", ended: "□", unknown: "▒",
};

export function isShelved(alarm: Alarm): boolean {
  return alarm.shelved_until !== undefined;
}

export function isAcknowledged(alarm: Alarm): boolean {
  return alarm.acknowledged_at !== undefined;
}

/** Alarms that somebody has still to see to, the most urgent and oldest first. */
export function openAlarms(alarms: readonly Alarm[]): Alarm[] {
  return alarms.filter((alarm) => !isShelved(alarm)).sort(
    (a, b) => rankOfAlarm(a) - rankOfAlarm(b) || a.since.localeCompare(b.since),
  );
}

function rankOfAlarm(alarm: Alarm): number {
  return alarm.priority * 2 + (isAcknowledged(alarm) ? 1 : 0);
}

export function statusOf(sitting: Sitting): Status {
  const worst = openAlarms(sitting.alarms)[0];
  const isOver = sitting.phase === "ended";
  if (worst?.priority === 1 || (sitting.cancel_required && !isOver)) {
    return "critical";
  }
  if (worst?.priority === 2) {
    return "warning";
  }
  if (isOver) {
    return "ended";
  }
  const isWaiting = sitting.on_break || sitting.clock === "stopped" ||
    sitting.phase === "arrived" || worst !== undefined;
  return isWaiting ? "waiting" : "normal";
}

/** Lower comes first. */
function rankOf(sitting: Sitting): number {
  const worst = openAlarms(sitting.alarms)[0];
  if (worst !== undefined) {
    return rankOfAlarm(worst);
  }
  if (sitting.phase === "ended") {
    return 14;
  }
  if (sitting.cancel_required) {
    return 2;
  }
  if (sitting.clock === "stopped" || sitting.on_break) {
    return 9;
  }
  return sitting.phase === "arrived" ? 10 : 11;
}

function oldest(sitting: Sitting): string {
  return openAlarms(sitting.alarms)[0]?.since ?? "";
}

const bySeat = new Intl.Collator("en", { numeric: true });

/** A sitting without a seat stands behind those that have one. */
function placeOf(sitting: Sitting): string {
  return sitting.seat ?? `\u{10fffd}${sitting.sitting}`;
}

export function needsFirst(sittings: readonly Sitting[]): Sitting[] {
  return [...sittings].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) || oldest(a).localeCompare(oldest(b)) ||
      bySeat.compare(placeOf(a), placeOf(b)) || bySeat.compare(a.sitting, b.sitting),
  );
}

/**
 * The order to show. While somebody acts on a row nothing moves under the hand: those shown keep
 * their places, and who is new comes last.
 */
export function ordered(
  sittings: readonly Sitting[],
  shown: readonly string[],
  isHeld: boolean,
): Sitting[] {
  const wanted = needsFirst(sittings);
  if (!isHeld) {
    return wanted;
  }
  const places = new Map(shown.map((sitting, place) => [sitting, place]));
  const place = (sitting: Sitting) => places.get(sitting.sitting) ?? Number.POSITIVE_INFINITY;
  return wanted.sort((a, b) => {
    const first = place(a);
    const second = place(b);
    return first === second ? 0 : first - second;
  });
}

export function countByPriority(alarms: readonly Alarm[]): [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0];
  for (const alarm of alarms) {
    if (!isShelved(alarm)) {
      counts[alarm.priority - 1] = (counts[alarm.priority - 1] ?? 0) + 1;
    }
  }
  return counts;
}
