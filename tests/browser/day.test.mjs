// A whole sample day driven by keyboard alone, as a proctor has it: after each step the board shows
// what the API answers.

import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";

import {goTo, openForm, openSeat, type, untilSaid, untilTrue, withConsole} from "./hands.mjs";
import {patience_ms} from "./stand.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const words = JSON.parse(readFileSync(join(root, "schema/messages/en.json"), "utf8"));

const wall = (instant) => instant?.slice(11, 19);

/** The state of a sitting in the console's words. */
function stateTold(one) {
  if (one.phase === "ended") return words[`enum.ended_as.${one.ended_as}`];
  if (one.on_break) return words["web.on_break"];
  return one.clock === "stopped" ? words["web.clock_stopped"] : words[`enum.phase.${one.phase}`];
}

/** When a sitting ends; before the session starts the board shows that instead. */
function endTold(one, board) {
  if (one.phase === "ended") return wall(one.ended_at);
  return board.now < board.session.starts_at ? null : wall(one.ends_at) ?? "stopped";
}

const told = (board) => board.sittings.map((one) => ({
  sitting: one.sitting, seat: one.seat, state: stateTold(one), end: endTold(one, board),
  module: one.module === null ? null : wall(one.module.limit_at) ?? "stopped",
  alarms: one.alarms.filter((alarm) => alarm.shelved_until === undefined).length,
}));

const shown = (page) => page.evaluate(() => {
  const timeOf = (card, names) => {
    const clock = [...card.querySelectorAll(".clock")].find((one) =>
      names.includes(one.querySelector("dt").textContent));
    if (clock === undefined) return null;
    const text = (clock.querySelector(".at") ?? clock.querySelector("dd")).textContent;
    return text.includes("stopped") ? "stopped" : text;
  };
  return [...document.querySelectorAll(".card")].map((card) => {
    const alarm = card.querySelector(":scope > .alarm:not(.p1:not(:has(b)))");
    return {
      sitting: card.dataset.sitting, seat: card.querySelector(".seat").textContent,
      state: card.querySelector(".mark").textContent.slice(2).trim(),
      end: timeOf(card, ["End", "Ended"]),
      module: timeOf(card, ["Design", "Deploy, Operate and Optimize"]),
      alarms: alarm === null ? 0 : 1 + Number(alarm.querySelector(".more")?.textContent ?? 0),
    };
  }).sort((a, b) => a.sitting.localeCompare(b.sitting));
});

/** What the board shows becomes what the API answers; else the difference is told. */
async function assertBoard({labd, page}, step) {
  const until = Date.now() + patience_ms;
  const differs = async () => {
    const board = told(await labd.board());
    const seen = await shown(page);
    return JSON.stringify(seen) === JSON.stringify(board) ? null : [seen, board];
  };
  let found = await differs();
  while (found !== null && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = await differs();
  }
  if (found !== null) assert.deepEqual(found[0], found[1], step);
}

/** Sets labd's clock, and waits until the console shows it. */
async function setTime({labd, page}, now) {
  await labd.setClock({now});
  await untilSaid(page, ".official", now);
}

/** Tabs on to what a text stands on; nothing is reached with a mouse. */
async function tabTo(page, text) {
  for (let press = 0; press < 150; ++press) {
    const isThere = await page.evaluate((wanted) =>
      document.activeElement !== document.body &&
      document.activeElement.textContent.trim().startsWith(wanted), text);
    if (isThere) return;
    await type(page, "Tab");
  }
  assert.fail(`“${text}” is not reached by Tab`);
}

/** Tabs on to a field of the form that is open. */
async function tabToField(page, name) {
  for (let press = 0; press < 40; ++press) {
    if (await page.evaluate(() => document.activeElement.id) === `field-${name}`) return;
    await type(page, "Tab");
  }
  assert.fail(`the field ${name} is not reached by Tab`);
}

const formGone = (page) => page.waitForSelector("form.entry", {state: "detached"});

