// Before a session: each camera is shown to be live by somebody who walks past it.
import { useSignal } from "@preact/signals";

import { NoAnswer } from "../api";
import type { Arming, Problem } from "../api_types";
import { request } from "../console";
import * as state from "../state";
import { say } from "../state";
import { visible, wallText } from "../text";
import { useAnswer } from "./answer";
import { ProblemBox } from "./entry_form";

const readEvery_ms = 3000;

function Table(props: { arming: Arming }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say("web.arming")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("cli.column.camera")}</th>
            <th scope="col">{say("cli.column.room")}</th>
            <th scope="col">{say("cli.column.state")}</th>
            <th scope="col">{say("web.arming_walked")}</th>
            <th scope="col">{say("cli.column.why")}</th>
          </tr>
        </thead>
        <tbody>
          {props.arming.cameras.map((camera) => (
            <tr key={camera.camera}>
              <th scope="row">{visible(camera.camera)}</th>
              <td>{visible(camera.room)}</td>
              <td>{camera.ready ? `✓ ${say("web.arming_ready")}`
                                : `✗ ${say("web.arming_not_ready")}`}</td>
              <td>{camera.walked ? `✓ ${say("cli.word.yes")}` : `✗ ${say("cli.word.no")}`}</td>
              <td class="wide">{camera.problems.map((one) => visible(one.text)).join(" ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Armings() {
  const isShown = useSignal(false);
  const begun = useSignal<{ arming: Arming | null; problem: Problem | null }>(
    { arming: null, problem: null },
  );
  const path = isShown.value ? "/api/v1/cameras/arming" : null;
  const read = useAnswer<Arming>(path, { every_ms: readEvery_ms }).body;
  const arming = read ?? begun.value.arming;
  const begin = async () => {
    try {
      const answer = await request<Arming>("/api/v1/cameras/arming", {
        method: "POST", body: "{}",
      });
      begun.value = { arming: answer.body ?? null, problem: answer.problem ?? null };
      isShown.value = true;
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        throw error;
      }
    }
  };
  return (
    <details class="arming" onToggle={(event) => {
      isShown.value = (event.target as HTMLDetailsElement).open;
    }}>
      <summary>{say("web.arming")}</summary>
      <p>{say("web.arming_hint")}</p>
      {begun.value.problem !== null && <ProblemBox problem={begun.value.problem} />}
      <p class="buttons">
        <button type="button" class="main" disabled={state.isStale.value}
                onClick={() => void begin()}>
          {say(arming?.begun_at == null ? "web.arming_begin" : "web.arming_again")}
        </button>
        {arming?.begun_at != null && (
          <span>{say("web.arming_since", { at: wallText(arming.begun_at), by: arming.by ?? "" })}
          </span>
        )}
      </p>
      {arming !== null && (
        <p role="status"><b>{say(arming.ready ? "web.arming_all_ready" : "web.arming_not_all")}</b>
        </p>
      )}
      {arming !== null && <Table arming={arming} />}
    </details>
  );
}
