// What can be entered about remedies and re-reads. Whether it is right is labd's to say.
import type { Action, Choice, FieldValues } from "./actions";
import type { CaseOfSitting, NewEntry } from "./api_types";

function text(values: FieldValues, name: string): string {
  return (values[name] ?? "").trim();
}

function choices(group: string, values: readonly string[]): Choice[] {
  return values.map((value) => ({ value, label: `${group}.${value}` }));
}

const decision = { isDecision: true, hasPreview: true, needsReason: true } as const;

/** One document a line. */
function lines(values: FieldValues, name: string): string[] {
  return text(values, name).split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

export function remedyRequest(sittings: readonly { id: string; name: string }[]): Action {
  return {
    ...decision, id: "remedy.requested", label: "web.action.remedy_request",
    enter: "remedy.requested",
    fields: [
      { name: "sitting", label: "noun.sitting", kind: "choice", isRequired: true,
        choices: sittings.map((one) => ({ value: one.id, text: one.name })) },
      { name: "ground", label: "web.field.ground", kind: "choice", isRequired: true,
        choices: choices("enum.ground", ["A", "B"]) },
      { name: "documents", label: "web.field.documents", kind: "area" },
    ],
    entry: (values): NewEntry => ({
      enter: "remedy.requested", sitting: text(values, "sitting"), ground: text(values, "ground"),
      ...(lines(values, "documents").length === 0 ? {} : { documents: lines(values, "documents") }),
    }),
  };
}

export function remedyActions(one: CaseOfSitting, name: string): Action[] {
  const remedy = one.remedy?.case;
  if (remedy == null || one.remedy?.state === null) {
    return [];
  }
  const of = { ...decision, subject: `${remedy} · ${name}` };
  return [
    {
      ...of, id: `${remedy}.investigated`, label: "web.action.remedy_cause",
      enter: "remedy.investigated",
      fields: [{ name: "cause", label: "web.field.cause", kind: "choice", isRequired: true,
                 choices: choices("enum.cause", ["lab", "candidate", "unknown"]) }],
      entry: (values) => ({ enter: "remedy.investigated", remedy, cause: text(values, "cause") }),
    },
    {
      ...of, id: `${remedy}.judged`, label: "web.action.remedy_judge", enter: "remedy.judged",
      fields: [{ name: "inoperable", label: "web.field.inoperable", kind: "choice",
                 isRequired: true, choices: [{ value: "yes", label: "cli.word.yes" },
                                             { value: "no", label: "cli.word.no" }] }],
      entry: (values) => ({
        enter: "remedy.judged", remedy, inoperable: text(values, "inoperable") === "yes",
      }),
    },
    {
      ...of, id: `${remedy}.decided`, label: "web.action.remedy_decide", enter: "remedy.decided",
      fields: [{ name: "as", label: "web.field.remedy_as", kind: "choice", isRequired: true,
                 choices: choices("enum.remedy_form", ["free_reschedule", "voucher", "denied"]) }],
      entry: (values) => ({ enter: "remedy.decided", remedy, as: text(values, "as") }),
    },
  ];
}

export function rereadActions(one: CaseOfSitting, name: string): Action[] {
  const { reread, state } = one.reread;
  const of = { ...decision, subject: name };
  if (reread === null || state === "cancelled") {
    return !one.reread.may_request ? [] : [{
      ...of, id: `${one.sitting}.reread`, label: "web.action.reread_request",
      enter: "reread.requested", needsReason: false, fields: [],
      entry: () => ({ enter: "reread.requested", sitting: one.sitting }),
    }];
  }
  const simple = (enter: string, label: string): Action => ({
    ...of, id: `${reread}.${enter}`, label, enter, fields: [], entry: () => ({ enter, reread }),
  });
  switch (state) {
    case "requested":
      return [
        {
          ...of, id: `${reread}.paid`, label: "web.action.reread_paid", enter: "reread.paid",
          needsReason: false,
          fields: [
            { name: "amount", label: "web.field.amount_usd", kind: "count", isRequired: true },
            { name: "method", label: "web.field.method", kind: "choice", isRequired: true,
              initial: "card", choices: choices("enum.method", ["card", "voucher"]) },
          ],
          entry: (values) => ({
            enter: "reread.paid", reread, amount_usd: Number(text(values, "amount")),
            method: text(values, "method"),
          }),
        },
        simple("reread.cancelled", "web.action.reread_cancel"),
      ];
    case "paid":
      return [
        {
          ...of, id: `${reread}.decided`, label: "web.action.reread_decide",
          enter: "reread.decided",
          fields: [
            { name: "examiner", label: "enum.role.examiner", kind: "text", isRequired: true },
            { name: "outcome", label: "cli.column.mark", kind: "choice", isRequired: true,
              choices: choices("enum.reread_outcome", ["passed", "unchanged"]) },
          ],
          entry: (values) => ({
            enter: "reread.decided", reread, examiner: text(values, "examiner"),
            outcome: text(values, "outcome"),
          }),
        },
        simple("reread.cancelled", "web.action.reread_cancel"),
      ];
    case "decided":
      return one.reread.refund_due == null ? []
        : [simple("reread.refunded", "web.action.reread_refund")];
    default:
      return [];
  }
}
