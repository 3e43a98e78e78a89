// Every camera: what its footage is worth, what is seen of it now, and its latest still.
import { useEffect, useState } from "preact/hooks";

import { NoAnswer } from "../api";
import type { Cameras as CameraList } from "../api_types";
import { onDayChanged, request } from "../console";
import * as state from "../state";
import { say, word } from "../state";
import { lengthText, visible, wallText } from "../text";

const readEvery_ms = 5000;
const stateMarks: Readonly<Record<string, string>> = {
  recorded: "█", unproven: "▓", degraded: "▒", gap: "✗", unknown: "░",
};

function useCameras(): CameraList | null {
  const [list, setList] = useState<CameraList | null>(null);
  const session = state.session.value;
  useEffect(() => {
    let isCurrent = true;
    const read = async () => {
      try {
        const query = session === null ? "" : `?session=${encodeURIComponent(session)}`;
        const answer = await request<CameraList>(`/api/v1/cameras${query}`);
        if (isCurrent && answer.body !== undefined) {
          setList(answer.body);
        }
      } catch (error) {
        if (!(error instanceof NoAnswer)) {
          throw error;
        }
      }
    };
    void read();
    const timer = setInterval(() => void read(), readEvery_ms);
    const stop = onDayChanged(() => void read());
    return () => {
      isCurrent = false;
      clearInterval(timer);
      stop();
    };
  }, [session]);
  return list;
}

export function Cameras() {
  const list = useCameras();
  return (
    <section class="cameras" aria-label={say("web.screen.cameras")}
             data-stale={state.isStale.value}>
      <h2>{say("web.screen.cameras")}</h2>
      {list === null && <p class="empty">{say("web.loading")}</p>}
      <ul class="cards">
        {(list?.cameras ?? []).map((camera) => (
          <li key={camera.camera} class="card" data-footage={camera.state}>
            <h3>{visible(camera.camera)} <small>{visible(camera.room)}</small></h3>
            <p class="state">
              <span class="mark"><span aria-hidden="true">{stateMarks[camera.state]} </span>
                {word("enum.footage", camera.state)}</span>
              {camera.since != null && <small> {wallText(camera.since)}</small>}
            </p>
            {camera.fault !== undefined && <p>{word("enum.fault", camera.fault)}</p>}
            {camera.live !== undefined && (
              <p>
                {word("enum.stream", camera.live.stream ?? "none")}
                {camera.live.still_age_s !== undefined &&
                  ` · ${say("web.still_age", { age_s: camera.live.still_age_s })}`}
              </p>
            )}
            <p><small>{camera.seats.map(visible).join(" ")}</small></p>
            {camera.live?.still_age_s !== undefined && state.me.value?.role !== "auditor" && (
              <Still camera={camera.camera} />
            )}
          </li>
        ))}
      </ul>
      {list !== null && list.cameras.length === 0 && <p class="empty">{say("web.no_camera")}</p>}
      <p class="hint">{say("web.camera_hint", { length: lengthText(readEvery_ms / 1000) })}</p>
    </section>
  );
}

/** Asked for by hand: every look at a still is logged (CAM-3). */
function Still(props: { camera: string }) {
  const [asked, setAsked] = useState(0);
  const path = `/api/v1/cameras/${encodeURIComponent(props.camera)}/still?look=${asked}`;
  return (
    <div class="still">
      {asked > 0 && <img src={path} alt={say("web.still_of", { camera: props.camera })} />}
      <button type="button" onClick={() => setAsked(asked + 1)}>{say("web.look")}</button>
    </div>
  );
}
