// What followed the exam: remedies with their conditions, and re-reads.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import type { Action } from "../actions";
import type { CaseOfSitting, Cases as CaseList, CaseStamp, Investigations } from "../api_types";
import { rereadActions, remedyActions, remedyRequest } from "../case_actions";
import { seatName } from "../enter";
import * as state from "../state";
import { mayEnterType, say, word } from "../state";
import { visible, wallDate, wallText } from "../text";
import { ofSession, useAnswer } from "./answer";
import { EntryForm, ProblemBox } from "./entry_form";
import { InvestigationCard } from "./equipment";
import { EvidenceButton, EvidenceForm, evidenceOf, mayHandOut } from "./evidence";
import { Vouchers } from "./vouchers";

type Start = (action: Action) => void;

const stateMarks: Readonly<Record<string, string>> = {
  open: "○", held: "✓", failed: "✗", pending: "○", granted: "✓", denied: "✗",
};

/** @param props.children What can be done besides entering something; null for nothing. */
export function Buttons(props: { actions: readonly Action[]; start: Start;
                                 children?: ComponentChildren }) {
  const allowed = props.actions.filter((action) => mayEnterType(action.enter));
  return allowed.length === 0 && props.children == null ? null : (
    <p class="buttons">
      {allowed.map((action) => (
        <button key={action.id} type="button"
                disabled={action.isDecision === true && state.isStale.value}
                onClick={() => props.start(action)}>{say(action.label)}</button>
      ))}
      {props.children}
    </p>
  );
}

function stampText(stamp: NonNullable<CaseStamp>): string {
  return `${wallDate(stamp.at)} ${wallText(stamp.at)} ${visible(stamp.by.name)} ` +
    `(${word("enum.role", stamp.by.role)}) ${stamp.entry}`;
}

