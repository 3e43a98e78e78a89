// The clips that labd cut because of an incident, and the recordings that it keeps for it.
import { useState } from "preact/hooks";

import type { FootageOfIncident, FootagePart, IncidentInFull, Problem } from "../api_types";
import { clipPath, handOut } from "../evidence";
import { type IncidentSurroundings, releaseHold } from "../incident_actions";
import { whenText } from "../incident_words";
import * as state from "../state";
import { say, word } from "../state";
import { visible, wallText } from "../text";
import { useAnswer } from "./answer";
import { Buttons } from "./cases";
import { ProblemBox } from "./entry_form";
import type { Action } from "../actions";

interface Props {
  one: IncidentInFull;
  around: IncidentSurroundings;
  start(action: Action): void;
}

const partMarks: Readonly<Record<FootagePart["state"], string>> = {
  clip: "✓", kept: "✓", no_recording: "✗", unreadable: "✗", waiting: "○",
};

function Part(props: { part: FootagePart; save(clip: string): void }) {
  const { part } = props;
  return (
    <li class="person">
      <span>
        <span aria-hidden="true">{partMarks[part.state]} </span>
        <b>{word("enum.footage_part", part.state)}</b> {visible(part.camera)},{" "}
        {wallText(part.from)} – {wallText(part.to)}
        {part.trouble !== null && <small> {word("enum.footage_trouble", part.trouble)}</small>}
        {part.sha256 !== null && <small> SHA-256 {part.sha256.slice(0, 16)}…</small>}
      </span>
      {part.clip !== null && part.trouble === null && (
        <button type="button" disabled={state.isStale.value}
                onClick={() => props.save(part.clip ?? "")}>
          {say("web.action.clip_save")}<span class="unseen"> {visible(part.clip)}</span>
        </button>
      )}
    </li>
  );
}

export function Clips(props: Props) {
  const { one, around, start } = props;
  const path = `/api/v1/footage?incident=${encodeURIComponent(one.incident)}`;
  const { body } = useAnswer<FootageOfIncident>(path, { every_ms: 5_000 });
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (clip: string) => {
    const outcome = await handOut(clipPath(clip));
    setProblem(outcome.kind === "refused" ? outcome.problem : null);
    if (outcome.kind !== "refused") {
      state.notice.value = outcome.kind === "done"
        ? { kind: "done", text: say("web.evidence_saved", { file: outcome.name }) }
        : { kind: "refused", text: say("web.evidence_unknown") };
    }
  };
  const granted = (body?.requests ?? []).filter((request) => request.parts.length > 0);
  const holds = body?.holds ?? [];
  return granted.length === 0 && holds.length === 0 ? null : (
    <section class="clips" aria-label={say("web.incident.clips")}>
      <h4>{say("web.incident.clips")}</h4>
      {granted.length > 0 && <p><small>{say("web.incident.clips_note")}</small></p>}
      {problem !== null && <ProblemBox problem={problem} />}
      <ul>
        {granted.flatMap((request) => request.parts.map((part) => (
          <Part key={`${request.request}${part.camera}${part.from}`} part={part}
                save={(clip) => void save(clip)} />
        )))}
      </ul>
      {holds.map((hold) => (
        <div key={hold.hold}>
          <p>
            {hold.released_at === null && <b>{say("web.incident.on_hold")} </b>}
            {hold.cameras.map(visible).join(" · ")}, {wallText(hold.from)} –{" "}
            {wallText(hold.to)} <small>{visible(hold.hold)} · {whenText(hold.at)}{" "}
              {visible(hold.by)}
              {hold.released_at !== null && ` · ${say("web.incident.released", {
                at: whenText(hold.released_at), by: visible(hold.released_by ?? ""),
              })}`}</small>
          </p>
          <ul>
            {hold.parts.map((part) => (
              <Part key={`${hold.hold}${part.camera}${part.from}`} part={part}
                    save={(clip) => void save(clip)} />
            ))}
          </ul>
          <Buttons actions={hold.released_at === null && one.closed_at !== null
            ? [releaseHold(one, hold.hold, around)] : []} start={start} />
        </div>
      ))}
    </section>
  );
}
