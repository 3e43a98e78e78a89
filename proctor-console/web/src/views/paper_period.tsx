// What was written on paper while labd was away: entered line by line, previewed as a whole.
import { useSignal } from "@preact/signals";

import { enterDecision, preview, type Preview, type Result, seatName } from "../enter";
import { emptyLine, paperEntries, paperKinds, type PaperKind, type PaperLine } from "../paper";
import * as state from "../state";
import { say, word } from "../state";
import { PreviewBox, ProblemBox } from "./entry_form";

const firstLines = 4;

function kindName(kind: PaperKind): string {
  return state.messages.value.has(`entry.${kind}`) ? word("entry", kind)
                                                   : word("enum.checkin_step", kind);
}

function modulesOf(track: string): string[] {
  const all = (state.tracks.value[track]?.["modules"] ?? []) as { id: string }[];
  return all.map((one) => one.id);
}

function outageOf(seat: string): string | undefined {
  return state.outages.value.find((one) => one.open && one.scope["seat"] === seat)?.outage;
}

function LineRow(props: { line: PaperLine; place: number; fault: string | undefined;
                          set(change: Partial<PaperLine>): void }) {
  const { line, place, fault, set } = props;
  const label = (key: string) => `${say(key)} ${place + 1}`;
  const value = (event: Event) => (event.target as HTMLInputElement).value;
  return (
    <tr>
      <td><input aria-label={label("web.journal.happened")} inputMode="numeric" size={6}
                 placeholder="12:10" autocomplete="off" value={line.time}
                 onInput={(event) => set({ time: value(event) })} /></td>
      <td>
        <select aria-label={label("noun.sitting")} value={line.sitting}
                onChange={(event) => set({ sitting: value(event) })}>
          <option value="">{say("web.choose")}</option>
          {state.sittings.value.map((one) => (
            <option key={one.sitting} value={one.sitting}>{seatName(one.sitting)}</option>
          ))}
        </select>
      </td>
      <td>
        <select aria-label={label("web.journal.type")} value={line.what}
                onChange={(event) => set({ what: value(event) as PaperKind })}>
          <option value="">{say("web.choose")}</option>
          {paperKinds.map((one) => <option key={one} value={one}>{kindName(one)}</option>)}
        </select>
      </td>
      <td class="wide">
        <input aria-label={label("web.journal.what")} maxLength={500} value={line.text}
               autocomplete="off" onInput={(event) => set({ text: value(event) })} />
        {fault !== undefined && <p class="problem" role="alert">▲ {say(fault)}</p>}
      </td>
    </tr>
  );
}

export function PaperPeriod() {
  const lines = useSignal<PaperLine[]>(Array.from({ length: firstLines }, () => emptyLine));
  const reason = useSignal("");
  const faults = useSignal<ReadonlyMap<number, string>>(new Map());
  const shown = useSignal<Preview | null>(null);
  const result = useSignal<Result | null>(null);
  const change = (place: number, part: Partial<PaperLine>) => {
    const all = lines.value.map((line, at) => at === place ? { ...line, ...part } : line);
    lines.value = all.at(-1) === emptyLine ? all : [...all, emptyLine];
    shown.value = null;
    faults.value = new Map();
  };
  const finish = (outcome: Result) => {
    result.value = outcome;
    if (outcome.kind === "done") {
      lines.value = Array.from({ length: firstLines }, () => emptyLine);
      shown.value = null;
    }
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    result.value = null;
    if (shown.value?.kind === "effects") {
      finish(await enterDecision(shown.value.entries, shown.value.size));
      return;
    }
    const made = paperEntries(lines.value, {
      sittings: state.sittings.value, modulesOf, outageOf,
    });
    faults.value = new Map(made.faults.map((one) => [one.line, one.message]));
    if (made.faults.length === 0) {
      const why = reason.value.trim();
      shown.value = await preview(made.entries.map((entry) => ({ ...entry, reason: why })));
    }
  };
  return (
    <form class="entry paper" aria-label={say("web.paper")}
          onSubmit={(event) => void submit(event)}>
      <h3>{say("web.paper")}</h3>
      <p class="note">{say("web.paper.hint")}</p>
      <p class="field">
        <label for="paper-reason">{say("web.field.reason")}</label>
        <input id="paper-reason" required maxLength={200} autocomplete="off" value={reason.value}
               onInput={(event) => { reason.value = (event.target as HTMLInputElement).value; }} />
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={say("web.timeline")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say("web.journal.happened")}</th>
              <th scope="col">{say("noun.sitting")}</th>
              <th scope="col">{say("web.journal.type")}</th>
              <th scope="col">{say("web.journal.what")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.value.map((line, place) => (
              <LineRow key={place} line={line} place={place} fault={faults.value.get(place)}
                       set={(part) => change(place, part)} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.value !== null && <PreviewBox shown={shown.value} />}
      {shown.value?.kind === "effects" && (
        <p>{say("web.paper.count", { count: shown.value.entries.length })}</p>
      )}
      {result.value?.kind === "refused" && <ProblemBox problem={result.value.problem} />}
      {(result.value?.kind === "offline" || state.isStale.value) && (
        <p class="problem" role="alert">{say("web.decision_offline")}</p>
      )}
      {result.value?.kind === "unknown" && (
        <div class="problem" role="alert">
          <p>{say("problem.outcome_unknown")}</p>
          <button type="button" onClick={() => {
            const now = result.value;
            if (now?.kind === "unknown") {
              void now.again().then(finish);
            }
          }}>{say("web.send_again")}</button>
        </div>
      )}
      <p class="buttons">
        <button type="submit" class="main" disabled={state.isStale.value}>
          {say(shown.value?.kind === "effects" ? "web.record" : "web.preview")}
        </button>
      </p>
    </form>
  );
}
