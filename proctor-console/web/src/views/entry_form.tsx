// One form for everything that can be entered: fields, when it happened, why, and what it would do.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Action, Field, FieldValues } from "../actions";
import type { NewEntry, Problem } from "../api_types";
import { enterDecision, enterFact, listOf, type Preview, preview, problemText, type Result }
  from "../enter";
import { isStale, notice, say } from "../state";
import { isComposing } from "../composing";
import { visible } from "../text";

interface Props {
  action: Action;
  initial?: FieldValues | undefined;
  /** What has to be typed to end somebody's exam. */
  seat?: string | null;
  /** The sitting that it is entered for. */
  about?: string;
  onDone(): void;
  onCancel(): void;
}

function firstValues(action: Action, initial: FieldValues): Record<string, string> {
  const values: Record<string, string> = {};
  for (const field of action.fields) {
    const first = field.kind === "choice" && field.choices?.length === 1
      ? field.choices[0]?.value : undefined;
    values[field.name] = initial[field.name] ?? field.initial ?? first ?? "";
  }
  return { ...values, happened: "", reason: "", ...initial };
}

/** Shift-Enter begins a new line; Enter that ends Japanese input does neither. */
function submitOnEnter(event: KeyboardEvent): void {
  if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) {
    event.preventDefault();
    (event.target as HTMLTextAreaElement).form?.requestSubmit();
  }
}

function Input(props: { field: Field; id: string; value: string; set(value: string): void }) {
  const { field, id, value, set } = props;
  const onInput = (event: Event) => set((event.target as HTMLInputElement).value);
  const common = { id, name: field.name, required: field.isRequired === true };
  switch (field.kind) {
    case "area":
      return (
        <textarea {...common} rows={2} maxLength={2000} value={value} onInput={onInput}
                  onKeyDown={submitOnEnter} />
      );
    case "choice":
      return (
        <select {...common} value={value} onChange={onInput}>
          <option value="">{say("web.choose")}</option>
          {(field.choices ?? []).map((choice) => (
            <option key={choice.value} value={choice.value}>
              {[choice.label === undefined ? "" : say(choice.label),
                visible(choice.text ?? "")].join(" ").trim()}
            </option>
          ))}
        </select>
      );
    case "count":
      return <input {...common} type="number" min={0} max={999} value={value} onInput={onInput} />;
    case "date":
      return <input {...common} type="date" value={value} onInput={onInput} />;
    case "time":
      return (
        <input {...common} inputMode="numeric" placeholder="12:10" autocomplete="off"
               pattern="([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?" value={value}
               onInput={onInput} />
      );
    default:
      return (
        <>
          <input {...common} autocomplete="off" maxLength={200} value={value} onInput={onInput}
                 list={field.suggestions === undefined ? undefined : `${id}-list`} />
          {field.suggestions !== undefined && (
            <datalist id={`${id}-list`}>
              {field.suggestions.map((one) => <option key={one} value={one} />)}
            </datalist>
          )}
        </>
      );
  }
}

function labelOf(field: Field): string {
  return field.about === undefined ? say(field.label) : say(field.label, { about: field.about });
}

function FieldRow(props: { field: Field; value: string; set(value: string): void }) {
  const { field, value, set } = props;
  const id = `field-${field.name}`;
  if (field.kind === "check") {
    return (
      <p class="field check">
        <input id={id} type="checkbox" checked={value === "true"}
               required={field.isRequired === true}
               onChange={(event) => set(String((event.target as HTMLInputElement).checked))} />
        <label for={id}>{labelOf(field)}</label>
      </p>
    );
  }
  return (
    <p class="field">
      <label for={id}>{labelOf(field)}</label>
      <Input field={field} id={id} value={value} set={set} />
    </p>
  );
}

export function ProblemBox(props: { problem: Problem }) {
  const { problem } = props;
  const rules = problem.rules ?? [];
  return (
    <div class="problem" role="alert">
      <p><span aria-hidden="true">▲ </span>{problemText(problem)}</p>
      {rules.length > 0 && (
        <p class="rules">{say("why.rules", { rules: rules.join(", ") })}</p>
      )}
    </div>
  );
}

export function PreviewBox(props: { shown: Preview }) {
  const { shown } = props;
  if (shown.kind === "refused") {
    return <ProblemBox problem={shown.problem} />;
  }
  if (shown.kind === "offline") {
    return <div class="problem" role="alert">{say("web.preview_offline")}</div>;
  }
  return (
    <div class="preview" role="status">
      <p>{say("cli.outcome.preview")}</p>
      <ul>{shown.lines.map((line) => <li key={line}>{line}</li>)}</ul>
    </div>
  );
}

