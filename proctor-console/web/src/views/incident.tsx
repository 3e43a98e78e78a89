// One incident with everything around it, and what can be done about it.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { type Action, allSeats } from "../actions";
import type { Board, Coverage, Entry, Incident, IncidentInFull, Sitting } from "../api_types";
import { isSitting } from "../api_types";
import { correctedBy } from "../correction_links";
import { correctable, undoAction } from "../corrections";
import { nameOf } from "../enter";
import type { EvidenceSubject } from "../evidence";
import { footageMarks, footageOf } from "../footage";
import { incidentActions, type IncidentSurroundings, requestActions } from "../incident_actions";
import { needsOf } from "../incidents";
import { intervalText, personText, titleOf, whenText } from "../incident_words";
import * as state from "../state";
import { mayEnterType, say, word } from "../state";
import { lengthText, visible, wallText } from "../text";
import { ofSession, useAnswer } from "./answer";
import { Attachments } from "./attachments";
import { Buttons } from "./cases";
import { Clips } from "./clips";
import { detailOf } from "./drawer";
import { EntryForm, ProblemBox } from "./entry_form";
import { EvidenceButton, EvidenceForm, evidenceOf, mayHandOut } from "./evidence";
import { Strip } from "./strip";

type Start = (action: Action) => void;

interface PartProps {
  one: IncidentInFull;
  around: IncidentSurroundings;
  start: Start;
}

export const stateMarks: Readonly<Record<Incident["state"], string>> = {
  open: "○", decided: "✓", closed: "□", withdrawn: "✗",
};

export function Needs(props: { one: Incident }) {
  return (
    <>
      {needsOf(props.one).map((need) => (
        <span key={need} class="tag p2">
          <span aria-hidden="true">▲ </span>{say(`web.need.${need}`)}
        </span>
      ))}{" "}
    </>
  );
}

/** Who sat there that day, also on a day that is not the one shown. */
function useSittings(session: string | null): readonly Sitting[] {
  const isShown = session === state.session.value;
  const board = useAnswer<Board>(isShown ? null : ofSession(session, "board"), {
    pause_ms: 60_000,
  }).body;
  return isShown ? state.sittings.value : (board?.sittings ?? []).filter(isSitting);
}

function surroundingsOf(one: IncidentInFull, sittings: readonly Sitting[]): IncidentSurroundings {
  const people = [...one.sittings.filter((who) => who.named)
    .map((who) => personText(who, sittings)), ...(one.candidates ?? []).map(visible)];
  const cameras = (state.site.value?.cameras ?? []) as { id: string }[];
  const follows = ["invalidated", "banned"];
  return {
    me: state.me.value?.name ?? "", role: state.me.value?.role, sittings,
    seats: allSeats(state.site.value), cameras: cameras.map((camera) => camera.id),
    people: (state.board.value?.on_duty ?? []).map((person) => person.name),
    nameOf: (sitting) => [sitting.seat, nameOf(sitting)].filter((part) => part !== null).join(" "),
    follows: (finding) => follows.includes(finding)
      ? say(`web.incident.follows_${finding}`, { people: people.join(", ") }) : null,
    concerns: people.length === 0 ? say("web.incident.nobody")
      : say("web.incident.concerns", { people: people.join(", ") }),
    subject: titleOf(one, sittings),
  };
}

function Head(props: PartProps) {
  const { one } = props;
  const interval = intervalText(one);
  const isOwnBan = needsOf(one).includes("ban") && one.decision?.by === props.around.me;
  return (
    <>
      <p>
        <Needs one={one} />
        <b>{word("enum.incident_state", one.state)}</b> · {word("enum.incident_kind", one.kind)}
        {one.severity != null && ` · ${word("enum.severity", one.severity)}`}
        {` · ${say("cli.column.owner")}: ${visible(one.owner ?? say("value.none"))}`}
      </p>
      {one.decision !== null && (
        <p>
          <b>{say("cli.column.finding")}: {word("enum.incident_finding", one.decision.finding)}</b>
          {` · ${whenText(one.decision.at)} ${visible(one.decision.by)}`}
          {one.decision.confirmed === true && ` · ${say("web.incident.confirmed")}`}
        </p>
      )}
      {isOwnBan && <p class="hint">{say("web.incident.not_yours")}</p>}
      {one.description !== null && <p class="told"><bdi>{visible(one.description)}</bdi></p>}
      <p><small>
        {visible(one.incident)} · {say("web.session")} {visible(one.session)}
        {interval !== "" && ` · ${interval}`} ·{" "}
        {say("web.incident.opened", { at: whenText(one.opened_at), by: one.opened_by })} ·{" "}
        {say("web.incident.recorded", { at: whenText(one.recorded_at) })}
        {one.closed_at !== null &&
          ` · ${word("enum.incident_state", "closed")} ${whenText(one.closed_at)}`}
      </small></p>
    </>
  );
}

