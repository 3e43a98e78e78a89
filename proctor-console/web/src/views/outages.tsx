// Outages of the day: how far each is from two hours, and everything that can be entered about one.
import { useComputed } from "@preact/signals";
import { useState } from "preact/hooks";

import type { Action, FieldValues } from "../actions";
import type { Equipment, Outage, Site, Sitting } from "../api_types";
import { seatName } from "../enter";
import { investigate } from "../equipment_actions";
import { byStart, evacuationAction, freeSeats, movesAction, outageActions, reportAction }
  from "../outage_actions";
import * as state from "../state";
import { say, word } from "../state";
import { instantOf, visible } from "../text";
import { ofSession, useAnswer } from "./answer";
import { EntryForm } from "./entry_form";
import { EquipmentPart, siteOffset } from "./equipment";

export function scopeText(scope: Readonly<Record<string, unknown>>): string {
  if (scope["site"] === true) {
    return say("cli.scope.site");
  }
  for (const kind of ["seat", "rack", "room"]) {
    if (typeof scope[kind] === "string") {
      return `${say(`cli.scope.${kind}`)} ${visible(scope[kind])}`;
    }
  }
  const sittings = (scope["sittings"] ?? []) as string[];
  return sittings.map(seatName).join(", ");
}

/** How far it is to two hours: past it the exams have to be cancelled (OUT-4). */
function Distance(props: { outage: Outage }) {
  const { outage } = props;
  const limit = instantOf(outage.limit_at);
  const left_s = useComputed(() => Math.ceil((limit - state.now.value) / 1000)).value;
  const since = instantOf(outage.reported.at);
  const until = outage.ended === undefined ? state.now.value : instantOf(outage.ended.at);
  const share = Math.min(1, Math.max(0, (until - since) / (limit - since)));
  return (
    <div class="distance">
      <progress max={1} value={share} aria-label={say("web.to_limit")} />
      {outage.open && (
        <span role="timer" class={left_s < 900 ? "near" : ""}>
          {left_s >= 0 ? say("web.limit_in", { length_s: left_s, at: outage.limit_at })
                       : say("web.limit_passed", { length_s: -left_s, at: outage.limit_at })}
        </span>
      )}
    </div>
  );
}

/** Who stands still because of it and could go on at a seat that works. */
function movesOf(outage: Outage, spares: readonly string[] | null): Action | null {
  const affected = outage.sittings.map((one) => state.sittingOf(one.sitting))
    .filter((one) => one !== undefined && one.phase !== "ended") as Sitting[];
  const free = spares ??
    freeSeats(state.site.value, state.sittings.value, state.outages.value);
  const isLarge = outage.scope["site"] === true;
  return affected.length === 0 || free.length === 0 || isLarge ? null
    : movesAction(outage, affected, free, (one) => seatName(one.sitting));
}

function evacuation(): Action {
  return evacuationAction(state.sittings.value, {
    name: (sitting) => seatName(sitting.sitting),
    expected: (people, count) => say("web.evacuation_expected", { people, count }),
    counted: (count, expected, people) =>
      say("web.evacuation_counted", { count, expected, people }),
    differs: (count, expected) => say("web.evacuation_differs", { count, expected }),
  });
}

function OneOutage(props: { outage: Outage; spares: readonly string[] | null;
                            start(action: Action): void }) {
  const { outage, spares, start } = props;
  const move = outage.open && state.mayEnter.value ? movesOf(outage, spares) : null;
  const must = outage.sittings.filter((one) => one.cancel_required);
  return (
    <li class="outage" data-open={outage.open}>
      <h3>
        <span aria-hidden="true">{outage.open ? "▲" : "□"} </span>
        {visible(outage.outage)} · {scopeText(outage.scope)} ·{" "}
        {word("enum.cause", outage.cause)}
      </h3>
      <p>
        {say("web.outage_since", { at: outage.reported.at, by: outage.reported.by })}
        {outage.ended !== undefined && ` · ${say("cli.outage.ended", {
          ended_at: outage.ended.at })}`}
        {outage.estimate !== undefined && outage.open && ` · ${say("cli.outage.expected", {
          until_at: outage.estimate.resolved_by })}`}
      </p>
      {outage.description != null && <p><bdi>{visible(outage.description)}</bdi></p>}
      <Distance outage={outage} />
      <p>
        {say("web.outage_sittings", { count: outage.sittings.length })}{" "}
        {outage.sittings.map((one) => seatName(one.sitting)).join(" · ")}
      </p>
      {must.length > 0 && (
        <p class="alarm p1">
          {say("cli.effect.cancel_required", {
            sitting: must.map((one) => seatName(one.sitting)).join(", "),
          })}
        </p>
      )}
      {state.mayEnter.value && (
        <p class="buttons">
          {[...outageActions(outage), investigate(outage.outage, siteOffset())].map((action) => (
            <button key={action.id} type="button"
                    disabled={action.isDecision === true && state.isStale.value}
                    onClick={() => start(action)}>{say(action.label)}</button>
          ))}
          {move !== null && (
            <button type="button" onClick={() => start(move)}>{say(move.label)}</button>
          )}
        </p>
      )}
    </li>
  );
}

function placesOf(site: Site | null): { rooms: string[]; racks: string[]; seats: string[] } {
  const rooms: string[] = [];
  const racks = new Set<string>();
  const seats: string[] = [];
  for (const room of site?.rooms ?? []) {
    rooms.push(String(room["id"]));
    for (const seat of (room["seats"] ?? []) as { id: string; rack?: string }[]) {
      seats.push(seat.id);
      if (seat.rack !== undefined) {
        racks.add(seat.rack);
      }
    }
  }
  return { rooms, racks: [...racks], seats };
}

export function Outages() {
  const form = state.form.value;
  const [action, setAction] = useState<{ action: Action; initial?: FieldValues } | null>(null);
  const report = () => reportAction(placesOf(state.site.value));
  const chosen = action ??
    (form?.id === "outage" ? { action: report(), initial: form.initial ?? {} }
      : form?.id === "evacuation" ? { action: evacuation(), initial: {} } : null);
  const done = () => {
    setAction(null);
    state.form.value = null;
  };
  const equipment = useAnswer<Equipment>(ofSession(state.session.value, "equipment"), {
    pause_ms: 3000,
  }).body;
  const outages = [...state.outages.value].sort(byStart);
  return (
    <section class="outages" aria-label={say("web.screen.outages")}
             data-stale={state.isStale.value}>
      <h2>{say("web.screen.outages")}</h2>
      {chosen !== null ? (
        <EntryForm key={chosen.action.id} action={chosen.action} initial={chosen.initial}
                   onDone={done} onCancel={done} />
      ) : state.mayEnter.value && (
        <p class="buttons">
          <button type="button" class="main" onClick={() => setAction({ action: report() })}>
            {say("web.action.outage")} <kbd>o</kbd>
          </button>
          <button type="button" onClick={() => setAction({ action: evacuation() })}>
            {say("web.action.evacuate")}
          </button>
        </p>
      )}
      {outages.length === 0 && <p class="empty">{say("cli.talk.no_outages")}</p>}
      <ul class="list">
        {outages.map((outage) => (
          <OneOutage key={outage.outage} outage={outage} spares={equipment?.spares ?? null}
                     start={(next) => setAction({ action: next })} />
        ))}
      </ul>
      {equipment !== null && (
        <EquipmentPart equipment={equipment} start={(next) => setAction({ action: next })} />
      )}
    </section>
  );
}
