// The day at any instant that has passed, as it is known now or as it was known then. Never to be
// mistaken for now.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { type Board, type Entry, isSitting, type Sitting } from "../api_types";
import { needsFirst, openAlarms, statusOf, symbols } from "../board_order";
import { nameOf } from "../enter";
import * as state from "../state";
import { say, word } from "../state";
import { instantOf, lengthText, secondsLeft, visible, wallText } from "../text";
import { ofSession, useAnswer } from "./answer";
import { alarmText, stateWord } from "./card";

const step_ms = 60_000;
/** While the slider moves nothing is asked. */
const restsFor_ms = 150;
const openBefore_ms = 60 * 60_000;

/** How many entries were recorded at an instant: what was known then. */
export function knownAt(entries: readonly Entry[], instant: number): number {
  const last = entries.findLast(
    (entry) => entry.recorded !== undefined && instantOf(entry.recorded) <= instant,
  );
  return last === undefined ? 0 : last.seq + 1;
}

function Row(props: { sitting: Sitting; at: number }) {
  const { sitting, at } = props;
  const status = statusOf(sitting);
  const limit = sitting.module?.limit_at;
  const worst = openAlarms(sitting.alarms)[0];
  return (
    <tr>
      <th scope="row">{visible(sitting.seat ?? "–")}</th>
      <td><bdi>{visible(nameOf(sitting))}</bdi></td>
      <td><span aria-hidden="true">{symbols[status]} </span>{stateWord(sitting)}</td>
      <td>
        {sitting.module === null ? "" : word("module", sitting.module.id)}
        {limit != null && ` ${lengthText(secondsLeft(instantOf(limit), at))}`}
      </td>
      <td>
        {sitting.ended_at !== undefined ? wallText(sitting.ended_at)
          : sitting.ends_at == null ? say("enum.clock.stopped") : wallText(sitting.ends_at)}
      </td>
      <td>{sitting.lost_s > 0 ? `+${lengthText(sitting.lost_s)}` : ""}</td>
      <td class="wide">
        {worst !== undefined && `P${worst.priority} ${alarmText(worst.text, worst.values)}`}
        {sitting.alarms.length > 1 && ` +${sitting.alarms.length - 1}`}
      </td>
    </tr>
  );
}

function PastBoard(props: { board: Board; at: number }) {
  const sittings = needsFirst(props.board.sittings.filter(isSitting));
  const heads = ["seat", "name", "phase", "module", "ends", "lost", "alarms"] as const;
  const labels: Readonly<Record<(typeof heads)[number], string>> = {
    seat: "cli.column.seat", name: "cli.column.name", phase: "cli.column.phase",
    module: "cli.column.module", ends: "cli.column.ends", lost: "cli.column.lost",
    alarms: "cli.column.alarms",
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say("web.screen.floor")}>
      <table>
        <thead>
          <tr>{heads.map((head) => <th key={head} scope="col">{say(labels[head])}</th>)}</tr>
        </thead>
        <tbody>
          {sittings.map((one) => <Row key={one.sitting} sitting={one} at={props.at} />)}
        </tbody>
      </table>
    </div>
  );
}

export function Replay(props: { entries: readonly Entry[] }) {
  const starts = instantOf(state.sessionState.value?.starts_at ?? "");
  const first = starts - openBefore_ms;
  const last = Math.floor(state.now.value / step_ms) * step_ms;
  const chosen = useSignal(Math.min(Math.max(last, first), starts + 12 * 3_600_000));
  const asked = useSignal(chosen.peek());
  const isAsKnown = useSignal(false);
  const at = chosen.value;
  useEffect(() => {
    const timer = setTimeout(() => { asked.value = at; }, restsFor_ms);
    return () => clearTimeout(timer);
  }, [at]);
  const query = new URLSearchParams({ at: new Date(asked.value).toISOString() });
  if (isAsKnown.value) {
    query.set("as_of", String(knownAt(props.entries, asked.value)));
  }
  const { body, problem } = useAnswer<Board>(ofSession(state.session.value, `board?${query}`));
  const time = state.wall.value.time(at);
  return (
    <section class="replay" aria-label={say("web.replay")}>
      <p class="banner past" role="status">
        <span aria-hidden="true">◀◀ </span>
        {say(isAsKnown.value ? "web.replay_then" : "web.replay_now", { time })}
      </p>
      <p class="field">
        <label for="replay-at">{say("web.replay_at")}</label>
        <input id="replay-at" type="range" min={first} max={Math.max(last, first + step_ms)}
               step={step_ms} value={at} aria-valuetext={time} autofocus
               onInput={(event) => {
                 chosen.value = Number((event.target as HTMLInputElement).value);
               }} />
      </p>
      <p class="field check">
        <input id="replay-known" type="checkbox" checked={isAsKnown.value}
               onChange={(event) => {
                 isAsKnown.value = (event.target as HTMLInputElement).checked;
               }} />
        <label for="replay-known">{say("web.replay_known")}</label>
      </p>
      {problem !== null && <p class="problem" role="alert">{problem.detail}</p>}
      {body !== null && <PastBoard board={body} at={asked.value} />}
    </section>
  );
}
