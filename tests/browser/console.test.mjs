// The web console in a real browser on a real labd: a seat's morning by keyboard alone, an outage,
// and a while without a connection.

import assert from "node:assert/strict";
import {test} from "node:test";

import {browser, openForm, openSeat, shownBoard, toldBoard, type, untilSaid, untilTrue, withConsole}
  from "./hands.mjs";
import {axeFindings, checkinEntries, Labd, openPage, signIn, steps} from "./stand.mjs";

test("the sign-in says what is wrong, and axe finds nothing there", async () => {
  const labd = await new Labd("sign-in").start();
  const page = await openPage(browser, labd.url);
  try {
    assert.deepEqual(await axeFindings(page), []);
    await signIn(page, "nobody");
    await untilSaid(page, ".problem", "The name or the password is wrong.");
    await page.reload();
    await page.waitForSelector("#name");
    await signIn(page, "wall");
    await page.waitForSelector(".display li");
    assert.deepEqual(await axeFindings(page), []);
    const text = await page.evaluate(() => document.body.textContent);
    assert.ok(text.includes("S01") && !text.includes("Aoki"), "a display names nobody");
    assert.deepEqual(page.errors, []);
  } finally {
    await page.context().close();
    await labd.stop();
  }
});

test("a seat's morning by keyboard alone, each step as labd has it", async () => {
  await withConsole("morning", async ({labd, page}) => {
    const id = `${await labd.session()}-01`;
    const state = () => labd.get(`/api/v1/sittings/${id}`);
    await openSeat(page, 1);
    await openForm(page, "c");
    await type(page, "Enter");
    await untilSaid(page, ".drawer .mark", "checking in");
    // A document without its marks is refused in words and with the rule.
    await page.waitForSelector("form.entry", {state: "detached"});
    await openForm(page, "c");
    await type(page, "Enter");
    await untilSaid(page, ".problem", "Accepted documents: 0 of 2.");
    await untilSaid(page, ".problem .rules", "ADM-3");
    for (const mark of ["signed1", "government1", "photo1", "name_matches1", "signed2",
                        "name_matches2"]) {
      await page.focus(`#field-${mark}`);
      await type(page, "Space");
    }
    await type(page, "Enter");
    for (const step of steps.slice(1)) {
      await page.waitForSelector("form.entry", {state: "detached"});
      await untilTrue(page, (open) => document.querySelectorAll(
        ".steps [data-open-step=true]").length === open, steps.length - steps.indexOf(step));
      await openForm(page, "c");
      await type(page, "Enter");
    }
    await untilSaid(page, ".drawer .mark", "ready");
    await page.waitForSelector("form.entry", {state: "detached"});
    assert.equal((await state()).checked_in, true);
    await openForm(page, "m");
    await type(page, "Enter");
    await untilSaid(page, ".drawer .mark", "working");
    assert.equal((await state()).module.id, "design");
    // One key opens a form and records nothing.
    const size = (await labd.board()).size;
    await page.waitForSelector("form.entry", {state: "detached"});
    await openForm(page, "b");
    assert.equal((await labd.board()).size, size);
    await type(page, "Enter");
    await untilSaid(page, ".drawer .mark", "on a break");
    await labd.setClock({now: "09:11"});
    await untilSaid(page, ".drawer .alarm", "longer than 10:00");
    await untilSaid(page, ".official", "09:11:00");
    await page.waitForSelector("form.entry", {state: "detached"});
    await openForm(page, "b");
    await page.waitForSelector("#field-justification[required]");
    await page.keyboard.type("waited for the lift");
    await page.focus("#field-happened");
    await page.keyboard.type("09:10:30");
    await type(page, "Enter");
    await untilSaid(page, ".drawer .mark", "working");
    // Undo is a correction: shown first, then recorded.
    await page.waitForSelector("form.entry", {state: "detached"});
    await openForm(page, "u");
    await page.focus("#field-reason");
    await page.keyboard.type("wrong seat");
    await type(page, "Enter");
    await page.waitForSelector(".preview");
    assert.equal((await state()).on_break, false);
    await type(page, "Enter");
    await untilSaid(page, ".drawer .mark", "on a break");
    assert.equal((await state()).on_break, true);
    const entries = (await labd.journal()).filter((entry) => entry.by.name === "mori");
    assert.deepEqual(entries.map((entry) => entry.enter), [
      "candidate.arrived", ...steps.map(() => "checkin.done"), "module.started", "break.started",
      "break.ended", "entry.corrected",
    ]);
    assert.deepEqual(await shownBoard(page), toldBoard(await labd.board(), "en"));
  });
});

