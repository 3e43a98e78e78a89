// Why a clock stands where it stands, as a person would tell it.
import type { Explanation, Sitting } from "./api_types";
import type { Messages } from "./messages";

interface Loss {
  from: string;
  to: string;
  length_s: number;
  outages: string[];
}

/** Time lost in one go, though the outages behind it may have changed within. */
function lossesOf(explanation: Explanation): Loss[] {
  const losses: Loss[] = [];
  for (const interval of explanation.intervals) {
    if (interval.what !== "lost") {
      continue;
    }
    let loss = losses.at(-1);
    if (loss === undefined || loss.to !== interval.from) {
      loss = { from: interval.from, to: interval.to, length_s: 0, outages: [] };
      losses.push(loss);
    }
    loss.to = interval.to;
    loss.length_s += interval.length_s;
    loss.outages.push(...interval.entries.filter((id) => !loss.outages.includes(id)));
  }
  return losses;
}

function endLine(explanation: Explanation, sitting: Sitting, messages: Messages): string {
  if (explanation.ended_at != null) {
    return sitting.ended_as === undefined
      ? messages.say("cli.why.ended", { ended_at: explanation.ended_at })
      : messages.say(`why.ended.${sitting.ended_as}`, { ended_at: explanation.ended_at });
  }
  return explanation.ends_at == null ? messages.say("cli.why.stopped")
    : messages.say("why.ends", { ends_at: explanation.ends_at });
}

export interface Why {
  /** The sum behind the end. */
  sum: string[];
  /** The day piece by piece, each with its rules and entries. */
  intervals: { text: string; basis: string }[];
}

export function whyLines(explanation: Explanation, sitting: Sitting, messages: Messages): Why {
  const { sum } = explanation;
  const lines = [messages.say("why.starts", sum)];
  const extras = [
    ["why.scheduled_breaks", sum.scheduled_breaks_s], ["why.accommodation", sum.accommodation_s],
    ["why.rest_breaks", sum.rest_breaks_s],
  ] as const;
  for (const [key, length_s] of extras) {
    if (length_s > 0) {
      lines.push(messages.say(key, { length_s }));
    }
  }
  for (const loss of lossesOf(explanation)) {
    const isUnited = loss.outages.length > 1;
    lines.push(messages.say(isUnited ? "why.lost_united" : "why.lost", {
      [isUnited ? "outages" : "outage"]: loss.outages.join(", "),
      from_at: loss.from, to_at: loss.to, lost_s: loss.length_s,
    }));
  }
  lines.push(sum.lost_s > 0 ? messages.say("why.lost_in_all", { lost_s: sum.lost_s })
                            : messages.say("why.nothing_lost"));
  lines.push(endLine(explanation, sitting, messages));
  lines.push(messages.say("why.rules", { rules: explanation.rules.join(", ") }));
  const intervals = explanation.intervals.map((interval) => ({
    text: messages.say(`why.interval.${interval.what}`, {
      from_at: interval.from, to_at: interval.to, module: interval.module ?? "",
      length_s: interval.length_s,
    }),
    basis: [interval.rules.join(", "), interval.entries.join(", ")]
      .filter((part) => part !== "").join("; "),
  }));
  return { sum: lines, intervals };
}
