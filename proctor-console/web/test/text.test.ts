// Times and strangers' texts as they are shown.
import assert from "node:assert/strict";
import { test } from "node:test";

import { isInstant, lengthText, secondsLeft, secondsSince, visible, WallClock }
  from "../src/text";

test("lengths are read at a glance", () => {
  const cases: [number, string][] = [
    [0, "0:00"], [5, "0:05"], [641, "10:41"], [7507, "2:05:07"], [-5, "-0:05"],
    [36000, "10:00:00"], [59.9, "0:59"], [-0.4, "0:00"],
  ];
  for (const [seconds, shown] of cases) {
    assert.equal(lengthText(seconds), shown);
  }
});

test("what is left is nothing exactly when the limit has come", () => {
  assert.equal(secondsLeft(10_000, 9_000), 1);
  assert.equal(secondsLeft(10_000, 9_999), 1);
  assert.equal(secondsLeft(10_000, 10_000), 0);
  assert.equal(secondsLeft(10_000, 12_000), 0);
});

test("a break shows ten minutes until it is longer by a second", () => {
  assert.equal(secondsSince(0, 600_000), 600);
  assert.equal(secondsSince(0, 600_999), 600);
  assert.equal(secondsSince(0, 601_000), 601);
});

test("texts that would hide or reorder show what they are", () => {
  assert.equal(visible("a\u202eb"), "a<U+202E>b");
  assert.equal(visible("tab\there\u0000"), "tab<U+0009>here<U+0000>");
  assert.equal(visible("\u200bzero"), "<U+200B>zero");
  assert.equal(visible("<script>alert(1)</script>"), "<script>alert(1)</script>");
});

test("names of all scripts stay what they are", () => {
  for (const name of ["渡辺 陽翔", "אברהם לוי", "Müller-Lüdenscheidt", "👩‍👧‍👦 Emoji", "नरेन्द्र"]) {
    assert.equal(visible(name), name);
  }
});

test("instants are told from other texts", () => {
  assert.ok(isInstant("2026-03-03T09:00:00+09:00"));
  assert.ok(isInstant("2026-03-03T09:00:00.250001Z"));
  assert.ok(!isInstant("2026-03-03"));
  assert.ok(!isInstant("12:10"));
});

test("the wall is the site's, in summer too", () => {
  const instant = Date.parse("2026-07-01T12:00:00Z");
  assert.equal(new WallClock("Asia/Tokyo").time(instant), "21:00:00");
  assert.equal(new WallClock("Europe/Brussels").time(instant), "14:00:00");
  assert.equal(new WallClock("No/Where").time(instant), "12:00:00");
});
