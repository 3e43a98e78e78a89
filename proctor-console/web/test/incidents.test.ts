// Which incidents need somebody, and what each role is offered: never what labd would refuse it.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Action } from "../src/actions";
import type { IncidentInFull, Role, Sitting } from "../src/api_types";
import { incidentActions, incidentReport, type IncidentSurroundings, requestActions, whereFields }
  from "../src/incident_actions";
import { inOrder, kindsFor, needsOf, ownKind } from "../src/incidents";
import { followsAllIncidents, seesIncidents } from "../src/roles";

type Decision = NonNullable<IncidentInFull["decision"]>;
type FootageRequest = IncidentInFull["footage"][number];

function incident(id: string, changes: Partial<IncidentInFull> = {}): IncidentInFull {
  return {
    incident: id, kind: "cheating", severity: null, state: "open", session: "day",
    date: "2026-03-03", opened_at: "2026-03-03T10:00:00+09:00",
    recorded_at: "2026-03-03T10:00:00+09:00", opened_by: "sato", owner: null,
    description: "a phone", from: "2026-03-03T09:50:00+09:00", to: "2026-03-03T09:55:00+09:00",
    sittings: [{ sitting: "A", seat: "S01", named: true }], seats: [], cameras: [],
    candidates: [], decision: null, footage_waiting: 0, closed_at: null, notes: [], footage: [],
    attachments: [], coverage: [], entries: [], ...changes,
  };
}

const banned: Decision = {
  finding: "banned", at: "2026-03-03T11:00:00+09:00", by: "kato", confirmed: false,
  unconfirmed: ["C-A", "C-X"],
};

const people = [
  { sitting: "A", seat: "S01", candidate: "C-A" }, { sitting: "B", seat: "S02", candidate: "C-B" },
] as unknown as Sitting[];

function around(role: Role, changes: Partial<IncidentSurroundings> = {}): IncidentSurroundings {
  return {
    me: "tan", role, sittings: people, seats: ["S01", "S02"], cameras: ["cam1", "cam2"],
    people: [], nameOf: (sitting) => sitting.sitting, follows: () => null, concerns: "",
    subject: "", ...changes,
  };
}

const idsOf = (actions: readonly Action[]) => actions.map((one) => one.id.split(".")[0]);
const find = (actions: readonly Action[], id: string) =>
  actions.find((one) => one.id.startsWith(`${id}.`)) as Action;

test("who needs somebody comes first, then what goes on; the newest first", () => {
  const list = [
    incident("closed", { state: "closed", owner: "kato" }),
    incident("mine", { owner: "kato" }),
    incident("newer", { owner: "kato", recorded_at: "2026-03-03T08:00:00Z" }),
    incident("gone", { state: "withdrawn" }),
    incident("done", { state: "decided", owner: "kato",
                       decision: { ...banned, finding: "warned" } }),
    incident("ban", { state: "decided", owner: "kato", decision: banned }),
    incident("asked", { owner: "kato", footage_waiting: 1,
                        recorded_at: "2026-03-03T12:00:00+09:00" }),
    incident("nobody"),
  ];
  assert.deepEqual(inOrder(list).map((one) => [one.incident, needsOf(one)]), [
    ["asked", ["footage"]], ["nobody", ["owner"]], ["ban", ["ban"]], ["newer", []], ["mine", []],
    ["done", []], ["closed", []], ["gone", []],
  ]);
  assert.deepEqual(needsOf(incident("x", {
    state: "decided", decision: { ...banned, confirmed: true }, footage_waiting: 2,
  })), ["footage"]);
});

test("labd's own incidents are told from those of people", () => {
  assert.equal(ownKind({ incident: "gap:cam1:1" }), "gap");
  assert.equal(ownKind({ incident: "shortage:A" }), "shortage");
  for (const other of ["gap", "gapping:1", "i1", "@17", "x:gap"]) {
    assert.equal(ownKind({ incident: other }), null, other);
  }
});

test("SEC-5: who sees incidents, and of which kinds", () => {
  assert.deepEqual(["proctor", "lead_proctor", "lab_ops", "exam_security", "auditor", "scheduling",
                    "examiner", "admin", "display"].filter((role) => seesIncidents(role as Role)),
                   ["proctor", "lead_proctor", "lab_ops", "exam_security", "auditor"]);
  assert.deepEqual(kindsFor("lab_ops"), ["recording_gap", "equipment"]);
  assert.equal(kindsFor("proctor").length, 10);
  assert.equal(followsAllIncidents("exam_security"), true);
  assert.equal(followsAllIncidents("proctor"), false);
});

test("what is offered follows the state and the role", () => {
  const open = incident("i");
  assert.deepEqual(idsOf(incidentActions(open, around("exam_security"))),
                   ["note", "finding", "severity", "add", "assign", "decide", "footage",
                    "hold"]);
  assert.ok(!idsOf(incidentActions(open, around("lead_proctor"))).includes("finding"));
  const decided = incident("i", { state: "decided", decision: { ...banned, finding: "warned" } });
  assert.deepEqual(idsOf(incidentActions(decided, around("exam_security"))).slice(-3),
                   ["footage", "hold", "close"]);
  assert.ok(!idsOf(incidentActions(decided, around("lead_proctor"))).includes("close"));
  const gap = incident("gap:cam1:1", { kind: "recording_gap" });
  assert.ok(idsOf(incidentActions(gap, around("lab_ops"))).includes("close"));
  assert.ok(!idsOf(incidentActions(gap, around("exam_security"))).includes("footage"));
  for (const state of ["closed", "withdrawn"] as const) {
    assert.deepEqual(incidentActions(incident("i", { state }), around("exam_security")), []);
  }
});

