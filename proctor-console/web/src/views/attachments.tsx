// The files of an incident: who added which, adding one, and saving one.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import type { IncidentInFull, Problem } from "../api_types";
import { addFile, type Attachment, attachmentPath, refusalOf } from "../attachments";
import { isComposing } from "../composing";
import type { Result } from "../enter";
import { handOut } from "../evidence";
import { whenText } from "../incident_words";
import * as state from "../state";
import { mayEnterType, say, word } from "../state";
import { sizeText, visible } from "../text";
import { ProblemBox } from "./entry_form";

function FileRow(props: { file: Attachment; save: (() => void) | null }) {
  const { file, save } = props;
  const name = file.erased ? say("cli.attachment.erased") : visible(file.name ?? "…");
  return (
    <li class="person" data-attachment={file.attachment}>
      <span>
        <b><bdi>{name}</bdi></b> {word("enum.media", file.media)}, {sizeText(file.bytes)}{" "}
        <small>{whenText(file.at)} {visible(file.by)} · {visible(file.attachment)}</small>
      </span>
      {save !== null && !file.erased && (
        <button type="button" disabled={state.isStale.value} onClick={save}>
          {say("web.action.file_save")}<span class="unseen"> {name}</span>
        </button>
      )}
    </li>
  );
}

/** What stands in the way, in words; nothing before it was sent. */
function Outcome(props: { result: Result | null; again(send: () => Promise<Result>): void }) {
  const { result } = props;
  if (result?.kind === "refused") {
    return <ProblemBox problem={result.problem} />;
  }
  if (result?.kind === "unknown") {
    return (
      <div class="problem" role="alert">
        <p>{say("problem.outcome_unknown")}</p>
        <button type="button" onClick={() => props.again(result.again)}>
          {say("web.send_again")}
        </button>
      </div>
    );
  }
  return state.isStale.value || result?.kind === "offline"
    ? <div class="problem" role="alert">{say("web.decision_offline")}</div> : null;
}

function AddForm(props: { incident: string; close(): void }) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [result, setResult] = useState<Result | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // Before the next key: Escape closes this and not the screen behind it.
  useLayoutEffect(() => input.current?.focus(), []);
  const choose = () => {
    const chosen = input.current?.files?.[0] ?? null;
    const refused = chosen === null ? null : refusalOf(chosen);
    setFile(chosen);
    setName(chosen?.name ?? "");
    setResult(refused === null ? null : { kind: "refused", problem: refused });
  };
  const send = async (attempt: () => Promise<Result>) => {
    if (isBusy) {
      return;
    }
    // Not by a disabled button: it would lose the focus, and Escape would go elsewhere.
    setIsBusy(true);
    const found = await attempt();
    setIsBusy(false);
    if (found.kind === "done") {
      props.close();
    } else {
      setResult(found);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    // What may have been recorded is sent again as it was, and never as another.
    if (file !== null && result?.kind !== "unknown") {
      void send(() => addFile(props.incident, file, name.trim()));
    }
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !isComposing(event)) {
      event.preventDefault();
      event.stopPropagation();
      props.close();
    }
  };
  const isKept = isBusy || result?.kind === "unknown";
  return (
    <form class="entry" onSubmit={submit} onKeyDown={leave} aria-busy={isBusy}
          aria-label={say("web.action.file_add")}>
      <p class="field">
        <label for="field-file">{say("web.field.file")}</label>
        <input id="field-file" ref={input} type="file" required disabled={isBusy}
               accept="image/jpeg,image/png,application/pdf,video/mp4,text/plain"
               onChange={choose} />
      </p>
      <p class="field">
        <label for="field-file-name">{say("web.field.file_name")}</label>
        <input id="field-file-name" autocomplete="off" required maxLength={200} value={name}
               readOnly={isKept}
               onInput={(event) => setName((event.target as HTMLInputElement).value)} />
      </p>
      <p><small>{say("web.incident.file_note")}</small></p>
      <Outcome result={result} again={(attempt) => void send(attempt)} />
      <p class="buttons">
        <button type="submit" class="main" disabled={state.isStale.value}>
          {say(isBusy ? "web.incident.file_sending" : "web.action.file_add")}
        </button>
        <button type="button" onClick={props.close}>{say("web.cancel")}</button>
      </p>
    </form>
  );
}

export function Attachments(props: { one: IncidentInFull }) {
  const { one } = props;
  const [isAdding, setIsAdding] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasAdding = useRef(false);
  useLayoutEffect(() => {
    if (wasAdding.current && !isAdding) {
      opener.current?.focus();
    }
    wasAdding.current = isAdding;
  }, [isAdding]);
  const mayAdd = mayEnterType("incident.attached") && one.state !== "closed" &&
    one.state !== "withdrawn";
  const mayRead = mayEnterType("incident.attachment_read");
  const save = async (file: Attachment) => {
    const outcome = await handOut(attachmentPath(one.incident, file.attachment));
    setProblem(outcome.kind === "refused" ? outcome.problem : null);
    if (outcome.kind !== "refused") {
      state.notice.value = outcome.kind === "done"
        ? { kind: "done", text: say("web.incident.file_saved", { file: visible(outcome.name) }) }
        : { kind: "refused", text: say("web.incident.file_unknown") };
    }
  };
  const isEmpty = one.attachments.length === 0;
  return isEmpty && !mayAdd ? null : (
    <section class="files" aria-label={say("web.incident.files")}>
      <h4>{say("web.incident.files")}</h4>
      {isEmpty ? <p class="empty">{say("web.incident.no_files")}</p>
        : mayRead && <p><small>{say("web.incident.files_note")}</small></p>}
      {problem !== null && <ProblemBox problem={problem} />}
      {!isEmpty && (
        <ul>
          {one.attachments.map((file) => (
            <FileRow key={file.attachment} file={file}
                     save={mayRead ? () => void save(file) : null} />
          ))}
        </ul>
      )}
      {isAdding ? <AddForm incident={one.incident} close={() => setIsAdding(false)} />
        : mayAdd && (
          <p class="buttons">
            <button ref={opener} type="button" disabled={state.isStale.value}
                    onClick={() => setIsAdding(true)}>{say("web.action.file_add")}</button>
          </p>
        )}
    </section>
  );
}