/** Opens a form by its key, and records it as it is. */
async function record(page, key) {
  await openForm(page, key);
  await type(page, "Enter");
  await formGone(page);
}

/** The effect is shown first, then the form is recorded. */
async function recordShown(page) {
  await type(page, "Enter");
  await page.waitForSelector(".preview");
  await type(page, "Enter");
  await formGone(page);
}

async function backToFloor(page) {
  await type(page, "Escape", "g", "f");
  await page.waitForSelector(".cards");
  await page.waitForSelector(".drawer", {state: "detached"});
}

async function checkIn(page, seat) {
  await openSeat(page, seat);
  await record(page, "c");
  await untilSaid(page, ".drawer .mark", "checking in");
  await openForm(page, "c");
  for (const mark of ["signed1", "government1", "photo1", "name_matches1", "signed2",
                      "name_matches2"]) {
    await tabToField(page, mark);
    await type(page, "Space");
  }
  await type(page, "Enter");
  await formGone(page);
  for (let open = 4; open > 0; --open) {
    await untilTrue(page, (wanted) => document.querySelectorAll(
      ".steps [data-open-step=true]").length === wanted, open);
    await record(page, "c");
  }
  await untilTrue(page, () => document.querySelector(".steps [data-open-step=true]") === null);
  await type(page, "Escape");
  await page.waitForSelector(".drawer", {state: "detached"});
}

async function atSeat(page, seat, act) {
  await openSeat(page, seat);
  await act();
  await type(page, "Escape");
  await page.waitForSelector(".drawer", {state: "detached"});
}

async function begin(stand) {
  const {page} = stand;
  await goTo(page, "t", ".team");
  await tabTo(page, "Begin duty");
  await type(page, "Enter");
  await page.waitForSelector("form.entry");
  await type(page, "Enter");
  await untilSaid(page, ".people", "mori");
  await backToFloor(page);
  for (let seat = 1; seat <= 11; ++seat) await checkIn(page, seat);
  await assertBoard(stand, "checked in");
  await setTime(stand, "09:00:00");
  for (let seat = 1; seat <= 11; ++seat) {
    await atSeat(page, seat, async () => {
      await record(page, "m");
      await untilSaid(page, ".drawer .mark", "working");
    });
  }
  await assertBoard(stand, "begun");
}

async function late(stand) {
  const {page} = stand;
  await setTime(stand, "09:40:00");
  await checkIn(page, 12);
  await atSeat(page, 12, () => record(page, "m"));
  await assertBoard(stand, "late");
}

async function breaks(stand) {
  const {page} = stand;
  await setTime(stand, "10:00:00");
  for (const seat of [2, 3]) await atSeat(page, seat, () => record(page, "b"));
  await assertBoard(stand, "on a break");
  await setTime(stand, "10:08:00");
  await atSeat(page, 2, () => record(page, "b"));
  await assertBoard(stand, "back in time");
  await setTime(stand, "10:15:00");
  await assertBoard(stand, "a break is too long");
  await atSeat(page, 3, async () => {
    await openForm(page, "b");
    await page.waitForSelector("#field-justification[required]");
    await page.keyboard.type("felt unwell");
    await type(page, "Enter");
    await formGone(page);
  });
  await assertBoard(stand, "back with a reason");
}

/** From the keys of the floor to a button of an outage. */
async function outageButton(page, text) {
  await goTo(page, "e", ".outage");
  await tabTo(page, text);
  await type(page, "Enter");
  await page.waitForSelector("form.entry");
}

async function outage(stand) {
  const {labd, page} = stand;
  await setTime(stand, "10:30:00");
  await openForm(page, "o");
  await page.keyboard.type("rack R02");
  await tabToField(page, "happened");
  await type(page, "Enter");
  await page.waitForSelector(".preview li");
  assert.equal((await labd.board()).outages.length, 0, "a preview records nothing");
  await type(page, "Enter");
  await page.waitForSelector(".outage[data-open=true]");
  for (const estimate of ["11:00", "11:20"]) {
    await outageButton(page, "Estimate");
    await page.keyboard.type(estimate);
    await recordShown(page);
    await untilSaid(page, ".outage", `expected until ${estimate}:00`);
  }
  await backToFloor(page);
  await assertBoard(stand, "outage");
  await setTime(stand, "11:10:00");
  await outageButton(page, "Outage is over");
  await recordShown(page);
  await page.waitForSelector(".outage[data-open=false]");
  await backToFloor(page);
  await assertBoard(stand, "outage over");
}

