// What is open on the floor: the list that whoever takes over reads first. Pure.
import type { Alarm, Outage, Sitting } from "./api_types";
import { openAlarms } from "./board_order";

export type OpenItem =
  | { kind: "cancel"; sitting: Sitting }
  | { kind: "alarm"; alarm: Alarm }
  | { kind: "shelved"; alarm: Alarm }
  | { kind: "outage"; outage: Outage }
  | { kind: "break"; sitting: Sitting }
  | { kind: "stopped"; sitting: Sitting }
  | { kind: "checkin"; sitting: Sitting }
  | { kind: "absent"; sitting: Sitting };

interface Floor {
  sittings: readonly Sitting[];
  outages: readonly Outage[];
  alarms: readonly Alarm[];
}

/** The most urgent first; each thing stands here once for each way in which it is open. */
export function openItems(floor: Floor): OpenItem[] {
  const going = floor.sittings.filter((one) => one.phase !== "ended");
  const of = (kind: "cancel" | "break" | "stopped" | "checkin" | "absent",
              is: (sitting: Sitting) => boolean): OpenItem[] =>
    going.filter(is).map((sitting) => ({ kind, sitting }));
  return [
    ...of("cancel", (one) => one.cancel_required),
    ...openAlarms(floor.alarms).map((alarm): OpenItem => ({ kind: "alarm", alarm })),
    ...floor.outages.filter((one) => one.open)
      .map((outage): OpenItem => ({ kind: "outage", outage })),
    ...of("break", (one) => one.on_break),
    ...of("stopped", (one) => one.clock === "stopped"),
    ...of("checkin", (one) => one.phase === "arrived" && one.missing.length > 0),
    ...of("absent", (one) => one.phase === "booked"),
    ...floor.alarms.filter((one) => one.shelved_until !== undefined)
      .map((alarm): OpenItem => ({ kind: "shelved", alarm })),
  ];
}
