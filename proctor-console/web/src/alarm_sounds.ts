// Which alarms are heard, and when. Pure.
import type { Alarm } from "./api_types";
import { isAcknowledged, isShelved } from "./board_order";

export type Priority = Alarm["priority"];

/** Who stands unacknowledged for so long is heard again; what can wait longest is heard once. */
const again_ms: Readonly<Record<number, number>> = { 1: 60_000, 2: 300_000 };
/** What comes back within this was never really gone: it is not heard again. */
const flutter_ms = 60_000;

export class AlarmSounds {
  /** When an alarm that was heard, or need not be, was last there. */
  private readonly there = new Map<string, number>();
  private readonly heardAt = new Map<Priority, number>();
  private wasFlood = false;

  /**
   * The tone to make now; null for none. Several at once make one tone, of the most urgent.
   * @param isFlood So many that they are put together: heard once, but for what comes at once.
   * @param now In ms of a clock that never jumps.
   */
  next(alarms: readonly Alarm[], isFlood: boolean, now: number): Priority | null {
    const open = alarms.filter((one) => !isShelved(one) && !isAcknowledged(one));
    const fresh = open.filter((one) => !this.there.has(one.key));
    this.remember(alarms, open, now);
    const wasFlood = this.wasFlood;
    this.wasFlood = isFlood;
    for (const one of open.filter((alarm) => !this.heardAt.has(alarm.priority))) {
      this.heardAt.set(one.priority, now);
    }
    const heard = fresh.filter((one) => one.priority === 1 || !(isFlood && wasFlood));
    const standing = open.filter((one) => this.isDue(one.priority, now) &&
      (one.priority === 1 || !isFlood));
    const due = [...heard, ...standing].map((one) => one.priority);
    for (const priority of due) {
      this.heardAt.set(priority, now);
    }
    return due.length === 0 ? null : Math.min(...due) as Priority;
  }

  private remember(alarms: readonly Alarm[], open: readonly Alarm[], now: number): void {
    // What was put away and comes back is heard like a new one.
    for (const one of alarms.filter(isShelved)) {
      this.there.delete(one.key);
    }
    for (const one of open) {
      this.there.set(one.key, now);
    }
    for (const [key, at] of this.there) {
      if (now - at > flutter_ms) {
        this.there.delete(key);
      }
    }
    for (const priority of [...this.heardAt.keys()]) {
      if (!open.some((one) => one.priority === priority)) {
        this.heardAt.delete(priority);
      }
    }
  }

  private isDue(priority: Priority, now: number): boolean {
    const after_ms = again_ms[priority];
    return after_ms !== undefined && now - (this.heardAt.get(priority) ?? now) >= after_ms;
  }
}