function People(props: PartProps & { handOut(sitting: string): void }) {
  const { one, around } = props;
  return (
    <section aria-label={say("web.incident.people")}>
      <h4>{say("web.incident.people")}</h4>
      {one.sittings.length === 0 && (one.candidates ?? []).length === 0 && (
        <p class="empty">{say("web.incident.nobody")}</p>
      )}
      <ul>
        {one.sittings.map((who) => (
          <li key={who.sitting} class="person">
            <span>
              <bdi>{personText(who, around.sittings)}</bdi>{" "}
              <small>{say(who.named ? "web.incident.named" : "web.incident.by_seat")}</small>
            </span>
            {mayHandOut() && <EvidenceButton start={() => props.handOut(who.sitting)} />}
          </li>
        ))}
        {(one.candidates ?? []).map((candidate) => <li key={candidate}>{visible(candidate)}</li>)}
      </ul>
      {one.seats.length > 0 && (
        <p>{say("cli.column.seats")}: {one.seats.map(visible).join(" ")}</p>
      )}
    </section>
  );
}

/** What there is of a camera over the interval, in a strip and in words. */
function CameraLine(props: { camera: IncidentInFull["coverage"][number] }) {
  const { camera } = props;
  const from = camera.intervals[0]?.from;
  const to = camera.intervals.at(-1)?.to;
  if (from === undefined || to === undefined) {
    return null;
  }
  const whole = { window: { from, to }, at: to, cameras: [camera] } as unknown as Coverage;
  const sums = (["recorded", "unproven", "degraded", "gap", "unknown"] as const)
    .map((name) => [name, camera[`${name}_s`]] as const).filter(([, length]) => length > 0);
  return (
    <li class="uptime">
      <p>
        {visible(camera.camera)} <small>{word("enum.area", camera.area)} ·{" "}
          {wallText(from)} – {wallText(to)}</small>
      </p>
      <Strip footage={footageOf(whole, [camera.camera])} />
      <p>
        {sums.map(([name, length]) =>
          `${footageMarks[name]} ${word("enum.footage", name)} ${lengthText(length)}`).join(" · ")}
      </p>
    </li>
  );
}

function Cameras(props: PartProps) {
  const { one } = props;
  const covered = one.coverage.map((camera) => camera.camera);
  const others = one.cameras.filter((camera) => !covered.includes(camera));
  return (
    <section aria-label={say("web.screen.cameras")}>
      <h4>{say("web.screen.cameras")}</h4>
      {covered.length === 0 && <p class="empty">{say("web.incident.no_coverage")}</p>}
      {others.length > 0 && <p>{others.map(visible).join(" · ")}</p>}
      <ul>
        {one.coverage.map((camera) => <CameraLine key={camera.camera} camera={camera} />)}
      </ul>
    </section>
  );
}

/** Noted here and not known to labd yet. */
function waitingNotes(incident: string) {
  return state.ownKept.value.filter((item) => item.enter === "incident.noted" &&
    (JSON.parse(item.body) as { incident?: string }).incident === incident);
}