test("SEC-3: who decided a ban does not confirm it, and it is not closed before", () => {
  const waits = incident("i", { state: "decided", decision: banned });
  const other = idsOf(incidentActions(waits, around("exam_security")));
  assert.ok(other.includes("ban") && !other.includes("close"));
  const first = idsOf(incidentActions(waits, around("exam_security", { me: "kato" })));
  assert.ok(!first.includes("ban") && !first.includes("close"));
  const confirm = find(incidentActions(waits, around("exam_security")), "ban");
  assert.equal(confirm.isDecision && confirm.hasPreview && confirm.needsReason, true);
  assert.deepEqual(confirm.fields[0]?.choices?.map((one) => one.text), ["C-A · A", "C-X"]);
  assert.deepEqual(confirm.entry({ candidate: "C-A" }), {
    enter: "candidate.banned", session: "day", incident: "i", candidate: "C-A",
  });
});

test("facts can wait for a connection, decisions cannot, and each belongs to its session", () => {
  const actions = incidentActions(incident("i", { session: "old" }), around("exam_security"));
  const waiting = actions.filter((one) => one.isDecision !== true);
  assert.deepEqual(idsOf(waiting), ["note", "finding", "severity", "add"]);
  for (const one of actions) {
    const entry = one.entry({ text: "t", owner: "o", finding: "warned", who: "B" });
    assert.equal((entry as { session?: string }).session, "old", one.id);
  }
  assert.equal(incidentReport("A").isDecision, undefined);
});

test("a decision has its reason and its preview, and needs people", () => {
  const decide = find(incidentActions(incident("i"), around("exam_security")), "decide");
  assert.equal(decide.isDecision && decide.hasPreview && decide.needsReason, true);
  assert.deepEqual(decide.fields[0]?.choices?.map((one) => one.value),
                   ["dismissed", "warned", "invalidated", "banned"]);
  const nobody = incident("i", { sittings: [{ sitting: "A", seat: "S01", named: false }] });
  const only = find(incidentActions(nobody, around("exam_security")), "decide");
  assert.deepEqual(only.fields[0]?.choices?.map((one) => one.value), ["dismissed"]);
});

test("only what was filled in is reported", () => {
  const fields = whereFields(people, ["S01"], (one) => one.sitting);
  const blank = { kind: "other", description: " seen ", from: "", to: "", severity: "" };
  assert.deepEqual(incidentReport(null, fields).entry({ ...blank, who: "", at: "" }), {
    enter: "incident.opened", kind: "other", description: "seen",
  });
  assert.deepEqual(incidentReport(null, fields).entry({ ...blank, who: "A", at: "S01" }), {
    enter: "incident.opened", kind: "other", description: "seen", sittings: ["A"], seats: ["S01"],
  });
  assert.deepEqual(incidentReport("A").entry({ ...blank, from: "10:40", severity: "minor" }), {
    enter: "incident.opened", kind: "other", description: "seen", from: "10:40",
    severity: "minor", sittings: ["A"],
  });
});

test("footage is asked for of the cameras around it, others can be chosen", () => {
  const one = incident("i", {
    coverage: [{ camera: "cam2", intervals: [] }] as unknown as IncidentInFull["coverage"],
  });
  const ask = find(incidentActions(one, around("exam_security")), "footage");
  assert.deepEqual(ask.fields.map((field) => [field.name, field.initial]), [
    ["camera.cam2", "true"], ["camera.cam1", "false"], ["from", "09:50:00"], ["to", "09:55:00"],
    ["purpose", undefined],
  ]);
  assert.deepEqual(ask.entry({ "camera.cam1": "true", "camera.cam2": "false", from: "09:50",
                               to: "09:55", purpose: "the phone" }), {
    enter: "footage.requested", session: "day", incident: "i", cameras: ["cam1"], from: "09:50",
    to: "09:55", purpose: "the phone",
  });
});

test("CAM-5: nobody grants their own request, and an answer is given once", () => {
  const request = {
    request: "g", by: "kato", state: "waiting", cameras: ["cam1"],
  } as unknown as FootageRequest;
  const one = incident("i");
  const offered = (me: string, changes: Partial<FootageRequest> = {}) =>
    idsOf(requestActions(one, { ...request, ...changes }, around("exam_security", { me })));
  assert.deepEqual(offered("tan"), ["grant", "refuse"]);
  assert.deepEqual(offered("kato"), ["refuse"]);
  assert.deepEqual(offered("tan", { state: "granted" }), []);
  assert.deepEqual(offered("tan", { state: "barred" }), []);
  const closed = incident("i", { state: "closed", closed_at: "2026-03-03T12:00:00+09:00" });
  assert.deepEqual(idsOf(requestActions(closed, request, around("lead_proctor"))), ["refuse"]);
});