/** The conditions of REM-2, each as it stands now. */
function Conditions(props: { remedy: NonNullable<CaseOfSitting["remedy"]> }) {
  const { remedy } = props;
  return (
    <ul class="steps conditions" aria-label={say("web.conditions")}>
      {(remedy.conditions ?? []).map((one) => (
        <li key={one.condition} data-open-step={one.state !== "held"}>
          <span>
            <span aria-hidden="true">{stateMarks[one.state]} </span>
            {word("enum.condition", one.condition)}:{" "}
            <b>{word("enum.condition_state", one.state)}</b>
            {one.settled != null && <small> {stampText(one.settled)}</small>}
            {one.evidence.length > 0 && <small> {one.evidence.map(visible).join(", ")}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface CaseProps {
  one: CaseOfSitting;
  start: Start;
  handOut(sitting: string): void;
}

function RemedyPart(props: CaseProps) {
  const { one, start } = props;
  const remedy = one.remedy;
  if (remedy === null || remedy.state === null) {
    return null;
  }
  return (
    <section aria-label={say("cli.column.remedy")}>
      <h4>
        {say("cli.column.remedy")}{" "}
        {remedy.ground !== undefined && word("enum.ground", remedy.ground)}:{" "}
        <span aria-hidden="true">{stateMarks[remedy.state]} </span>
        {word("enum.case_state", remedy.state)}
        {remedy.as !== null && ` · ${word("enum.remedy_form", remedy.as)}`}
      </h4>
      <p><small>
        {visible(remedy.case ?? "")}
        {remedy.opened_at !== undefined && ` · ${wallDate(remedy.opened_at)} ` +
          wallText(remedy.opened_at)}
        {remedy.outage !== undefined && ` · ${say("web.field.outage")} ${visible(remedy.outage)}`}
        {remedy.decided != null && ` · ${stampText(remedy.decided)}`}
        {" · "}{remedy.rules.join(", ")}
      </small></p>
      <Conditions remedy={remedy} />
      {(remedy.documents ?? []).length > 0 && (
        <p>
          {say("web.field.documents")}:{" "}
          <bdi>{remedy.documents?.map((name) => visible(name ?? "…")).join(" · ")}</bdi>
        </p>
      )}
      <Buttons actions={remedyActions(one, seatName(one.sitting))} start={start}>
        {mayHandOut() ? <EvidenceButton start={() => props.handOut(one.sitting)} /> : null}
      </Buttons>
    </section>
  );
}

function RereadPart(props: { one: CaseOfSitting; start: Start }) {
  const { one, start } = props;
  const { reread } = one;
  const actions = rereadActions(one, seatName(one.sitting));
  if (reread.state === null && !reread.may_request && reread.bars.length === 0) {
    return null;
  }
  return (
    <section aria-label={say("cli.column.reread")}>
      <h4>
        {say("cli.column.reread")}:{" "}
        {reread.state !== null ? word("enum.reread_state", reread.state)
          : say(reread.may_request ? "web.reread_may" : "web.reread_may_not")}
        {reread.outcome !== null && ` · ${word("enum.reread_outcome", reread.outcome)}`}
      </h4>
      <p><small>
        {say("web.reread_until", { at: wallDate(reread.until) })}
        {reread.due_at !== null && ` · ${say("web.reread_due", { at: wallDate(reread.due_at) })}`}
        {reread.refund_due != null &&
          ` · ${say("web.refund_due", { at: reread.refund_due.slice(0, 10) })}`}
        {" · "}{reread.rules.join(", ")}
      </small></p>
      {reread.bars.map((bar) => (
        <p key={bar.text} class="hint">{bar.message} <small>{bar.rule}</small></p>
      ))}
      <Buttons actions={actions} start={start} />
    </section>
  );
}

function CaseCard(props: CaseProps) {
  const { one, start } = props;
  return (
    <li class="outage" data-open={one.remedy?.state === "pending"}>
      <h3>
        <bdi>{visible(seatName(one.sitting))}</bdi>
        {one.mark !== null && ` · ${word("enum.mark", one.mark)}`}
      </h3>
      <RemedyPart {...props} />
      <RereadPart one={one} start={start} />
    </li>
  );
}

/** Of any day, by when they are due. */
function OpenInvestigations(props: { start: Start }) {
  const list = useAnswer<Investigations>("/api/v1/investigations").body;
  return list === null ? null : (
    <>
      <h3>{say("web.investigations")}</h3>
      {list.investigations.length === 0 && (
        <p class="empty">{say("cli.talk.no_investigations")}</p>
      )}
      <ul class="list">
        {list.investigations.map((one) => (
          <InvestigationCard key={one.investigation} one={one} start={props.start} />
        ))}
      </ul>
    </>
  );
}

export function Cases() {
  const { body, problem } = useAnswer<CaseList>(ofSession(state.session.value, "cases"));
  const [action, setAction] = useState<Action | null>(null);
  const [evidence, setEvidence] = useState<string | null>(null);
  const done = () => setAction(null);
  const candidates = state.sittings.value.map((one) => ({
    id: one.sitting, name: seatName(one.sitting),
  }));
  return (
    <section class="cases" aria-label={say("web.screen.cases")} data-stale={state.isStale.value}>
      <h2>{say("web.screen.cases")}</h2>
      {problem !== null && <ProblemBox problem={problem} />}
      {evidence !== null ? (
        <EvidenceForm subject={evidenceOf(evidence)} close={() => setEvidence(null)} />
      ) : action !== null ? (
        <EntryForm key={action.id} action={action} onDone={done} onCancel={done} />
      ) : <Buttons actions={[remedyRequest(candidates)]} start={setAction} />}
      {body !== null && body.sittings.length === 0 && (
        <p class="empty">{say("cli.talk.no_cases")}</p>
      )}
      <ul class="list">
        {(body?.sittings ?? []).map((one) => (
          <CaseCard key={one.sitting} one={one} start={setAction} handOut={setEvidence} />
        ))}
      </ul>
      <Vouchers start={setAction} />
      <OpenInvestigations start={setAction} />
    </section>
  );
}