const happenedField: Field = { name: "happened", label: "web.field.happened", kind: "time" };

function reasonField(action: Action): Field {
  return {
    name: "reason", label: "web.field.reason", kind: "text",
    isRequired: action.needsReason === true,
  };
}

export function entriesOf(action: Action, values: FieldValues): NewEntry[] {
  const happened = (values["happened"] ?? "").trim();
  const reason = (values["reason"] ?? "").trim();
  return listOf(action.entry(values)).map((entry) => ({
    ...(happened === "" ? {} : { happened }), ...(reason === "" ? {} : { reason }), ...entry,
  }));
}

export function EntryForm(props: Props) {
  const { action, seat } = props;
  const [values, setValues] = useState(() => firstValues(action, props.initial ?? {}));
  const [typedSeat, setTypedSeat] = useState("");
  const [result, setResult] = useState<Result | null>(null);
  const [shown, setShown] = useState<Preview | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const box = useRef<HTMLFormElement>(null);

  // Before the next key: whoever knows the form types on at once.
  useLayoutEffect(() => {
    const first = box.current?.querySelector<HTMLElement>("input, select, textarea, button");
    first?.focus();
    notice.value = null;
  }, [action.id]);

  const set = (name: string) => (value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setShown(null);
    setResult(null);
  };
  const finish = (outcome: Result) => {
    setIsBusy(false);
    if (outcome.kind === "done") {
      props.onDone();
    } else {
      setResult(outcome);
    }
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) {
      return;
    }
    setIsBusy(true);
    const entries = shown?.kind === "effects" ? shown.entries : entriesOf(action, values);
    // Without labd there is nothing to preview; a fact is kept all the same.
    if (action.hasPreview === true && shown?.kind !== "effects" && !isStale.value) {
      const found = await preview(entries);
      setShown(found);
      setIsBusy(false);
      return;
    }
    const size = shown?.kind === "effects" ? shown.size : undefined;
    finish(action.isDecision === true ? await enterDecision(entries, size)
                                      : await enterFact(entries, props.about));
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !isComposing(event)) {
      event.preventDefault();
      event.stopPropagation();
      props.onCancel();
    }
  };
  const isSeatTyped = action.confirmsSeat !== true || typedSeat.trim().toUpperCase() ===
    (seat ?? "").toUpperCase();
  const isPreviewNext = action.hasPreview === true && shown?.kind !== "effects" && !isStale.value;
  const warning = action.warning?.(values) ?? null;
  const isBarred = action.isDecision === true && isStale.value;
  return (
    <form class="entry" ref={box} onSubmit={(event) => void submit(event)} onKeyDown={leave}
          aria-label={say(action.label)}>
      <h3>{say(action.label)}</h3>
      {action.subject !== undefined && <p class="subject">{action.subject}</p>}
      {action.note !== undefined && <p class="note"><bdi>{action.note}</bdi></p>}
      {action.fields.map((field) => (
        <FieldRow key={field.name} field={field} value={values[field.name] ?? ""}
                  set={set(field.name)} />
      ))}
      <FieldRow field={happenedField} value={values["happened"] ?? ""} set={set("happened")} />
      <FieldRow field={reasonField(action)} value={values["reason"] ?? ""} set={set("reason")} />
      {action.confirmsSeat === true && (
        <p class="field">
          <label for="field-seat-typed">{say("web.type_seat", { seat: seat ?? "" })}</label>
          <input id="field-seat-typed" autocomplete="off" required value={typedSeat}
                 onInput={(event) => setTypedSeat((event.target as HTMLInputElement).value)} />
        </p>
      )}
      {warning !== null && (
        <p class="problem" role="alert"><span aria-hidden="true">▲ </span>{warning}</p>
      )}
      {shown !== null && <PreviewBox shown={shown} />}
      {result?.kind === "refused" && <ProblemBox problem={result.problem} />}
      {(isBarred || result?.kind === "offline") && (
        <div class="problem" role="alert">{say("web.decision_offline")}</div>
      )}
      {result?.kind === "unknown" && (
        <div class="problem" role="alert">
          <p>{say("problem.outcome_unknown")}</p>
          <button type="button" onClick={() => void result.again().then(finish)}>
            {say("web.send_again")}
          </button>
        </div>
      )}
      <p class="buttons">
        <button type="submit" class="main" disabled={isBusy || isBarred || !isSeatTyped}>
          {say(isPreviewNext ? "web.preview" : "web.record")}
        </button>
        <button type="button" onClick={props.onCancel}>{say("web.cancel")}</button>
      </p>
    </form>
  );
}