function Notes(props: PartProps) {
  const { one } = props;
  const waiting = waitingNotes(one.incident);
  return one.notes.length === 0 && waiting.length === 0 ? null : (
    <section aria-label={say("web.incident.notes")}>
      <h4>{say("web.incident.notes")}</h4>
      <ul class="timeline">
        {one.notes.map((note) => (
          <li key={`${note.at}${note.text}`}>
            <span>
              <small>{whenText(note.at)} {visible(note.by)}</small>{" "}
              {note.finding && <b>{say("web.incident.finding")}: </b>}
              <bdi>{visible(note.text ?? "…")}</bdi>
            </span>
          </li>
        ))}
        {waiting.map((item) => (
          <li key={item.key} class="pending">
            <span><time>{item.happened}</time> {word("entry", item.enter)}</span>
            <span class="tag waiting">{say("web.not_yet_recorded")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const requestMarks: Readonly<Record<string, string>> = {
  waiting: "○", granted: "✓", refused: "✗", barred: "✗",
};

function Footage(props: PartProps) {
  const { one, around, start } = props;
  return one.footage.length === 0 ? null : (
    <section aria-label={say("web.incident.footage")}>
      <h4>{say("web.incident.footage")}</h4>
      <ul>
        {one.footage.map((request) => (
          <li key={request.request} class="request">
            <p>
              <span aria-hidden="true">{requestMarks[request.state]} </span>
              <b>{word("enum.footage_request", request.state)}</b>:{" "}
              {request.cameras.map(visible).join(" · ")}, {wallText(request.from)} –{" "}
              {wallText(request.to)}
            </p>
            {request.purpose !== null && <p><bdi>{visible(request.purpose)}</bdi></p>}
            <p><small>
              {visible(request.request)} · {whenText(request.at)} {visible(request.by)}
              {request.answered_at !== null &&
                ` · ${word("enum.footage_request", request.state)} ` +
                `${whenText(request.answered_at)} ${visible(request.answered_by ?? "")}`}
            </small></p>
            <Buttons actions={requestActions(one, request, around)} start={start} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What exam security entered about an incident only exam security takes back. */
function mayTakeBack(entry: Entry): boolean {
  const role = state.me.value?.role;
  const mayEnter = mayEnterType(entry.enter ?? "") || role === "lead_proctor";
  return correctable(entry) && mayEnterType("entry.corrected") && mayEnter &&
    (entry.by?.role !== "exam_security" || role === "exam_security");
}

/** An appeal, too, is that the decision is taken back, and another is entered. */
function Entries(props: PartProps) {
  const { one, start } = props;
  const corrected = correctedBy(one.entries);
  const takeBack = (entry: Entry): Action => {
    const id = entry.id ?? "";
    return {
      ...undoAction(id, entry.enter),
      entry: () => ({ enter: "entry.corrected", session: one.session, entry: id }),
    };
  };
  return (
    <section aria-label={say("web.timeline")}>
      <h4>{say("web.timeline")}</h4>
      <ol class="timeline">
        {one.entries.filter((entry) => entry.enter !== undefined).map((entry) => {
          const by = corrected.get(entry.id ?? "");
          return (
            <li key={entry.seq} data-corrected={by !== undefined}>
              <span>
                <small>{whenText(entry.happened ?? "")}</small>{" "}
                {word("entry", entry.enter ?? "")}{" "}
                <bdi class="detail">{detailOf(entry)}</bdi>
                {entry.reason != null && (
                  <bdi> {say("cli.journal.reason", { reason: entry.reason })}</bdi>
                )}
                <small> {visible(entry.by?.name ?? "")} {entry.id}</small>
                {by !== undefined && <small> {say("web.corrected_by", { entry: by })}</small>}
              </span>
              {by === undefined && mayTakeBack(entry) && (
                <button type="button" class="quiet" disabled={state.isStale.value}
                        onClick={() => start(takeBack(entry))}>
                  {say("web.action.undo")}<span class="unseen"> {entry.id}</span>
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Whole(props: { one: IncidentInFull; sittings: readonly Sitting[] }) {
  const { one, sittings } = props;
  const [action, setAction] = useState<Action | null>(null);
  const [evidence, setEvidence] = useState<EvidenceSubject | null>(null);
  const around = surroundingsOf(one, sittings);
  const part: PartProps = { one, around, start: setAction };
  const ofIncident: EvidenceSubject = {
    kind: "incidents", id: one.incident, title: titleOf(one, sittings),
  };
  const done = () => setAction(null);
  return (
    <>
      <Head {...part} />
      {evidence !== null
        ? <EvidenceForm subject={evidence} close={() => setEvidence(null)} />
        : action !== null
        ? <EntryForm key={action.id} action={action} onDone={done} onCancel={done} />
        : (
          <Buttons actions={incidentActions(one, around)} start={setAction}>
            {mayHandOut() ? <EvidenceButton start={() => setEvidence(ofIncident)} /> : null}
          </Buttons>
        )}
      <People {...part} handOut={(sitting) => setEvidence(evidenceOf(sitting))} />
      <Notes {...part} />
      <Attachments one={one} />
      <Footage {...part} />
      {mayEnterType("footage.exported") && <Clips {...part} />}
      <Cameras {...part} />
      <Entries {...part} />
    </>
  );
}

export function OneIncident(props: { id: string }) {
  const path = `/api/v1/incidents/${encodeURIComponent(props.id)}`;
  const { body, problem } = useAnswer<IncidentInFull>(path);
  const sittings = useSittings(body?.session ?? null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), [props.id, body === null]);
  return (
    <article class="outage incident" aria-labelledby="incident-heading"
             data-state={body?.state}>
      <div class="head">
        <h3 id="incident-heading" ref={heading} tabIndex={-1}>
          {body !== null && <span aria-hidden="true">{stateMarks[body.state]} </span>}
          <bdi>{body === null ? visible(props.id) : titleOf(body, sittings)}</bdi>
        </h3>
        <button type="button" onClick={() => { state.incident.value = null; }}>
          {say("web.incident.back")} <kbd>Esc</kbd>
        </button>
      </div>
      {problem !== null && <ProblemBox problem={problem} />}
      {body === null && problem === null && <p class="empty">{say("web.loading")}</p>}
      {body !== null && <Whole one={body} sittings={sittings} />}
    </article>
  );
}
