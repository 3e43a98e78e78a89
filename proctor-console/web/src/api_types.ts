// The API's shapes under the names that this console uses; generated from schema/api/openapi.yaml.
import type { components } from "../generated/api";

type Schemas = components["schemas"];

export type Sitting = Schemas["SittingState"];
export type Alarm = Schemas["Alarm"];
export type Outage = Schemas["Outage"];
export type SessionState = Schemas["SessionState"];
export type Me = Schemas["Me"];
export type Site = Schemas["Site"];
export type Clock = Schemas["Clock"];
export type Sessions = Schemas["Sessions"];
export type Explanation = Schemas["Explanation"];
export type Accepted = Schemas["Accepted"];
export type Effect = Schemas["Effect"];
export type Problem = Schemas["Problem"];
export type Entry = Schemas["Entry"];
export type NewEntry = Schemas["NewEntry"];
export type EntryRequest = Schemas["EntryRequest"];
export type JournalPage = Schemas["JournalPage"];
export type LiveMessage = Schemas["LiveMessage"];
export type Role = Schemas["Role"];
export type Cameras = Schemas["Cameras"];
export type Cases = Schemas["Cases"];
export type CaseOfSitting = Cases["sittings"][number];
export type CaseStamp = Schemas["CaseStamp"];
export type Equipment = Schemas["Equipment"];
export type Investigation = Schemas["Investigation"];
export type Investigations = Schemas["Investigations"];
export type Incident = Schemas["Incident"];
export type IncidentInFull = Schemas["IncidentInFull"];
export type Incidents = Schemas["Incidents"];
export type FootageOfIncident = Schemas["Footage"];
export type FootagePart = Schemas["FootagePart"];
export type Voucher = Schemas["Voucher"];
export type Vouchers = Schemas["Vouchers"];
export type EntryTypes = Schemas["EntryTypes"];
export type Policy = Schemas["Policy"];
export type Users = Schemas["Users"];
export type Devices = Schemas["Devices"];
export type ThisDevice = Schemas["ThisDevice"];
export type Webhook = Schemas["Webhook"];
export type Arming = Schemas["Arming"];
export type Coverage = Schemas["Coverage"];
export type FootageInterval = Schemas["FootageInterval"];
export type FootageState = Schemas["FootageState"];
export type Tracks = Schemas["Tracks"];

/** What a room display sees of a seat. */
export interface SeatTimes {
  seat: string;
  clock: string;
  ends_at?: string | null;
}

export type Board = Omit<Schemas["Board"], "sittings"> & { sittings: (Sitting | SeatTimes)[] };

export function isSitting(item: Sitting | SeatTimes): item is Sitting {
  return "sitting" in item;
}
