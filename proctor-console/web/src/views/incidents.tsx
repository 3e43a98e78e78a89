// Incidents: those that need somebody first, and one of them with everything around it.
import { useLayoutEffect, useState } from "preact/hooks";

import type { Action } from "../actions";
import { allSeats } from "../actions";
import type { Answer } from "../api";
import type { Incident, Incidents as IncidentPage } from "../api_types";
import { request } from "../console";
import { nameOf } from "../enter";
import { incidentReport, whereFields } from "../incident_actions";
import { incidentKinds, incidentStates, inOrder, kindsFor, needsOf }
  from "../incidents";
import { intervalText, titleOf, whenText } from "../incident_words";
import { followsAllIncidents } from "../roles";
import * as state from "../state";
import { mayEnterType, say, word } from "../state";
import { visible } from "../text";
import { useAnswer } from "./answer";
import { EntryForm, ProblemBox } from "./entry_form";
import { Needs, OneIncident, stateMarks } from "./incident";

const pagesMax = 20;
/** The incidents of all days are much to ask for. */
const pause_ms = { session: 1000, all: 10_000 } as const;

/** All pages of a list. */
async function readPages(path: string): Promise<Answer<IncidentPage>> {
  const incidents: Incident[] = [];
  let next: number | null = 0;
  for (let page = 0; page < pagesMax && next !== null; ++page) {
    const answer: Answer<IncidentPage> =
      await request<IncidentPage>(`${path}&limit=1000&after=${next}`);
    if (answer.body === undefined) {
      return answer;
    }
    incidents.push(...answer.body.incidents);
    next = answer.body.next;
  }
  return { status: 200, body: { incidents, next } };
}

export interface Filter {
  session: string;
  kind: string;
  state: string;
}

function pathOf(filter: Filter): string {
  const chosen = Object.entries(filter).filter(([, value]) => value !== "");
  return `/api/v1/incidents?${new URLSearchParams(chosen)}`;
}

function Choose(props: { id: string; label: string; value: string; set(value: string): void;
                         choices: readonly (readonly [string, string])[] }) {
  return (
    <p class="filter">
      <label for={props.id}>{props.label}</label>
      <select id={props.id} value={props.value}
              onChange={(event) => props.set((event.target as HTMLSelectElement).value)}>
        <option value="">{say("web.journal.all")}</option>
        {props.choices.map(([value, text]) => (
          <option key={value} value={value}>{visible(text)}</option>
        ))}
      </select>
    </p>
  );
}

function Filters(props: { filter: Filter; set(filter: Filter): void }) {
  const { filter, set } = props;
  const kinds = kindsFor(state.me.value?.role);
  return (
    <div class="tools">
      <Choose id="incident-session" label={say("web.session")} value={filter.session}
              set={(session) => set({ ...filter, session })}
              choices={state.sessions.value.map((one) => [one.id, one.id])} />
      <Choose id="incident-kind" label={say("cli.column.kind")} value={filter.kind}
              set={(kind) => set({ ...filter, kind })}
              choices={incidentKinds.filter((kind) => kinds.includes(kind))
                .map((kind) => [kind, word("enum.incident_kind", kind)])} />
      <Choose id="incident-state" label={say("cli.column.state")} value={filter.state}
              set={(chosen) => set({ ...filter, state: chosen })}
              choices={incidentStates.map((one) => [one, word("enum.incident_state", one)])} />
    </div>
  );
}

