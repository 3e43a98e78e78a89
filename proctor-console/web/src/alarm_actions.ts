// What can be done about alarms: see them, or put one away for a while.
import type { Action } from "./actions";
import type { Alarm } from "./api_types";
import { openAlarms } from "./board_order";
import { now } from "./state";

/** About the alarm that is named, or the most urgent one; nothing where there is none. */
export function alarmAction(id: "acknowledge" | "shelve", alarms: readonly Alarm[],
                            key?: string): Action | undefined {
  const found = key ?? openAlarms(alarms).find(
    (alarm) => id === "shelve" ? alarm.priority > 1 : alarm.acknowledged_at === undefined,
  )?.key;
  if (found === undefined) {
    return undefined;
  }
  if (id === "acknowledge") {
    return {
      id, label: "enum.alarm_action.acknowledge", enter: "alarm.acknowledged", fields: [],
      entry: () => ({ enter: "alarm.acknowledged", alarm: found }),
    };
  }
  return {
    id, label: "enum.alarm_action.shelve", enter: "alarm.shelved", needsReason: true,
    fields: [{ name: "minutes", label: "web.field.minutes", kind: "choice", isRequired: true,
               initial: "15",
               choices: ["5", "15", "30", "60"].map((value) => ({ value, text: value })) }],
    entry: (values) => ({
      enter: "alarm.shelved", alarm: found,
      until: new Date(now.peek() + Number(values["minutes"]) * 60_000 - 1000).toISOString(),
    }),
  };
}

/** All of a group at once, where everything that it holds was shown. */
export function acknowledgeAll(alarms: readonly Alarm[]): Action | undefined {
  const open = alarms.filter((alarm) => alarm.acknowledged_at === undefined);
  return open.length === 0 ? undefined : {
    id: "acknowledge-all", label: "enum.alarm_action.acknowledge", enter: "alarm.acknowledged",
    fields: [],
    entry: () => open.map((alarm) => ({ enter: "alarm.acknowledged", alarm: alarm.key })),
  };
}
