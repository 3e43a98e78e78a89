// What the forms of a seat need to know of the floor around it.
import type { Surroundings } from "./actions";
import * as state from "./state";

/** A break that was begun without a connection, and not ended yet. */
function waitingBreakOf(sitting: string): string | undefined {
  const waiting = state.ownKept.value.filter(
    (item) => item.sitting === sitting && item.problem === undefined,
  );
  const begun = waiting.findLast((item) => item.enter === "break.started")?.id;
  const isEnded = waiting.some((item) => item.enter === "break.ended" &&
    (JSON.parse(item.body) as { break?: string }).break === begun);
  return isEnded ? undefined : begun;
}

export function surroundings(sitting: string): Surroundings {
  return {
    site: state.site.value, sittings: state.sittings.value, outages: state.outages.value,
    now: state.now.peek(), breakLimit_s: state.breakLimit_s,
    waitingBreak: waitingBreakOf(sitting),
  };
}