async function cancelled(stand) {
  const {labd, page} = stand;
  await openSeat(page, 8);
  await openForm(page, "o");
  assert.equal(await page.inputValue("#field-scope"), "seat:S08");
  await tabToField(page, "happened");
  await recordShown(page);
  await outageButton(page, "Estimate");
  await page.keyboard.type("13:30");
  await recordShown(page);
  await backToFloor(page);
  await untilSaid(page, ".card .alarm", "Cancel this exam");
  await assertBoard(stand, "has to be cancelled");
  await openSeat(page, 8);
  await tabTo(page, "Cancel the exam");
  await type(page, "Enter");
  await page.waitForSelector("form.entry");
  await tabToField(page, "reason");
  await page.keyboard.type("two hours are passed before it works");
  await tabToField(page, "seat-typed");
  await page.keyboard.type("s08");
  await recordShown(page);
  await untilSaid(page, ".drawer .mark", "cancelled");
  await backToFloor(page);
  await assertBoard(stand, "cancelled");
  const remedy = await labd.get(`/api/v1/sittings/${await labd.session()}-08/remedy`);
  assert.equal(remedy.state, "pending");
  await goTo(page, "r", ".cases .outage");
  await untilSaid(page, ".cases .outage", "pending");
  await backToFloor(page);
}

async function moved(stand) {
  const {page} = stand;
  await openSeat(page, 9);
  await openForm(page, "v");
  await page.keyboard.type("S13");
  await tabToField(page, "happened");
  await recordShown(page);
  await untilSaid(page, ".drawer .seat", "S13");
  await type(page, "Escape");
  await page.waitForSelector(".drawer", {state: "detached"});
  await assertBoard(stand, "moved");
}

/** Hands in whatever is open, and starts what comes next. */
async function handIn(page, seat, next) {
  await openSeat(page, seat);
  await record(page, "m");
  if (next) {
    await untilSaid(page, ".drawer .mark", "between modules");
    await record(page, "m");
    await untilSaid(page, ".drawer .mark", "working");
  } else {
    await untilSaid(page, ".drawer .mark", "completed");
  }
  await type(page, "Escape");
  await page.waitForSelector(".drawer", {state: "detached"});
}

async function handIns(stand) {
  const {page} = stand;
  const seats = [1, 2, 3, 4, 5, 6, 7, 13, 10, 11, 12];
  await setTime(stand, "11:50:00");
  for (const seat of seats) await handIn(page, seat, true);
  await assertBoard(stand, "second module");
  await setTime(stand, "16:30:00");
  for (const seat of seats) await handIn(page, seat, false);
  await assertBoard(stand, "handed in");
}

async function report(stand) {
  const {labd, page} = stand;
  await goTo(page, "p", ".papers");
  await tabTo(page, "Report of the session");
  await type(page, "Enter");
  await untilSaid(page, ".paper-page h3", "Report of the session");
  const rows = await page.$$eval(".paper-page table:first-of-type tbody tr", (all) =>
    all.map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent)));
  const board = (await labd.board()).sittings;
  const wanted = board.map((one) => [one.seat, one.name, stateTold(one), wall(one.ended_at)]);
  const bySeat = (a, b) => a[0].localeCompare(b[0]);
  assert.deepEqual(rows.sort(bySeat), wanted.sort(bySeat));
  await backToFloor(page);
}

test("a whole day by keyboard alone, each step as labd has it", async () => {
  await withConsole("day", async (stand) => {
    for (const part of [begin, late, breaks, outage, cancelled, moved, handIns, report]) {
      await part(stand);
    }
  }, {now: "08:35"});
});
