// Drills of a training: each is begun by hand, and says which of its steps were entered.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import type { Entry } from "../api_types";
import { onDayChanged } from "../console";
import { readJournal } from "../details";
import { type Drill, drills, happening, stepsDone } from "../drills";
import { enterFact } from "../enter";
import { NoAnswer } from "../api";
import * as state from "../state";
import { say } from "../state";
import { instantOf, lengthText, secondsSince } from "../text";

/** What goes on outlives a change of the screen. */
const running = signal<{ drill: Drill; after: number; since: number } | null>(null);

function useEntries(after: number): readonly Entry[] {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const session = state.session.value;
  useEffect(() => {
    let isCurrent = true;
    const read = async () => {
      try {
        const found = await readJournal(session === null ? {} : { session }, after);
        if (isCurrent) {
          setEntries(found);
        }
      } catch (error) {
        if (!(error instanceof NoAnswer)) {
          throw error;
        }
      }
    };
    void read();
    const stop = onDayChanged(() => void read());
    return () => {
      isCurrent = false;
      stop();
    };
  }, [after, session]);
  return entries;
}

function Running(props: { drill: Drill; after: number; since: number }) {
  const { drill } = props;
  const startsAt = instantOf(state.sessionState.value?.starts_at ?? "");
  const done = stepsDone(drill, useEntries(props.after), startsAt);
  const isOver = done === drill.steps.length;
  return (
    <section class="outage" aria-label={say(`web.drill.${drill.id}`)} data-open={!isOver}>
      <h3>
        {say(`web.drill.${drill.id}`)}{" "}
        {!isOver && (
          <span role="timer">{lengthText(secondsSince(props.since, state.now.value))}</span>
        )}
      </h3>
      <p>{say(`web.drill.${drill.id}_begins`)}</p>
      <ol class="intervals">
        {drill.steps.map((step, place) => (
          <li key={step.text}>
            <span aria-hidden="true">{place < done ? "✓" : "○"} </span>
            {say(step.text)}{" "}
            <small>{say(place < done ? "web.step_done" : "web.step_open")}</small>
          </li>
        ))}
      </ol>
      {isOver && <p role="status"><b>{say("web.drill.over")}</b></p>}
      <p class="buttons">
        <button type="button" onClick={() => { running.value = null; }}>
          {say(isOver ? "web.close" : "web.drill.stop")}
        </button>
      </p>
    </section>
  );
}

export function Drills() {
  const now = running.value;
  const begin = async (drill: Drill) => {
    const entry = happening(drill, state.site.value, state.sittings.value,
                            say("web.drill.fault"));
    if (entry !== null) {
      await enterFact(entry);
    }
    running.value = {
      drill, after: state.board.value?.size ?? 0, since: state.now.value,
    };
  };
  return (
    <section class="drills" aria-label={say("web.screen.drills")}
             data-stale={state.isStale.value}>
      <h2>{say("web.screen.drills")}</h2>
      <p class="hint">{say("web.drill.hint")}</p>
      {now !== null ? <Running {...now} /> : (
        <ul class="list">
          {drills.map((drill) => (
            <li key={drill.id} class="outage">
              <h3>{say(`web.drill.${drill.id}`)}</h3>
              <p>{say(`web.drill.${drill.id}_begins`)}</p>
              <p class="buttons">
                <button type="button" disabled={!state.mayEnter.value || state.isStale.value}
                        onClick={() => void begin(drill)}>
                  {say("web.drill.begin")}
                  <span class="unseen"> {say(`web.drill.${drill.id}`)}</span>
                </button>
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
