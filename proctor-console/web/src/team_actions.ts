// Who is on duty: begins, ends, takes over from somebody.
import type { Action } from "./actions";

export function dutyAction(isOnDuty: boolean): Action {
  const enter = isOnDuty ? "duty.ended" : "duty.started";
  return {
    id: enter, label: isOnDuty ? "web.action.duty_end" : "web.action.duty_start", enter,
    fields: [], entry: () => ({ enter }),
  };
}

/** Accepted by whoever takes over, who has read what is open. */
export function handoverAction(others: readonly string[], openCount: number): Action {
  return {
    id: "handover", label: "web.action.handover", enter: "handover.accepted",
    fields: [
      { name: "from", label: "web.field.from", kind: "choice", isRequired: true,
        choices: others.map((name) => ({ value: name, text: name })) },
      ...(openCount === 0 ? [] : [{
        name: "read", label: "web.field.read_list", kind: "check", isRequired: true,
      } as const]),
    ],
    entry: (values) => ({ enter: "handover.accepted", from: values["from"] ?? "" }),
  };
}
