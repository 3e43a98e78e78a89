// What a team does beside the seats: evacuating, handing over, entering a paper period, deciding a
// remedy, looking at the day as it was. Each is held against labd's answer.

import assert from "node:assert/strict";
import {test} from "node:test";

import {goTo, type, untilSaid, untilTrue, withConsole} from "./hands.mjs";
import {checkinEntries} from "./stand.mjs";

async function prepare(labd) {
  const id = await labd.session();
  await labd.enter({enter: "duty.started"}, "sato");
  for (const number of [1, 2, 3]) {
    await labd.enter(checkinEntries(`${id}-0${number}`));
    await labd.enter({enter: "module.started", sitting: `${id}-0${number}`, module: "design"});
  }
  await labd.setClock({now: "09:20"});
}

const press = (page, selector) => page.locator(selector).first().press("Enter");

/** Shows the effect of the form that is open, and records it. */
async function recordShown(page) {
  await press(page, "form.entry button[type=submit]");
  await page.waitForSelector(".preview");
  await press(page, "form.entry button[type=submit]");
  await page.waitForSelector("form.entry", {state: "detached"});
}

const typesOf = async (labd, after) =>
  (await labd.journal()).filter((entry) => entry.seq >= after && entry.by.role !== "labd");

test("an evacuation stops the site and keeps the count, together", async () => {
  await withConsole("evacuation", async ({labd, page}) => {
    const before = (await labd.board()).size;
    await goTo(page, "e", ".outages");
    await page.locator(".outages > .buttons button").nth(1).press("Enter");
    await page.fill("#field-count", "2");
    await untilSaid(page, ".entry .problem", "Counted 2, on the list 3");
    await page.fill("#field-description", "fire alarm");
    await press(page, "form.entry button[type=submit]");
    await untilSaid(page, ".preview li", "S03 Tanaka Yui: ends 17:00:00 -> open");
    assert.equal((await labd.board()).size, before, "a preview records nothing");
    await press(page, "form.entry button[type=submit]");
    await page.waitForSelector(".outage[data-open=true]");
    const entries = await typesOf(labd, before);
    assert.deepEqual(entries.map((entry) => entry.enter), ["outage.reported", "note.added"]);
    assert.deepEqual(entries[0].scope, {site: true});
    assert.match(entries[1].text, /Counted outside: 2; on the list: 3: S01 Aoki Ren, S02/);
    assert.equal(entries[0].happened, entries[1].happened);
  }, {prepare});
});

test("whoever takes over reads what is open, and accepts", async () => {
  const prepareBreak = async (labd) => {
    await prepare(labd);
    await labd.enter({enter: "break.started", sitting: `${await labd.session()}-02`,
                      kind: "rest", place: "corridor"});
  };
  await withConsole("handover", async ({labd, page}) => {
    await goTo(page, "t", ".team");
    await untilSaid(page, ".open-items li", "S02 Smith Joanna is on a break since 09:20:00");
    await untilSaid(page, ".open-items li", "S12 Rossi Matteo has not arrived");
    await press(page, ".team .buttons button:has-text('Take over')");
    await page.selectOption("#field-from", "sato");
    const before = (await labd.board()).size;
    await press(page, "form.entry button[type=submit]");
    assert.equal((await labd.board()).size, before, "not without having read the list");
    await page.focus("#field-read");
    await type(page, "Space");
    await press(page, "form.entry button[type=submit]");
    await page.waitForSelector("form.entry", {state: "detached"});
    const [accepted] = await typesOf(labd, before);
    assert.deepEqual([accepted.enter, accepted.from, accepted.by.name],
                     ["handover.accepted", "sato", "mori"]);
  }, {prepare: prepareBreak});
});

test("a paper period is previewed as a whole, and recorded together or not at all", async () => {
  await withConsole("paper", async ({labd, page}) => {
    await labd.setClock({now: "10:30"});
    await untilSaid(page, ".official", "10:30:00");
    const before = (await labd.board()).size;
    await goTo(page, "p", ".papers");
    await page.locator(".papers .buttons [aria-pressed]").nth(2).press("Enter");
    await page.fill("#paper-reason", "labd was away; from the paper log");
    const id = await labd.session();
    const lines = [["09:50", "02", "break.ended", ""], ["09:41", "02", "break.started", "corridor"],
                   ["10:00", "03", "outage.reported", "no power"],
                   ["10:10", "03", "outage.ended", ""]];
    for (const [place, [time, sitting, what, text]] of lines.entries()) {
      const row = page.locator("form.paper tbody tr").nth(place);
      await row.locator("input").first().fill(time);
      await row.locator("select").first().selectOption(`${id}-${sitting}`);
      await row.locator("select").nth(1).selectOption(what);
      await row.locator("input").nth(1).fill(text);
    }
    await press(page, "form.paper button[type=submit]");
    await untilSaid(page, ".preview li", "S03 Tanaka Yui: ends 17:00:00 -> 17:10:00");
    assert.equal((await labd.board()).size, before, "a preview records nothing");
    await press(page, "form.paper button[type=submit]");
    await untilSaid(page, ".notice", "Recorded as");
    const entries = await typesOf(labd, before);
    assert.deepEqual(entries.map((entry) => [entry.enter, entry.happened.slice(11, 16)]), [
      ["break.started", "09:41"], ["break.ended", "09:50"], ["outage.reported", "10:00"],
      ["outage.ended", "10:10"],
    ]);
    const ends = (await labd.get(`/api/v1/sittings/${id}-03`)).ends_at;
    assert.equal(ends.slice(11, 19), "17:10:00");
  }, {prepare});
});