test("an outage is previewed on every sitting, recorded, and ended", async () => {
  const prepare = async (labd) => {
    const id = await labd.session();
    for (const sitting of [`${id}-03`, `${id}-04`]) {
      await labd.enter(checkinEntries(sitting));
      await labd.enter({enter: "module.started", sitting, module: "design"});
    }
    await labd.setClock({now: "09:40"});
  };
  await withConsole("outage", async ({labd, page}) => {
    await openForm(page, "o");
    await page.selectOption("#field-scope", "rack:R02");
    await page.focus("#field-happened");
    await page.keyboard.type("09:30");
    await type(page, "Enter");
    await untilSaid(page, ".preview li", "S03 Tanaka Yui: ends 17:00:00 -> open");
    await untilSaid(page, ".preview li", "S04 Nguyen Minh Anh: ends 17:00:00 -> open");
    const size = (await labd.board()).size;
    await type(page, "Enter");
    await page.waitForSelector(".outage[data-open=true]");
    const board = await labd.board();
    assert.equal(board.size, size + 1);
    await untilSaid(page, ".outage", "left to two hours");
    await labd.setClock({now: "09:50"});
    await untilSaid(page, ".official", "09:50:00");
    await page.click(".outage button:has-text('Outage is over')");
    await page.waitForSelector("form.entry");
    await type(page, "Enter");
    await untilSaid(page, ".preview li", "S03 Tanaka Yui: ends open -> 17:20:00");
    await type(page, "Enter");
    await page.waitForSelector(".outage[data-open=false]");
    await type(page, "Escape", "g", "f");
    await page.waitForSelector(".card");
    await untilSaid(page, ".card", "17:20:00");
    assert.deepEqual(await shownBoard(page), toldBoard(await labd.board(), "en"));
  }, {prepare});
});

test("without a connection the board says so, facts wait, and each is recorded once", async () => {
  const prepare = async (labd) => {
    const id = await labd.session();
    await labd.enter(checkinEntries(`${id}-01`));
    await labd.enter({enter: "module.started", sitting: `${id}-01`, module: "design"});
    await labd.setClock({now: "09:20", rate: 1});
  };
  await withConsole("offline", async ({labd, line, page}) => {
    await openSeat(page, 1);
    line.cut();
    await page.waitForSelector(".banner.stale");
    await page.waitForSelector(".console[data-stale=true]");
    assert.deepEqual(await axeFindings(page), [], "stale");
    await openForm(page, "b");
    await type(page, "Enter");
    await untilSaid(page, ".timeline .pending", "not yet recorded");
    await page.waitForSelector("form.entry", {state: "detached"});
    await openForm(page, "b");
    await type(page, "Enter");
    await untilTrue(page, () => document.querySelectorAll(".timeline .pending").length === 2);
    assert.equal(await page.isDisabled(".actions button:has-text('Terminate')"), true,
                 "no decisions without labd");
    // They outlive the page, too: nothing of it is only in its memory.
    const waiting = await page.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.open("labd-outbox");
      request.onsuccess = () => {
        const all = request.result.transaction("kept").objectStore("kept").getAll();
        all.onsuccess = () => resolve(all.result.map((kept) => kept.enter));
      };
    }));
    assert.deepEqual(waiting.sort(), ["break.ended", "break.started"]);
    // labd is started again meanwhile.
    await labd.stop("SIGKILL");
    await labd.start();
    line.mend();
    await page.waitForSelector(".console[data-stale=false]");
    await untilTrue(page, () => document.querySelectorAll(".pending").length === 0);
    const entries = (await labd.journal()).filter((entry) => entry.enter.startsWith("break."));
    assert.deepEqual(entries.map((entry) => entry.enter), ["break.started", "break.ended"]);
    assert.ok(entries[0].happened < entries[1].happened);
    assert.ok(entries[1].happened < entries[0].recorded, "as they happened, not as they arrived");
    assert.deepEqual(await shownBoard(page), toldBoard(await labd.board(), "en"));
  }, {prepare});
});

test("the language is switched on the spot, and remembered", async () => {
  await withConsole("language", async ({labd, page}) => {
    await openSeat(page, 1);
    await openForm(page, "c");
    await type(page, "Enter");
    await untilSaid(page, ".drawer .mark", "checking in");
    await page.click("button:has-text('日本語')");
    await untilSaid(page, ".drawer .mark", "チェックイン中");
    assert.deepEqual(await shownBoard(page), toldBoard(await labd.board(), "ja"));
    await page.reload();
    await page.waitForSelector(".card");
    assert.equal(await page.evaluate(() => document.documentElement.lang), "ja");
  });
});
