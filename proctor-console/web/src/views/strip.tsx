// A strip of footage: each state has a height and a pattern of its own; colour is not needed.
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Cameras, Coverage } from "../api_types";
import { drawnAs, type Footage, footageBySeat, footageMarks } from "../footage";
import * as state from "../state";
import { say, word } from "../state";
import { lengthText, visible, wallText } from "../text";
import { ofSession, useAnswer } from "./answer";

const width = 400;
const height = 16;
const heights = { recorded: 16, unproven: 12, degraded: 8, gap: 3, unknown: 16 } as const;
/** Nothing is too short to be seen. */
const pieceMin = 3;

export function Strip(props: { footage: Footage }) {
  return (
    <svg class="strip" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none"
         aria-hidden="true" focusable="false">
      {props.footage.pieces.map((piece) => {
        const from = piece.from * width;
        const tall = heights[piece.state];
        return (
          <rect key={`${piece.state}${from}`} class={piece.state} x={from} y={height - tall}
                fill={piece.state === "unknown" ? "url(#unknown)" : undefined}
                height={tall} width={Math.max((piece.to - piece.from) * width, pieceMin)} />
        );
      })}
    </svg>
  );
}

/** The strip of a seat on the floor with its state in a word. */
export function SeatStrip(props: { seat: string | null }) {
  const found = useComputed(() => state.footage.value.get(props.seat ?? "")).value;
  if (found === undefined) {
    return null;
  }
  return (
    <p class="footage" data-footage={found.state}>
      <span class="unseen">{say("web.recording")} </span>
      <Strip footage={found} />
      <span class="word">
        <span aria-hidden="true">{footageMarks[found.state]} </span>
        {word("enum.footage", found.state)}
        {found.faults.length > 0 && (
          <>
            <span aria-hidden="true"> · {footageMarks.gap}{found.faults.length}</span>
            <span class="unseen">
              {say("web.footage_faults", { count: found.faults.length })}
            </span>
          </>
        )}
      </span>
    </p>
  );
}

/** What is missing of a seat's recording, with the entries that say so. */
export function SeatFaults(props: { seat: string | null }) {
  const found = state.footage.value.get(props.seat ?? "");
  if (found === undefined) {
    return null;
  }
  return (
    <section aria-label={say("web.recording")}>
      <h3>{say("web.recording")}</h3>
      <SeatStrip seat={props.seat} />
      {found.pieces.every((one) => one.state === "recorded") && (
        <p class="hint">{say("web.footage_no_faults")}</p>
      )}
      <ul class="intervals">
        {found.faults.map((one) => (
          <li key={`${one.camera}${one.from}`}>
            {footageMarks[one.state]} {word("enum.footage", one.state)}{" "}
            {wallText(one.from)}–{wallText(one.to)} ({lengthText(one.length_s)}) ·{" "}
            {visible(one.camera ?? "")}
            {one.fault !== undefined && ` · ${word("enum.fault", one.fault)}`}
            {one.entry !== undefined && <small> {one.entry}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const readEvery_ms = 15_000;
const pause_ms = 5000;

/** Keeps what the floor shows of the recordings; a strip that looks the same stays as it is. */
export function useFootage(): void {
  const session = state.session.value;
  const pace = { every_ms: readEvery_ms, pause_ms };
  const cameras = useAnswer<Cameras>(session === null ? null
    : `/api/v1/cameras?session=${encodeURIComponent(session)}`, { pause_ms: 60_000 }).body;
  const coverage = useAnswer<Coverage>(ofSession(session, "coverage"), pace).body;
  useEffect(() => {
    if (cameras === null || coverage === null) {
      return;
    }
    const before = state.footage.peek();
    const fresh = footageBySeat(coverage, cameras);
    let isChanged = fresh.size !== before.size;
    for (const [seat, footage] of fresh) {
      const old = before.get(seat);
      if (old !== undefined && drawnAs(old) === drawnAs(footage)) {
        fresh.set(seat, old);
      } else {
        isChanged = true;
      }
    }
    if (isChanged) {
      state.footage.value = fresh;
    }
  }, [cameras, coverage]);
}