test("the day at an instant that has passed, as known now and as known then", async () => {
  const prepareLate = async (labd) => {
    await prepare(labd);
    await labd.setClock({now: "10:00"});
    await labd.enter({enter: "break.started", sitting: `${await labd.session()}-02`, kind: "rest",
                      place: "corridor", happened: "09:30", reason: "entered late"});
    await labd.setClock({now: "10:05"});
  };
  await withConsole("replay", async ({labd, page}) => {
    await goTo(page, "j", ".journal tbody tr");
    await press(page, ".journal .tools button");
    await page.waitForSelector(".replay tbody tr");
    await untilSaid(page, ".replay .banner", "NOT NOW: the board at 10:05:00");
    await page.focus("#replay-at");
    for (let minute = 0; minute < 25; ++minute) await type(page, "ArrowLeft");
    await untilSaid(page, ".replay .banner", "the board at 09:40:00, as it is known today");
    const stateOf = (wanted) => untilTrue(page, ([seat, word]) =>
      [...document.querySelectorAll(".replay tbody tr")].some((row) =>
        row.children[0].textContent === seat && row.children[2].textContent.includes(word)),
      ["S02", wanted]);
    await stateOf("on a break");
    await page.focus("#replay-known");
    await type(page, "Space");
    await untilSaid(page, ".replay .banner", "as it was known then");
    await stateOf("working");
    const known = await page.$$eval(".replay tbody tr", (rows) => rows.length);
    assert.equal(known, (await labd.board()).sittings.length);
  }, {prepare: prepareLate});
});

test("a remedy's conditions as they stand, and what is decided on", async () => {
  const prepareCase = async (labd) => {
    await prepare(labd);
    const id = await labd.session();
    await labd.enter({enter: "outage.reported", scope: {seat: "S02"}, cause: "lab", id: "o2"});
    await labd.enter({enter: "outage.estimated", outage: "o2", resolved_by: "12:30"});
    await labd.enter({enter: "sitting.cancelled", sitting: `${id}-02`, outage: "o2",
                      reason: "two hours"});
  };
  await withConsole("remedy", async ({labd, page}) => {
    const remedy = async () => labd.get(`/api/v1/sittings/${await labd.session()}-02/remedy`);
    await goTo(page, "r", ".cases .outage");
    await untilSaid(page, ".conditions li", "the candidate neither caused nor affected it: not s");
    await press(page, ".cases .outage button:has-text('Settle the cause')");
    await page.selectOption("#field-cause", "lab");
    await page.fill("#field-reason", "power supply of the rack");
    await recordShown(page);
    await untilSaid(page, ".conditions li", "the candidate neither caused nor affected it: holds");
    const found = (await remedy()).conditions.find((one) => one.condition === "a");
    assert.equal(found.state, "held");
    const takesKeys = await page.evaluate(async () => {
      [...document.querySelectorAll(".cases .outage button")]
        .find((one) => one.textContent === "Evidence pack").click();
      await null;
      return document.activeElement.closest("form.entry") !== null;
    });
    assert.ok(takesKeys, "the next key is the form's, however soon it comes");
    await untilSaid(page, "form.entry", "handed out is recorded, in your name");
    await type(page, "Escape");
    // What another role judges is not offered to this one.
    assert.equal(await page.locator("button:has-text('Judge')").count(), 0);
    const case_ = (await remedy()).case;
    await labd.enter({enter: "remedy.judged", remedy: case_, inoperable: true, reason: "burnt"},
                     "abe");
    await untilSaid(page, ".cases h4", "granted");
    await press(page, ".cases .outage button:has-text('Decide the remedy')");
    await page.selectOption("#field-as", "voucher");
    await page.fill("#field-reason", "as the candidate wishes");
    await recordShown(page);
    await untilSaid(page, ".cases h4", "voucher");
    assert.equal((await remedy()).as, "voucher");
  }, {prepare: prepareCase});
});

test("a device that failed is assessed, investigated and restored from the keyboard", async () => {
  const prepareFailure = async (labd) => {
    await prepare(labd);
    await labd.enter({enter: "equipment.failed", item: "R02-sw1", description: "dead", id: "f1"});
  };
  await withConsole("equipment", async ({labd, page}) => {
    const equipment = async () => labd.get(`/api/v1/sessions/${await labd.session()}/equipment`);
    await goTo(page, "e", ".outages table");
    await untilSaid(page, ".outages tr", "R02");
    await press(page, "button:has-text('Owner and cause')");
    await page.fill("#field-owner", "Abe");
    await page.fill("#field-cause", "power supply");
    await press(page, "form.entry button[type=submit]");
    await untilSaid(page, ".outage p", "power supply");
    await press(page, "button:has-text('Have the cause investigated')");
    await page.fill("#field-owner", "Abe");
    await page.fill("#field-due_day", await labd.session());
    await press(page, "form.entry button[type=submit]");
    await page.waitForSelector("button:has-text('Close the investigation')");
    assert.deepEqual((await equipment()).investigations.map((one) =>
      [one.about, one.owner, one.due.slice(11, 19)]), [["f1", "Abe", "17:00:00"]]);
    await press(page, "button:has-text('Close the investigation')");
    await page.selectOption("#field-cause", "lab");
    await page.fill("#field-finding", "a capacitor");
    await recordShown(page);
    await untilSaid(page, ".outages p", "a capacitor");
    await press(page, "button:has-text('It works again')");
    await recordShown(page);
    await page.waitForSelector("button:has-text('It works again')", {state: "detached"});
    const now = await equipment();
    assert.equal(now.failures[0].until === null, false);
    assert.equal(now.investigations[0].cause, "lab");
    const spares = await page.textContent(".outages p:has-text('Spare seats')");
    assert.equal(spares, `Spare seats: ${now.spares.join(" ")}`);
  }, {prepare: prepareFailure});
});
