// A flood of alarms collapsed to what caused them: pure.
import type { Alarm, Outage } from "./api_types";
import { openAlarms } from "./board_order";
import { instantOf } from "./text";

/** More new alarms than this within `floodWithin_ms` are a flood. */
const floodMin = 10;
const floodWithin_ms = 600_000;

export interface AlarmGroup {
  /** The outage behind them; null where only their kind is the same. */
  outage: Outage | null;
  /** The sentence's key of alarms of one kind. */
  kind: string;
  alarms: readonly Alarm[];
}

export function isFlood(alarms: readonly Alarm[], now: number): boolean {
  const fresh = openAlarms(alarms).filter((one) => now - instantOf(one.since) <= floodWithin_ms);
  return fresh.length > floodMin;
}

function isBehind(outage: Outage, alarm: Alarm): boolean {
  return alarm.subject === outage.outage || alarm.values["outage"] === outage.outage ||
    (instantOf(alarm.since) >= instantOf(outage.reported.at) &&
      outage.sittings.some((one) => one.sitting === alarm.subject));
}

/** What comes at once stays on its own, whatever caused it. */
export function groupsOf(alarms: readonly Alarm[], outages: readonly Outage[]): AlarmGroup[] {
  const rest = new Set(openAlarms(alarms).filter((one) => one.priority > 1));
  const groups: AlarmGroup[] = [];
  const widest = outages.filter((one) => one.open)
    .sort((a, b) => b.sittings.length - a.sittings.length);
  for (const outage of widest) {
    const found = [...rest].filter((alarm) => isBehind(outage, alarm));
    if (found.length > 1) {
      groups.push({ outage, kind: "", alarms: found });
      found.forEach((alarm) => rest.delete(alarm));
    }
  }
  for (const kind of new Set([...rest].map((alarm) => alarm.text))) {
    const found = [...rest].filter((alarm) => alarm.text === kind);
    groups.push({ outage: null, kind, alarms: found });
  }
  return groups;
}
