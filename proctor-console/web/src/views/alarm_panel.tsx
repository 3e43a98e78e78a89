// Alarms that belong to no seat, and a flood of alarms collapsed to what caused it.
import { useComputed } from "@preact/signals";
import { useState } from "preact/hooks";

import type { Action } from "../actions";
import { acknowledgeAll, alarmAction } from "../alarm_actions";
import { type AlarmGroup, groupsOf, isFlood } from "../alarm_groups";
import type { Alarm } from "../api_types";
import { openAlarms, symbols } from "../board_order";
import * as state from "../state";
import { say } from "../state";
import { alarmText } from "./card";
import { EntryForm } from "./entry_form";
import { scopeText } from "./outages";

type Start = (action: Action | undefined) => void;

const marks = ["", symbols.critical, symbols.warning, symbols.waiting];

export function AlarmLine(props: { alarm: Alarm; start: Start }) {
  const { alarm, start } = props;
  return (
    <li class={`alarm p${alarm.priority}`}>
      <span aria-hidden="true">{marks[alarm.priority]} </span>
      <b>P{alarm.priority}</b> {alarmText(alarm.text, alarm.values)} <small>{alarm.rule}</small>
      {alarm.acknowledged_by !== undefined &&
        <small> {say("cli.alarm.acknowledged", { by: alarm.acknowledged_by })}</small>}
      {state.mayEnter.value && (
        <span class="buttons">
          {alarm.acknowledged_by === undefined && (
            <button type="button"
                    onClick={() => start(alarmAction("acknowledge", [alarm], alarm.key))}>
              {say("enum.alarm_action.acknowledge")}
            </button>
          )}
          {alarm.priority > 1 && (
            <button type="button"
                    onClick={() => start(alarmAction("shelve", [alarm], alarm.key))}>
              {say("enum.alarm_action.shelve")}
            </button>
          )}
        </span>
      )}
    </li>
  );
}

function causeOf(group: AlarmGroup): string {
  if (group.outage === null) {
    return say("web.flood_kind", { count: group.alarms.length });
  }
  return say("web.flood_outage", {
    count: group.alarms.length, outage: group.outage.outage,
    scope: scopeText(group.outage.scope),
  });
}

function Group(props: { group: AlarmGroup; start: Start }) {
  const { group, start } = props;
  const [isShown, setIsShown] = useState(false);
  const first = group.alarms[0];
  if (first === undefined) {
    return null;
  }
  if (group.alarms.length === 1) {
    return <AlarmLine alarm={first} start={start} />;
  }
  const all = acknowledgeAll(group.alarms);
  return (
    <li class={`alarm p${first.priority}`}>
      <details onToggle={(event) => setIsShown((event.target as HTMLDetailsElement).open)}>
        <summary>
          <span aria-hidden="true">{marks[first.priority]} </span>
          <b>P{first.priority}</b> {causeOf(group)}
          {group.outage === null && ` ${alarmText(first.text, first.values)}`}
        </summary>
        <ul>
          {group.alarms.map((alarm) => <AlarmLine key={alarm.key} alarm={alarm} start={start} />)}
        </ul>
        {isShown && all !== undefined && state.mayEnter.value && (
          <button type="button" onClick={() => start(all)}>
            {say("web.acknowledge_all", { count: group.alarms.length })}
          </button>
        )}
      </details>
    </li>
  );
}

/** In a flood everything; else only what no seat shows. */
export function AlarmPanel() {
  const [action, setAction] = useState<Action | null>(null);
  const hasFlood = useComputed(() => isFlood(state.alarms.value, state.now.value)).value;
  const shown = openAlarms(state.alarms.value);
  const alone = shown.filter((alarm) => state.sittingOf(alarm.subject) === undefined);
  const single = hasFlood ? shown.filter((alarm) => alarm.priority === 1) : alone;
  const groups = hasFlood ? groupsOf(shown, state.outages.value) : [];
  const done = () => setAction(null);
  const start: Start = (next) => setAction(next ?? null);
  if (single.length === 0 && groups.length === 0 && action === null) {
    return null;
  }
  return (
    <section class="alarm-panel" aria-label={say("web.alarms")} data-flood={hasFlood}>
      <h2 class="unseen">{say("web.alarms")}</h2>
      {hasFlood && <p><b>{say("web.flood", { count: shown.length })}</b></p>}
      {action !== null && (
        <EntryForm key={action.id} action={action} onDone={done} onCancel={done} />
      )}
      <ul>
        {single.map((alarm) => <AlarmLine key={alarm.key} alarm={alarm} start={start} />)}
        {groups.map((group) => (
          <Group key={group.outage?.outage ?? group.kind} group={group} start={start} />
        ))}
      </ul>
    </section>
  );
}
