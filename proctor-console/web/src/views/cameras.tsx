// Every camera: what its footage was and is worth, a wall of stills, and arming before a session.
import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Cameras as CameraList, Coverage } from "../api_types";
import { footageMarks, footageOf } from "../footage";
import * as state from "../state";
import { say, word } from "../state";
import { lengthText, visible, wallText } from "../text";
import { ofSession, useAnswer } from "./answer";
import { Armings } from "./arming";
import { Strip } from "./strip";

const readEvery_ms = 5000;
/** A wall that nobody switches off stops: every look at a still is logged. */
const wallFor_ms = 10 * 60_000;
const wallEvery_ms = 10_000;

type Camera = CameraList["cameras"][number];

/** Each state with its mark, so that strips can be read. */
function Legend() {
  return (
    <ul class="legend" aria-label={say("web.legend")}>
      {Object.entries(footageMarks).map(([name, mark]) => (
        <li key={name}><span aria-hidden="true">{mark} </span>{word("enum.footage", name)}</li>
      ))}
    </ul>
  );
}

/** Never rounded up: 100 % is only what has no gap. */
export function percentOf(share: number): string {
  return (Math.floor(share * 1000) / 10).toFixed(1);
}

function CameraStrip(props: { camera: string; coverage: Coverage | null }) {
  const { camera, coverage } = props;
  if (coverage === null) {
    return null;
  }
  const footage = footageOf(coverage, [camera]);
  return (
    <div class="uptime">
      <p class="ends" aria-hidden="true">
        <span>{wallText(coverage.window.from).slice(0, 5)}</span>
        <span>{wallText(coverage.at).slice(0, 5)}</span>
      </p>
      <Strip footage={footage} />
      <p>
        {footage.share !== null && say("web.uptime", { share: percentOf(footage.share) })}
        {footage.faults.length > 0 &&
          ` · ${say("web.footage_faults", { count: footage.faults.length })}`}
      </p>
    </div>
  );
}

function CameraCard(props: { camera: Camera; coverage: Coverage | null; look: number }) {
  const { camera, look } = props;
  const asked = useSignal(0);
  const hasStill = camera.live?.still_age_s !== undefined && maySeeStills();
  const turn = look + asked.value;
  const path = `/api/v1/cameras/${encodeURIComponent(camera.camera)}/still?look=${turn}`;
  return (
    <li class="card" data-footage={camera.state}>
      <h3>
        {visible(camera.camera)}{" "}
        <small>{visible(camera.room)} · {word("enum.area", camera.area)}</small>
      </h3>
      <p class="state">
        <span class="mark"><span aria-hidden="true">{footageMarks[camera.state]} </span>
          {word("enum.footage", camera.state)}</span>
        {camera.since != null && <small> {wallText(camera.since)}</small>}
      </p>
      {camera.fault !== undefined && <p>{word("enum.fault", camera.fault)}</p>}
      <CameraStrip camera={camera.camera} coverage={props.coverage} />
      {camera.live !== undefined && (
        <p>
          {word("enum.stream", camera.live.stream ?? "none")}
          {camera.live.still_age_s !== undefined &&
            ` · ${say("web.still_age", { age_s: camera.live.still_age_s })}`}
        </p>
      )}
      <p><small>{camera.seats.map(visible).join(" ")}</small></p>
      {hasStill && (
        <div class="still">
          {turn > 0 && <img src={path} alt={say("web.still_of", { camera: camera.camera })} />}
          <button type="button" onClick={() => { asked.value += 1; }}>
            {say("web.look")}<span class="unseen"> {visible(camera.camera)}</span>
          </button>
        </div>
      )}
    </li>
  );
}

function maySeeStills(): boolean {
  return ["proctor", "lead_proctor", "lab_ops"].includes(state.me.value?.role ?? "");
}

/** How many times the wall has looked; 0 while it is off. */
function useWall() {
  const turns = useSignal(0);
  const isOn = useComputed(() => turns.value > 0).value;
  useEffect(() => {
    if (!isOn) {
      return undefined;
    }
    const timer = setInterval(() => { turns.value += 1; }, wallEvery_ms);
    const stop = setTimeout(() => { turns.value = 0; }, wallFor_ms);
    return () => {
      clearInterval(timer);
      clearTimeout(stop);
    };
  }, [isOn]);
  return { turns: turns.value, toggle: () => { turns.value = turns.value > 0 ? 0 : 1; } };
}

export function Cameras() {
  const session = state.session.value;
  const query = session === null ? "" : `?session=${encodeURIComponent(session)}`;
  const list = useAnswer<CameraList>(`/api/v1/cameras${query}`, { every_ms: readEvery_ms }).body;
  const coverage = useAnswer<Coverage>(ofSession(session, "coverage"), {
    every_ms: 3 * readEvery_ms, pause_ms: readEvery_ms,
  }).body;
  const wall = useWall();
  const cameras = list?.cameras ?? [];
  const hasStills = maySeeStills() && cameras.some((one) => one.live?.still_age_s !== undefined);
  return (
    <section class="cameras" aria-label={say("web.screen.cameras")}
             data-stale={state.isStale.value}>
      <h2>{say("web.screen.cameras")}</h2>
      {list === null && <p class="empty">{say("web.loading")}</p>}
      <div class="tools">
        <Legend />
        {hasStills && (
          <button type="button" aria-pressed={wall.turns > 0} onClick={wall.toggle}>
            {say(wall.turns > 0 ? "web.wall_off" : "web.wall_on")}
          </button>
        )}
      </div>
      {maySeeStills() && <Armings />}
      <ul class="cards">
        {cameras.map((camera) => (
          <CameraCard key={camera.camera} camera={camera} coverage={coverage} look={wall.turns} />
        ))}
      </ul>
      {list !== null && cameras.length === 0 && <p class="empty">{say("web.no_camera")}</p>}
      <p class="hint">{say("web.camera_hint", { length: lengthText(readEvery_ms / 1000) })}</p>
    </section>
  );
}
