// What a screen reader is told without being asked: few things, once each.
import { seatName } from "./enter";
import * as state from "./state";
import { say } from "./state";
import { instantOf, lengthText } from "./text";

/** Minutes left of a module or sitting that are worth a word. */
const marks_s = [1800, 600, 300, 60];

const toldAlarms = new Set<string>();
const toldTimes = new Set<string>();

/** An urgent alarm is said at once. */
export function sayAlarms(): void {
  for (const alarm of state.alarms.value) {
    if (alarm.priority === 1 && !toldAlarms.has(alarm.key)) {
      toldAlarms.add(alarm.key);
      const subject = state.sittingOf(alarm.subject) === undefined
        ? alarm.subject : seatName(alarm.subject);
      const text = say(alarm.text, { ...alarm.values, subject });
      state.spoken.value = { ...state.spoken.peek(), assertive: text };
    }
  }
}

/** The last mark that was passed within the last seconds, if it was not told yet. */
function markOf(until: string, now: number): number | undefined {
  const left_s = (instantOf(until) - now) / 1000;
  return marks_s.find((mark) => left_s <= mark && left_s > mark - 5);
}

export function sayTimes(): void {
  const now = state.now.value;
  for (const sitting of state.sittings.peek()) {
    const until = sitting.module?.limit_at ?? sitting.ends_at;
    if (until == null || sitting.phase === "ended" || sitting.clock !== "running") {
      continue;
    }
    const mark = markOf(until, now);
    const key = `${sitting.sitting} ${until} ${mark}`;
    if (mark !== undefined && !toldTimes.has(key)) {
      toldTimes.add(key);
      const text = say("web.spoken_left", {
        who: seatName(sitting.sitting), length: lengthText(mark),
      });
      state.spoken.value = { ...state.spoken.peek(), polite: text };
    }
  }
}
