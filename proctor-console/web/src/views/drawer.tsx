// A seat in full: check-in, what can be entered, its entries, and why its clock stands there.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { type Action, actionsFor, checkinSteps } from "../actions";
import type { Entry, Explanation, Sitting } from "../api_types";
import { openAlarms, statusOf, symbols } from "../board_order";
import { onDayChanged } from "../console";
import { correctable, undoAction } from "../corrections";
import { type Details, readDetails } from "../details";
import { nameOf, problemText } from "../enter";
import { surroundings } from "../floor";
import { alarmAction } from "../alarm_actions";
import { closeDrawer } from "../screens";
import * as state from "../state";
import { mayEnterType, say, word } from "../state";
import { visible, wallText } from "../text";
import { whyLines } from "../why";
import { alarmText, Clocks, stateWord } from "./card";
import { EntryForm } from "./entry_form";
import { EvidenceButton, EvidenceForm, evidenceOf, mayHandOut } from "./evidence";
import { SeatFaults } from "./strip";

const noDetails: Details = { entries: [], explanation: null, corrected: new Map() };

/** Read anew whenever something of the day has changed. */
function useDetails(sitting: string): Details {
  const [details, setDetails] = useState<Details>(noDetails);
  useEffect(() => {
    let isCurrent = true;
    const read = () => {
      void readDetails(sitting).then((found) => {
        if (isCurrent && found !== null) {
          setDetails(found);
        }
      });
    };
    setDetails(noDetails);
    read();
    const stop = onDayChanged(read);
    return () => {
      isCurrent = false;
      stop();
    };
  }, [sitting]);
  return details;
}

