// A connection that falls silent, a device whose clock is wrong, a computer that slept: the clocks
// are right again, what was entered is recorded once, and in between the console says it is stale.

import assert from "node:assert/strict";
import {test} from "node:test";

import {openForm, openSeat, shownBoard, toldBoard, type, untilSaid, untilTrue, withConsole}
  from "./hands.mjs";
import {checkinEntries, patience_ms} from "./stand.mjs";

const right_ms = 200;

/**
 * How far the time shown is from labd's when a second is shown to begin: the best of several,
 * since a machine that is busy draws late. Measured in the page, on its own clock.
 */
const shownError = (page) => page.evaluate(async () => {
  const asked = performance.now();
  const answer = await (await fetch("/api/v1/clock", {cache: "no-store"})).json();
  const answered = performance.now();
  const told = Date.parse(answer.now);
  const shown = document.querySelector(".official");
  const wall = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    timeZone: answer.time_zone,
  });
  const moment = await new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      resolve({at: performance.now(), text: shown.textContent});
    });
    observer.observe(shown, {characterData: true, childList: true, subtree: true});
  });
  // labd's time then lies between these two; the second that is shown has just begun.
  const earliest = told + moment.at - answered;
  const latest = told + moment.at - asked;
  const begun = [-1, 0, 1].map((step) => Math.floor(earliest / 1000) * 1000 + step * 1000)
    .find((second) => wall.format(second) === moment.text);
  if (begun === undefined) return Number.POSITIVE_INFINITY;
  return begun > latest ? begun - latest : Math.max(0, earliest - begun);
});

/** Waits until the time shown is right to 0.2 s. */
async function untilRight(page) {
  const until = Date.now() + patience_ms;
  let error = await shownError(page);
  while (error > right_ms && Date.now() < until) error = await shownError(page);
  assert.ok(error <= right_ms, `the time shown is ${error} ms off`);
}

async function prepare(labd) {
  const id = await labd.session();
  await labd.enter(checkinEntries(`${id}-01`));
  await labd.enter({enter: "module.started", sitting: `${id}-01`, module: "design"});
  await labd.setClock({now: "09:20", rate: 1});
}

async function breakEntries(labd) {
  return (await labd.journal()).filter((entry) => entry.enter.startsWith("break."));
}

/** Enters a break that begins, and one that ends, while nothing is heard. */
async function enterBreak(page) {
  await openForm(page, "b");
  await type(page, "Enter");
  await page.waitForSelector("form.entry", {state: "detached"});
  await untilTrue(page, () => document.querySelectorAll(".timeline .pending").length === 1);
  await openForm(page, "b");
  await type(page, "Enter");
  await page.waitForSelector("form.entry", {state: "detached"});
  await untilTrue(page, () => document.querySelectorAll(".timeline .pending").length === 2);
}

/** Everything is right again: the time, the board, and each entry is there once. */
async function assertWhole({labd, page}) {
  await page.waitForSelector(".console[data-stale=false]");
  await untilRight(page);
  await untilTrue(page, () => document.querySelectorAll(".pending").length === 0);
  const entries = await breakEntries(labd);
  assert.deepEqual(entries.map((entry) => entry.enter), ["break.started", "break.ended"]);
  assert.deepEqual(await shownBoard(page), toldBoard(await labd.board(), "en"));
}

const clockOf = (page, wrong_ms) => page.clock.install({time: Date.now() + wrong_ms});

for (const [name, away_ms] of [["30 s", 30_000], ["10 min", 600_000]]) {
  test(`${name} without a connection`, async () => {
    await withConsole(`cut-${away_ms}`, async (stand) => {
      const {labd, line, page} = stand;
      await untilRight(page);
      await openSeat(page, 1);
      line.cut();
      await page.waitForSelector(".console[data-stale=true]");
      await untilSaid(page, ".banner.stale", "No word from labd since");
      await enterBreak(page);
      // The time passes for the page and for labd; nobody waits for it.
      const before = Date.parse((await labd.get("/api/v1/clock", "admin")).now);
      await page.clock.fastForward(away_ms);
      await labd.setClock({now: new Date(before + away_ms).toISOString()});
      assert.equal(await page.getAttribute(".console", "data-stale"), "true");
      line.mend();
      await assertWhole(stand);
    }, {prepare, before: (page) => clockOf(page, 0)});
  });
}

test("labd is started again while nothing is heard", async () => {
  await withConsole("restart", async (stand) => {
    const {labd, line, page} = stand;
    await openSeat(page, 1);
    line.cut();
    await page.waitForSelector(".console[data-stale=true]");
    await enterBreak(page);
    await labd.stop("SIGKILL");
    await labd.start();
    line.mend();
    await assertWhole(stand);
  }, {prepare});
});

for (const wrong_min of [7, -7]) {
  test(`a device whose clock is ${wrong_min} minutes wrong`, async () => {
    await withConsole(`wrong-${wrong_min}`, async ({labd, page}) => {
      await untilRight(page);
      await openSeat(page, 1);
      await openForm(page, "b");
      await type(page, "Enter");
      await untilSaid(page, ".drawer .mark", "on a break");
      const [begun] = await breakEntries(labd);
      assert.ok(begun.happened <= begun.recorded, "never in labd's future");
      const apart_ms = Date.parse(begun.recorded) - Date.parse(begun.happened);
      assert.ok(apart_ms < patience_ms, "labd's time, not the device's");
      assert.deepEqual(await shownBoard(page), toldBoard(await labd.board(), "en"));
    }, {prepare, before: (page) => clockOf(page, wrong_min * 60_000)});
  });
}

test("a computer that slept for 20 minutes", async () => {
  await withConsole("asleep", async ({labd, page}) => {
    await untilRight(page);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Page.setWebLifecycleState", {state: "frozen"});
    const before = Date.parse((await labd.get("/api/v1/clock", "admin")).now);
    await labd.setClock({now: new Date(before + 20 * 60_000).toISOString()});
    await labd.enter({enter: "break.started", sitting: `${await labd.session()}-01`, kind: "rest",
                      place: "corridor"});
    await devtools.send("Page.setWebLifecycleState", {state: "active"});
    await untilRight(page);
    await untilSaid(page, ".card .mark", "on a break");
    assert.deepEqual(await shownBoard(page), toldBoard(await labd.board(), "en"));
  }, {prepare});
});
