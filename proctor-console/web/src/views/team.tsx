// Who is on duty, and handing over: what is open is read before it is taken over.
import { useState } from "preact/hooks";

import type { Action } from "../actions";
import { symbols } from "../board_order";
import { seatName } from "../enter";
import { type OpenItem, openItems } from "../open_items";
import { openDrawer } from "../screens";
import * as state from "../state";
import { say, word } from "../state";
import { dutyAction, handoverAction } from "../team_actions";
import { visible, wallText } from "../text";
import { alarmText } from "./card";
import { EntryForm } from "./entry_form";
import { scopeText } from "./outages";

function itemText(item: OpenItem): string {
  switch (item.kind) {
    case "cancel":
      return say("cli.effect.cancel_required", { sitting: seatName(item.sitting.sitting) });
    case "alarm":
      return `P${item.alarm.priority} ${alarmText(item.alarm.text, item.alarm.values)}`;
    case "shelved":
      return `P${item.alarm.priority} ${alarmText(item.alarm.text, item.alarm.values)} ` +
        say("cli.alarm.shelved", { until: item.alarm.shelved_until });
    case "outage": {
      const { outage } = item;
      const until = outage.estimate === undefined ? say("web.no_estimate")
        : say("cli.outage.expected", { until_at: outage.estimate.resolved_by });
      return `${outage.outage} ${scopeText(outage.scope)}: ` +
        `${say("web.outage_since", { at: outage.reported.at, by: outage.reported.by })} · ${until}`;
    }
    case "break":
      return say("web.open.break", {
        who: seatName(item.sitting.sitting), at: item.sitting.break?.since ?? "",
        place: item.sitting.break?.place ?? "",
      });
    case "checkin":
      return say("web.open.checkin", {
        who: seatName(item.sitting.sitting),
        steps: item.sitting.missing.map((step) => word("enum.checkin_step", step)).join(" · "),
      });
    case "stopped":
      return say("web.open.stopped", { who: seatName(item.sitting.sitting) });
    default:
      return say("web.open.absent", { who: seatName(item.sitting.sitting) });
  }
}

const marks: Readonly<Record<OpenItem["kind"], string>> = {
  cancel: symbols.critical, alarm: symbols.warning, outage: symbols.warning,
  break: symbols.waiting, stopped: symbols.waiting, checkin: symbols.waiting,
  absent: symbols.waiting, shelved: symbols.ended,
};

function markOf(item: OpenItem): string {
  return item.kind === "alarm" && item.alarm.priority === 1 ? symbols.critical : marks[item.kind];
}

function itemsNow(): OpenItem[] {
  return openItems({
    sittings: state.sittings.value, outages: state.outages.value, alarms: state.alarms.value,
  });
}

export function OpenItems() {
  const items = itemsNow();
  const own = state.ownKept.value;
  return (
    <section class="open-items" aria-label={say("web.open")}>
      <h3>{say("web.open_count", { count: items.length + own.length })}</h3>
      <ol class="intervals">
        {own.map((item) => (
          <li key={item.key}>
            <span aria-hidden="true">{symbols.unknown} </span>
            {say("web.not_yet_recorded")}: {item.happened} {word("entry", item.enter)}
          </li>
        ))}
        {items.map((item, place) => (
          <li key={place}>
            <span aria-hidden="true">{markOf(item)} </span>
            <bdi>{itemText(item)}</bdi>{" "}
            {"sitting" in item && (
              <button type="button" class="quiet" onClick={() => openDrawer(item.sitting.sitting)}>
                {say("web.key.open")}
                <span class="unseen"> {visible(item.sitting.seat ?? "")}</span>
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Team() {
  const [action, setAction] = useState<Action | null>(null);
  const onDuty = state.board.value?.on_duty ?? [];
  const own = state.me.value?.name ?? "";
  const isOnDuty = onDuty.some((one) => one.name === own);
  const others = onDuty.filter((one) => one.name !== own).map((one) => one.name);
  const done = () => setAction(null);
  return (
    <section class="team" aria-label={say("web.screen.team")} data-stale={state.isStale.value}>
      <h2>{say("web.screen.team")}</h2>
      {onDuty.length === 0 && <p class="empty">{say("cli.board.nobody_on_duty")}</p>}
      <ul class="people">
        {onDuty.map((one) => (
          <li key={one.name}>
            <b>{visible(one.name)}</b> ({word("enum.role", one.role)}) {wallText(one.since)}–
          </li>
        ))}
      </ul>
      {state.mayEnter.value && action === null && (
        <p class="buttons">
          <button type="button" class={isOnDuty ? "" : "main"}
                  onClick={() => setAction(dutyAction(isOnDuty))}>
            {say(isOnDuty ? "web.action.duty_end" : "web.action.duty_start")}
          </button>
          {others.length > 0 && (
            <button type="button"
                    onClick={() => setAction(handoverAction(others, itemsNow().length))}>
              {say("web.action.handover")}
            </button>
          )}
        </p>
      )}
      <OpenItems />
      {action !== null && (
        <EntryForm key={action.id} action={action} onDone={done} onCancel={done} />
      )}
    </section>
  );
}
