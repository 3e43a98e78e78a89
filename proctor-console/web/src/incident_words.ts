// What incidents are called on a screen.
import type { Incident, Sitting } from "./api_types";
import { nameOf } from "./enter";
import { ownKind } from "./incidents";
import { say, word } from "./state";
import { visible, wallDate, wallText } from "./text";

/** So many people stand in a title. */
const namedMax = 3;

/** A person by the seat of that time. */
export function personText(who: Incident["sittings"][number],
                           sittings: readonly Sitting[]): string {
  const found = sittings.find((one) => one.sitting === who.sitting);
  const name = found === undefined ? who.sitting : nameOf(found);
  return visible(who.seat === null ? name : `${who.seat} ${name}`);
}

function peopleText(one: Incident, sittings: readonly Sitting[]): string {
  const named = one.sittings.filter((who) => who.named);
  const all = [...(named.length > 0 ? named : one.sittings).map((who) => personText(who, sittings)),
               ...(one.candidates ?? []).map(visible)];
  const shown = all.length > 0 ? all : one.seats.map(visible);
  const more = shown.length > namedMax ? ` + ${shown.length - namedMax}` : "";
  return shown.slice(0, namedMax).join(", ") + more;
}

/** labd's own incidents by what they are, the others by their kind and people. */
export function titleOf(one: Incident, sittings: readonly Sitting[]): string {
  const own = ownKind(one);
  if (own === "gap") {
    return say("web.incident.gap", { camera: one.cameras[0] ?? "", at: one.from ?? one.opened_at });
  }
  const people = peopleText(one, sittings);
  if (own === "shortage") {
    return say("web.incident.shortage", { who: people });
  }
  const kind = word("enum.incident_kind", one.kind);
  return people === "" ? kind : `${kind}: ${people}`;
}

/** `2026-11-22 09:10:00`. */
export function whenText(instant: string): string {
  return `${wallDate(instant)} ${wallText(instant)}`;
}

/** From when to when it was; empty where nobody said. */
export function intervalText(one: Incident): string {
  if (one.from === null && one.to === null) {
    return "";
  }
  const from = one.from === null ? "…" : wallText(one.from);
  return `${from} – ${one.to === null ? "…" : wallText(one.to)}`;
}
