// Hands out the evidence pack of a sitting or an incident, after saying what that means.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { isComposing } from "../composing";
import { seatName } from "../enter";
import { evidencePath, type EvidenceSubject, handOut, type HandedOut } from "../evidence";
import * as state from "../state";
import { mayEnterType, say } from "../state";
import { visible } from "../text";
import { ProblemBox } from "./entry_form";

export function mayHandOut(): boolean {
  return mayEnterType("evidence.exported");
}

/** That of a sitting. */
export function evidenceOf(sitting: string): EvidenceSubject {
  return { kind: "sittings", id: sitting, title: seatName(sitting) };
}

export function EvidenceButton(props: { start(): void }) {
  return !mayHandOut() ? null : (
    <button type="button" disabled={state.isStale.value} onClick={props.start}>
      {say("web.action.evidence")}
    </button>
  );
}

export function EvidenceForm(props: { subject: EvidenceSubject; close(): void }) {
  const { subject } = props;
  const [outcome, setOutcome] = useState<HandedOut | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // Before the next key: Escape closes this and not the screen behind it.
  useLayoutEffect(() => heading.current?.focus(), [subject.id]);
  const submit = async (event: Event) => {
    event.preventDefault();
    setIsBusy(true);
    const found = await handOut(evidencePath(subject));
    setIsBusy(false);
    if (found.kind === "done") {
      state.notice.value = {
        kind: "done", text: say("web.evidence_saved", { file: found.name }),
      };
      props.close();
    } else {
      setOutcome(found);
    }
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !isComposing(event)) {
      event.preventDefault();
      event.stopPropagation();
      props.close();
    }
  };
  return (
    <form class="entry" onSubmit={(event) => void submit(event)} onKeyDown={leave}
          aria-label={say("web.action.evidence")}>
      <h3 ref={heading} tabIndex={-1}>{say("web.action.evidence")}</h3>
      <p class="subject"><bdi>{visible(subject.title)}</bdi></p>
      <p>
        {say(subject.kind === "incidents" ? "web.evidence_note_incident" : "web.evidence_note")}
      </p>
      {outcome?.kind === "refused" && <ProblemBox problem={outcome.problem} />}
      {outcome?.kind === "unknown" && (
        <div class="problem" role="alert">{say("web.evidence_unknown")}</div>
      )}
      <p class="buttons">
        <button type="submit" class="main" disabled={isBusy || state.isStale.value}>
          {say(isBusy ? "web.evidence_making" : "web.evidence_save")}
        </button>
        <button type="button" onClick={props.close}>{say("web.cancel")}</button>
      </p>
    </form>
  );
}
