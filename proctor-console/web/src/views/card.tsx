// One seat on the floor: who, in which state, and the clocks that matter now.
import { useComputed } from "@preact/signals";

import type { Sitting } from "../api_types";
import { openAlarms, statusOf, symbols } from "../board_order";
import { nameOf, seatName } from "../enter";
import * as state from "../state";
import { say, word } from "../state";
import { instantOf, lengthText, secondsLeft, secondsSince, visible, wallText } from "../text";
import { SeatStrip } from "./strip";

interface TimerProps {
  label: string;
  /** What is left until then, or what has passed since then. */
  until?: string;
  since?: string;
}

/** A clock that runs: drawn from labd's time, silent for screen readers (role timer). */
export function Timer(props: TimerProps) {
  const { until, since } = props;
  const text = useComputed(() => {
    const now = state.now.value;
    return until !== undefined ? lengthText(secondsLeft(instantOf(until), now))
                               : lengthText(secondsSince(instantOf(since ?? ""), now));
  });
  return (
    <div class="clock">
      <dt>{say(props.label)}</dt>
      <dd>
        {until !== undefined && <span class="at">{wallText(until)}</span>}
        <span class="run" role="timer">{text}</span>
      </dd>
    </div>
  );
}

function Fixed(props: { label: string; value: string }) {
  return (
    <div class="clock"><dt>{say(props.label)}</dt><dd><span>{props.value}</span></dd></div>
  );
}

/** A break as long as this needs a reason (BRK-2). */
export function isOverBreak(sitting: Sitting, now: number): boolean {
  const pause = sitting.break;
  return pause !== undefined && !pause.justified &&
    now - instantOf(pause.since) > state.breakLimit_s * 1000;
}

export function Clocks(props: { sitting: Sitting }) {
  const { sitting } = props;
  const session = state.sessionState.value;
  const hasBegun = useComputed(() => {
    const starts = state.sessionState.value?.starts_at;
    return starts !== undefined && state.now.value >= instantOf(starts);
  }).value;
  if (sitting.phase === "ended") {
    return (
      <dl class="clocks">
        <Fixed label="web.clock.ended"
               value={sitting.ended_at === undefined ? "" : wallText(sitting.ended_at)} />
        {sitting.lost_s > 0 && (
          <Fixed label="web.clock.given_back" value={`+${lengthText(sitting.lost_s)}`} />
        )}
      </dl>
    );
  }
  return (
    <dl class="clocks">
      {sitting.break !== undefined && <Timer label="web.clock.break" since={sitting.break.since} />}
      {sitting.module !== null && (sitting.module.limit_at != null
        ? <Timer label={`module.${sitting.module.id}`} until={sitting.module.limit_at} />
        : <Fixed label={`module.${sitting.module.id}`}
                 value={`${lengthText(sitting.module.remaining_s)} ${say("enum.clock.stopped")}`} />
      )}
      {sitting.phase === "booked" && session?.late_limit_at !== undefined && hasBegun && (
        <Timer label="web.clock.arrives_by" until={session.late_limit_at} />
      )}
      {!hasBegun && session !== null && (
        <Timer label="web.clock.starts" until={session.starts_at} />
      )}
      {sitting.ends_at != null
        ? hasBegun && <Timer label="web.clock.ends" until={sitting.ends_at} />
        : <Fixed label="web.clock.ends" value={say("enum.clock.stopped")} />}
      {sitting.lost_s > 0 && sitting.clock !== "stopped" && (
        <Fixed label="web.clock.given_back" value={`+${lengthText(sitting.lost_s)}`} />
      )}
    </dl>
  );
}

/** The state in words: of a break and an end what is special about it. */
export function stateWord(sitting: Sitting): string {
  if (sitting.phase === "ended" && sitting.ended_as !== undefined) {
    return word("enum.ended_as", sitting.ended_as);
  }
  if (sitting.on_break) {
    return say("web.on_break");
  }
  return sitting.clock === "stopped" ? say("web.clock_stopped") : word("enum.phase", sitting.phase);
}

/** An alarm in words; who it is about stands beside it already. */
export function alarmText(text: string, values: Record<string, unknown>): string {
  const subject = values["subject"];
  const sitting = typeof subject === "string" ? state.sittingOf(subject) : undefined;
  const shown = sitting === undefined ? subject : seatName(sitting.sitting);
  return state.messages.value.has(text) ? say(text, { ...values, subject: shown }) : text;
}

function CheckinStrip(props: { sitting: Sitting }) {
  const open = props.sitting.missing;
  return (
    <p class="missing">
      {say("web.checkin_open", { count: open.length })}{" "}
      {open.map((step) => word("enum.checkin_step", step)).join(" · ")}
    </p>
  );
}

export function Card(props: { sitting: Sitting; isCurrent: boolean; isFlood: boolean;
                                open(): void }) {
  const { sitting } = props;
  const alarms = openAlarms(sitting.alarms);
  const status = statusOf(sitting);
  const isOver = useComputed(() => isOverBreak(sitting, state.now.value)).value;
  const shown = isOver && status === "waiting" ? "warning" : status;
  const waiting = state.ownKept.value.filter((item) => item.sitting === sitting.sitting).length;
  const worst = alarms[0];
  const heading = `card-${sitting.sitting}`;
  return (
    <li class="card" data-status={shown} data-sitting={sitting.sitting}
        data-current={props.isCurrent}>
      <h2 id={heading}>
        <button type="button" data-open={sitting.sitting} tabIndex={props.isCurrent ? 0 : -1}
                onClick={props.open}
                onFocus={() => { state.current.value = sitting.sitting; }}>
          <span class="seat">{visible(sitting.seat ?? "–")}</span>{" "}
          <bdi class="name" title={visible(nameOf(sitting))}>{visible(nameOf(sitting))}</bdi>
        </button>
      </h2>
      <p class="state">
        <span class="mark"><span aria-hidden="true">{symbols[shown]} </span>
          {stateWord(sitting)}</span>
        {sitting.break?.place != null && (
          <bdi class="place">{visible(sitting.break.place)}</bdi>
        )}
        {waiting > 0 && (
          <span class="tag waiting">{say("web.waiting_here", { count: waiting })}</span>
        )}
      </p>
      <Clocks sitting={sitting} />
      {sitting.phase !== "ended" && <SeatStrip seat={sitting.seat} />}
      {sitting.phase === "arrived" && sitting.missing.length > 0 && (
        <CheckinStrip sitting={sitting} />
      )}
      {sitting.cancel_required && sitting.phase !== "ended" && worst?.priority !== 1 && (
        <p class="alarm p1">{say("cli.effect.cancel_required", { sitting: sitting.seat ?? "" })}</p>
      )}
      {worst !== undefined && !(props.isFlood && worst.priority > 1) && (
        <p class={`alarm p${worst.priority}`}>
          <b>P{worst.priority}</b> {alarmText(worst.text, worst.values)}
          {worst.acknowledged_by !== undefined &&
            ` ${say("cli.alarm.acknowledged", { by: worst.acknowledged_by })}`}
          {alarms.length > 1 && <span class="more"> +{alarms.length - 1}</span>}
        </p>
      )}
      {worst !== undefined && props.isFlood && worst.priority > 1 && (
        <p class={`alarm p${worst.priority}`}>
          <b>P{worst.priority}</b> {say("web.alarm_count", { count: alarms.length })}
        </p>
      )}
    </li>
  );
}