function CheckinSteps(props: { sitting: Sitting; entries: readonly Entry[];
                               start(action: string): void }) {
  const { sitting, entries, start } = props;
  const doneBy = (step: string) => entries.findLast(
    (entry) => entry.enter === "checkin.done" && entry["step"] === step,
  );
  const extra = sitting.missing.filter((step) => !(checkinSteps as readonly string[])
    .includes(step));
  return (
    <section aria-label={say("web.checkin")}>
      <h3>{say("web.checkin")}</h3>
      <ul class="steps">
        {[...checkinSteps, ...extra].map((step) => {
          const isOpen = sitting.missing.includes(step);
          const entry = doneBy(step);
          return (
            <li key={step} data-open-step={isOpen}>
              {isOpen && sitting.phase !== "ended" && state.mayEnter.value ? (
                <button type="button" onClick={() => start(`checkin.${step}`)}>
                  <span aria-hidden="true">✗ </span>{word("enum.checkin_step", step)}
                  <span class="unseen"> {say("web.step_open")}</span>
                </button>
              ) : (
                <span>
                  <span aria-hidden="true">{isOpen ? "✗" : "✓"} </span>
                  {word("enum.checkin_step", step)}
                  <span class="unseen"> {say(isOpen ? "web.step_open" : "web.step_done")}</span>
                  {entry?.happened !== undefined && !isOpen && (
                    <small> {wallText(entry.happened)} {visible(entry.by?.name ?? "")}</small>
                  )}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Actions(props: { actions: readonly Action[]; start(action: string): void }) {
  const list = props.actions.filter((action) => !action.id.startsWith("checkin."));
  return (
    <ul class="actions" aria-label={say("web.actions")}>
      {list.map((action) => (
        <li key={action.id}>
          <button type="button" disabled={action.isDecision === true && state.isStale.value}
                  onClick={() => props.start(action.id)}>
            {say(action.label)}
            {action.key !== undefined && state.hasSingleKeys.value && (
              <kbd>{action.key}</kbd>
            )}
          </button>
        </li>
      ))}
      {mayHandOut() && (
        <li><EvidenceButton start={() => props.start("evidence")} /></li>
      )}
    </ul>
  );
}

function Alarms(props: { sitting: Sitting; start(action: string, alarm: string): void }) {
  const alarms = openAlarms(props.sitting.alarms);
  const shelved = props.sitting.alarms.filter((alarm) => alarm.shelved_until !== undefined);
  return (
    <ul class="alarms" aria-label={say("web.alarms")}>
      {[...alarms, ...shelved].map((alarm) => (
        <li key={alarm.key} class={`alarm p${alarm.priority}`}>
          <b>P{alarm.priority}</b> {alarmText(alarm.text, alarm.values)} <small>{alarm.rule}</small>
          {alarm.acknowledged_by !== undefined &&
            <small> {say("cli.alarm.acknowledged", { by: alarm.acknowledged_by })}</small>}
          {alarm.shelved_until !== undefined &&
            <small> {say("cli.alarm.shelved", { until: alarm.shelved_until })}</small>}
          {state.mayEnter.value && alarm.shelved_until === undefined && (
            <span class="buttons">
              {alarm.acknowledged_by === undefined && (
                <button type="button" onClick={() => props.start("acknowledge", alarm.key)}>
                  {say("enum.alarm_action.acknowledge")} <kbd>a</kbd>
                </button>
              )}
              {alarm.priority > 1 && (
                <button type="button" onClick={() => props.start("shelve", alarm.key)}>
                  {say("enum.alarm_action.shelve")} <kbd>s</kbd>
                </button>
              )}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What was entered here and labd does not know yet. */
function NotYetRecorded(props: { sitting: string }) {
  const own = state.ownKept.value.filter((item) => item.sitting === props.sitting);
  return (
    <>
      {own.map((item) => (
        <li key={item.key} class="pending">
          <time>{item.happened.slice(-8)}</time> {word("entry", item.enter)}{" "}
          <span class="tag waiting">{say("web.not_yet_recorded")}</span>
          {item.problem !== undefined && <span> {problemText(item.problem)}</span>}
        </li>
      ))}
    </>
  );
}

/** What an entry says beyond its type. */
export function detailOf(entry: Entry): string {
  const parts: string[] = [];
  const add = (group: string | null, member: string) => {
    const value = entry[member];
    if (typeof value === "string" && value !== "") {
      parts.push(group === null ? visible(value) : word(group, value));
    }
  };
  add("enum.checkin_step", "step");
  add("module", "module");
  add(entry.enter === "incident.opened" ? "enum.incident_kind" : null, "kind");
  add("enum.incident_finding", "finding");
  add("enum.severity", "severity");
  if (entry.enter === "incident.attached") {
    add(null, "name");
  }
  add(null, "attachment");
  add(null, "owner");
  add(null, "candidate");
  add(null, "purpose");
  add(null, "place");
  add(null, "seat");
  add(null, "justification");
  add(null, "text");
  add(null, "description");
  return parts.join(" · ");
}

function Timeline(props: { sitting: string; details: Details; start(action: string): void }) {
  const { details, start } = props;
  return (
    <section aria-label={say("web.timeline")}>
      <h3>{say("web.timeline")}</h3>
      <ol class="timeline" reversed>
        <NotYetRecorded sitting={props.sitting} />
        {details.entries.toReversed().map((entry) => {
          const by = details.corrected.get(entry.id ?? "");
          return (
            <li key={entry.seq} data-corrected={by !== undefined}>
              <time>{entry.happened === undefined ? "" : wallText(entry.happened)}</time>{" "}
              <span>
                {word("entry", entry.enter ?? "")} <bdi class="detail">{detailOf(entry)}</bdi>
                <small> {visible(entry.by?.name ?? "")} {entry.id}</small>
                {by !== undefined && <small> {say("web.corrected_by", { entry: by })}</small>}
              </span>
              {by === undefined && correctable(entry) && state.mayEnter.value && (
                <button type="button" class="quiet"
                        disabled={state.isStale.value}
                        onClick={() => start(`undo.${entry.id}`)}>
                  {say("web.action.undo")}
                  <span class="unseen"> {entry.id}</span>
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Why(props: { explanation: Explanation | null; sitting: Sitting }) {
  if (props.explanation === null) {
    return null;
  }
  const { sum, intervals } = whyLines(props.explanation, props.sitting, state.messages.value);
  return (
    <section aria-label={say("web.why")}>
      <h3>{say("web.why")}</h3>
      <ul class="sum">{sum.map((line) => <li key={line}>{line}</li>)}</ul>
      <details>
        <summary>{say("web.why_intervals")}</summary>
        <ol class="intervals">
          {intervals.map((line) => (
            <li key={line.text}>{line.text} <small>{line.basis}</small></li>
          ))}
        </ol>
      </details>
    </section>
  );
}

/** The action that is open in the drawer. */
function actionOf(sitting: Sitting, all: readonly Action[], details: Details): Action | undefined {
  const form = state.form.value;
  if (form === null) {
    return undefined;
  }
  if (form.id.startsWith("undo.")) {
    const id = form.id.slice("undo.".length);
    const entry = details.entries.find((one) => one.id === id);
    return undoAction(id, entry?.enter);
  }
  if (form.id === "acknowledge" || form.id === "shelve") {
    return alarmAction(form.id, sitting.alarms, form.initial?.["alarm"]);
  }
  return all.find((action) => action.id === form.id);
}

export function Drawer() {
  const sitting = state.sittingOf(state.opened.value);
  return sitting === undefined ? null : <OpenDrawer sitting={sitting} />;
}

function OpenDrawer(props: { sitting: Sitting }) {
  const { sitting } = props;
  const details = useDetails(sitting.sitting);
  const heading = useRef<HTMLHeadingElement>(null);
  const hasForm = state.form.value !== null;
  useLayoutEffect(() => {
    if (!hasForm) {
      heading.current?.focus();
    }
  }, [sitting.sitting, hasForm]);
  const start = (id: string, alarm?: string) => {
    state.form.value = alarm === undefined ? { id } : { id, initial: { alarm } };
  };
  const actions = actionsFor(sitting, surroundings(sitting.sitting))
    .filter((one) => mayEnterType(one.enter));
  // A form that is open stays, whatever others enter meanwhile: labd says what is wrong then.
  const last = useRef<{ form: string; action: Action } | null>(null);
  const form = state.form.value?.id ?? null;
  const found = actionOf(sitting, actions, details);
  if (form === null) {
    last.current = null;
  } else if (found !== undefined && last.current?.form !== form) {
    last.current = { form, action: found };
  }
  const action = last.current?.action;
  const done = () => { state.form.value = null; };
  const status = statusOf(sitting);
  return (
    <aside class="drawer" aria-labelledby="drawer-heading" data-stale={state.isStale.value}>
      <div class="head">
        <h2 id="drawer-heading" ref={heading} tabIndex={-1}>
          <span class="seat">{visible(sitting.seat ?? "–")}</span>{" "}
          <bdi>{visible(nameOf(sitting))}</bdi>
        </h2>
        <button type="button" onClick={closeDrawer}>{say("web.close")} <kbd>Esc</kbd></button>
      </div>
      <p class="state" data-status={status}>
        <span class="mark"><span aria-hidden="true">{symbols[status]} </span>
          {stateWord(sitting)}</span>
        <small>
          {visible(sitting.sitting)} · {visible(sitting.candidate ?? "")} ·{" "}
          {visible(sitting.track)}{sitting.language === undefined ? ""
            : ` · ${visible(sitting.language)}`}
        </small>
      </p>
      <Clocks sitting={sitting} />
      <Alarms sitting={sitting} start={start} />
      {form === "evidence" ? <EvidenceForm subject={evidenceOf(sitting.sitting)} close={done} />
        : action !== undefined
        ? <EntryForm key={state.form.value?.id} action={action} seat={sitting.seat}
                     about={sitting.sitting}
                     initial={state.form.value?.initial} onDone={done} onCancel={done} />
        : (actions.length > 0 || mayHandOut()) && <Actions actions={actions} start={start} />}
      {sitting.phase !== "ended" && (
        <CheckinSteps sitting={sitting} entries={details.entries} start={start} />
      )}
      <SeatFaults seat={sitting.seat} />
      <Why explanation={details.explanation} sitting={sitting} />
      <Timeline sitting={sitting.sitting} details={details} start={start} />
    </aside>
  );
}