function Row(props: { one: Incident }) {
  const { one } = props;
  const interval = intervalText(one);
  const open = () => { state.incident.value = one.incident; };
  return (
    <li class="outage" data-open={needsOf(one).length > 0} data-state={one.state}>
      <h3>
        <button type="button" class="quiet title" data-incident={one.incident} onClick={open}>
          <span aria-hidden="true">{stateMarks[one.state]} </span>
          <bdi>{titleOf(one, state.sittings.value)}</bdi>
        </button>
      </h3>
      <p>
        <Needs one={one} />
        <b>{word("enum.incident_state", one.state)}</b>
        {one.decision !== null && `: ${word("enum.incident_finding", one.decision.finding)}`}
        {one.severity != null && ` · ${word("enum.severity", one.severity)}`}
        {one.owner !== null && ` · ${say("cli.column.owner")}: ${visible(one.owner)}`}
      </p>
      {one.description !== null && <p class="short"><bdi>{visible(one.description)}</bdi></p>}
      <p><small>
        {visible(one.session)}{interval !== "" && ` ${interval}`} ·{" "}
        {say("web.incident.opened", { at: whenText(one.opened_at), by: one.opened_by })}
      </small></p>
    </li>
  );
}

/** Opened here and not known to labd yet. */
function NotYetRecorded() {
  const waiting = state.ownKept.value.filter((item) => item.enter === "incident.opened");
  return (
    <>
      {waiting.map((item) => (
        <li key={item.key} class="outage pending">
          <p>
            <time>{item.happened}</time> {word("entry", item.enter)}{" "}
            <span class="tag waiting">{say("web.not_yet_recorded")}</span>
          </p>
        </li>
      ))}
    </>
  );
}

function List(props: { filter: Filter; set(filter: Filter): void }) {
  const { filter } = props;
  const { body, problem } = useAnswer<IncidentPage>(pathOf(filter), {
    pause_ms: filter.session === "" ? pause_ms.all : pause_ms.session,
  }, readPages);
  return (
    <>
      <Filters filter={filter} set={props.set} />
      {problem !== null && <ProblemBox problem={problem} />}
      {body === null && problem === null && <p class="empty">{say("web.loading")}</p>}
      {body?.incidents.length === 0 && <p class="empty">{say("cli.talk.no_incidents")}</p>}
      {body?.next != null && <p class="problem" role="status">{say("web.incident.more")}</p>}
      <ul class="list">
        <NotYetRecorded />
        {inOrder(body?.incidents ?? []).map((one) => <Row key={one.incident} one={one} />)}
      </ul>
    </>
  );
}

function report(): Action {
  const going = state.sittings.value;
  return incidentReport(null, whereFields(going, allSeats(state.site.value), (sitting) =>
    [sitting.seat, nameOf(sitting)].filter((part) => part !== null).join(" ")));
}

/** Where somebody who comes back to the list goes on. */
function useReturn(): void {
  const shown = state.incident.value;
  const [last, setLast] = useState<string | null>(null);
  useLayoutEffect(() => {
    if (shown !== null) {
      setLast(shown);
    } else if (last !== null) {
      document.querySelector<HTMLElement>(`[data-incident="${CSS.escape(last)}"]`)?.focus();
    }
  }, [shown]);
}

export function Incidents() {
  const [filter, setFilter] = useState<Filter>(() => ({
    session: followsAllIncidents(state.me.value?.role) ? "" : state.session.value ?? "",
    kind: "", state: "",
  }));
  const isAsked = state.form.value?.id === "incident";
  const shown = state.incident.value;
  useReturn();
  const done = () => { state.form.value = null; };
  return (
    <section class="incidents" aria-label={say("web.screen.incidents")}
             data-stale={state.isStale.value}>
      <h2>{say("web.screen.incidents")}</h2>
      {shown === null && isAsked && (
        <EntryForm key="incident" action={report()} onDone={done} onCancel={done} />
      )}
      {shown === null && !isAsked && mayEnterType("incident.opened") && (
        <p class="buttons">
          <button type="button" class="main"
                  onClick={() => { state.form.value = { id: "incident" }; }}>
            {say("web.action.incident")} <kbd>i</kbd>
          </button>
        </p>
      )}
      {shown !== null && <OneIncident key={shown} id={shown} />}
      <div hidden={shown !== null}><List filter={filter} set={setFilter} /></div>
    </section>
  );
}
