// Sentences as labd itself makes them from the same catalogue.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { type Catalogue, Messages } from "../src/messages";

function catalogue(language: string): Catalogue {
  // The tests are bundled: they are started in the folder of the console.
  const file = `../../schema/messages/${language}.json`;
  return JSON.parse(readFileSync(file, "utf8")) as Catalogue;
}

const english = new Messages("en", catalogue("en"));
const japanese = new Messages("ja", catalogue("ja"));

test("a refusal is told with its values, times as the wall reads them", () => {
  const values = { by: "mori", since_at: "2026-11-22T17:43:00+09:00" };
  assert.equal(
    english.say("refusal.session_closed", values),
    "The session was closed at 2026-11-22 17:43:00 by mori. Only corrections can be entered " +
      "now, by a lead proctor or exam security.",
  );
  assert.match(japanese.say("refusal.session_closed", values), /2026-11-22 17:43:00/);
});

test("lengths in seconds take the place of their name", () => {
  const values = { actual_s: 601, limit_s: 600 };
  assert.match(english.say("refusal.break_needs_reason", values), /lasted 10:01\. .* 10:00 /);
});

test("words of a group are looked up, others stay", () => {
  const values = { subject: "S07", step: "agreement" };
  assert.match(english.say("alarm.checkin_stalled", values), /“agreement”/);
  assert.match(japanese.say("alarm.checkin_stalled", values), /合意書の確認/);
  assert.equal(english.word("module", "own_module"), "own_module");
});

test("two times that look alike are both shown in full", () => {
  const values = {
    actual_at: "2026-03-03T11:00:00.000001+09:00", limit_at: "2026-03-03T11:00:00+09:00",
  };
  const said = english.say("refusal.arrived_too_late", values);
  assert.match(said, /arrived at 11:00:00\.000001\./);
});

test("what has no sentence still says what it can", () => {
  const unknown = english.say("refusal.of_tomorrow", { seat: "S07" });
  assert.equal(unknown, "refusal.of_tomorrow (seat: S07)");
  assert.equal(english.say("cli.talk.signed_in"), "Signed in as {name} ({role}) at {url}.");
});

test("values are never expanded, and show what they hide", () => {
  assert.equal(english.say("web.is_sent", { name: "{at}" }), english.say("web.is_sent"));
  assert.match(english.say("web.not_yet_recorded"), /not yet/);
  assert.match(
    english.say("cli.outage.ended", { ended_at: "{x}\u202e" }), /ended \{x\}<U\+202E>/,
  );
});
