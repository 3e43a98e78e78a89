// Every screen of the web console: what axe-core finds, in both languages, narrow and at 200 %, and
// with people who are called strange things.

import assert from "node:assert/strict";
import {test} from "node:test";

import {goTo, openSeat, otherScreens, overWide, shownBoard, toldBoard, type, untilSaid, untilTrue,
        withConsole} from "./hands.mjs";
import {axeFindings, checkinEntries} from "./stand.mjs";

/** A day on which every screen has something to show. */
async function prepare(labd) {
  const id = await labd.session();
  const sitting = (number) => `${id}-0${number}`;
  await labd.enter({enter: "duty.started"}, "sato");
  for (const number of [1, 2, 3]) {
    await labd.enter(checkinEntries(sitting(number)));
    await labd.enter({enter: "module.started", sitting: sitting(number), module: "design"});
  }
  await labd.setClock({now: "09:20"});
  await labd.enter({enter: "camera.state", camera: "cam1", state: "recorded", since: "09:06"});
  await labd.enter({enter: "camera.state", camera: "cam2", state: "gap", since: "09:10"});
  await labd.enter({enter: "outage.reported", scope: {rack: "R02"}, cause: "lab", id: "o1"});
  await labd.enter({enter: "outage.reported", scope: {seat: "S02"}, cause: "lab", id: "o2"});
  await labd.enter({enter: "outage.estimated", outage: "o2", resolved_by: "12:30"});
  await labd.enter({enter: "sitting.cancelled", sitting: sitting(2), outage: "o2",
                    reason: "two hours"});
  await labd.enter({enter: "break.started", sitting: sitting(1), kind: "rest", place: "corridor"});
  await labd.enter({enter: "incident.opened", id: "i1", kind: "cheating", severity: "serious",
                    sittings: [sitting(3)], from: "09:05", to: "09:15", description: "a phone"});
  await labd.enter({enter: "incident.noted", incident: "i1", text: "seen on cam1"}, "kato");
  await labd.enter({enter: "footage.requested", incident: "i1", id: "g1", cameras: ["cam1"],
                    from: "09:00", to: "09:20", purpose: "whose phone it is"}, "kato");
}

/** At a tablet's width and at 200 % of 1280 px nothing is wider than the window. */
async function assertFits(page, what) {
  for (const width of [768, 640]) {
    await page.setViewportSize({width, height: 900});
    const over = await overWide(page);
    assert.ok(over <= 0, `${what}: ${over} px too wide at ${width}`);
  }
  await page.setViewportSize({width: 1280, height: 900});
}

/** Nothing is said by its key; parameters of the policy have names of their own. */
async function assertWords(page, what) {
  const text = await page.evaluate(() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll(".settings td, .settings th").forEach((one) => one.remove());
    return copy.textContent;
  });
  const keys = text.match(/\b(web|cli|enum|alarm|refusal|why|arming)\.[a-z_]+/g);
  assert.equal(keys, null, `${what}: keys without words`);
}

async function assertGood(page, what) {
  assert.deepEqual(await axeFindings(page), [], what);
  await assertWords(page, what);
  await assertFits(page, what);
}

/** What the papers and the journal show only when they are asked to. */
async function assertHidden(page) {
  await goTo(page, "p", ".paper-page");
  for (const place of [1, 2]) {
    await page.locator(".papers .buttons [aria-pressed]").nth(place).press("Enter");
    await page.waitForSelector(place === 1 ? ".paper-page caption" : "form.paper");
    await assertGood(page, `papers ${place}`);
  }
  await goTo(page, "j", ".journal tbody tr");
  await page.locator(".journal .tools button").press("Enter");
  await page.waitForSelector(".replay tbody tr");
  await assertGood(page, "replay");
  await goTo(page, "c", ".cameras .card .strip");
  await page.locator(".arming summary").press("Enter");
  await page.waitForSelector(".arming tbody tr");
  await assertGood(page, "arming");
  await goTo(page, "i", "[data-incident=i1]");
  await page.locator("[data-incident=i1]").press("Enter");
  await page.waitForSelector(".incident .request");
  await assertGood(page, "an incident");
  await page.locator(".incident > .buttons button").first().press("Enter");
  await page.waitForSelector("form.entry");
  await assertGood(page, "a note on it");
  await type(page, "Escape");
  await page.locator(".files .buttons button").press("Enter");
  await page.waitForSelector("form.entry");
  await assertGood(page, "a file for it");
  await type(page, "Escape", "Escape", "i");
  await page.waitForSelector("form.entry");
  await assertGood(page, "a new incident");
  await type(page, "Escape");
  await goTo(page, "e", ".outage");
  await page.locator(".outages > .buttons button").nth(1).press("Enter");
  await page.waitForSelector("form.entry");
  await assertGood(page, "evacuation");
  await type(page, "Escape");
}

for (const language of ["en", "ja"]) {
  test(`axe finds nothing on any screen, and all fit (${language})`, async () => {
    await withConsole(`axe-${language}`, async ({page, labd}) => {
      await untilTrue(page, (wanted) => document.documentElement.lang === wanted, language);
      await page.waitForSelector(".card .strip");
      await page.waitForSelector(".alarm-panel .alarm");
      assert.deepEqual(await shownBoard(page), toldBoard(await labd.board(), language));
      await assertGood(page, "floor");
      await page.emulateMedia({colorScheme: "dark"});
      assert.deepEqual(await axeFindings(page), [], "floor, dark");
      await openSeat(page, 1);
      await page.waitForSelector(".timeline li");
      await assertGood(page, "drawer");
      await type(page, "b");
      await page.waitForSelector("form.entry");
      await assertGood(page, "form");
      await type(page, "Escape");
      await page.locator(".drawer .actions button").last().press("Enter");
      await page.waitForSelector("form.entry");
      await assertGood(page, "evidence");
      await type(page, "Escape", "Escape");
      for (const [key, selector] of otherScreens) {
        await goTo(page, key, selector);
        await assertGood(page, selector);
      }
      await assertHidden(page);
      await page.emulateMedia({colorScheme: "light"});
      for (const [key, selector] of otherScreens) {
        await goTo(page, key, selector);
        assert.deepEqual(await axeFindings(page), [], `${selector}, light`);
      }
      await type(page, "?");
      await page.waitForSelector("dialog table");
      await assertGood(page, "help");
      await type(page, "Escape", "Control+k");
      await page.waitForSelector("[role=option]");
      assert.deepEqual(await axeFindings(page), [], "palette");
      await assertWords(page, "palette");
    }, {prepare, page: {locale: language}});
  });
}

test("hostile names show as text, harm nothing and keep the layout", async () => {
  const names = [
    "<img src=x onerror=window.harmed=1><script>window.harmed=1</script>",
    "\u202eevil\u202c \u0007bell", "👩‍👧‍👦".repeat(20), "W".repeat(200),
    "מרדכי ישראלי", "長".repeat(200),
  ];
  const prepareNames = async (labd) => {
    await prepare(labd);
    const id = await labd.session();
    await labd.enter(names.map((name, place) => ({
      enter: "sitting.amended", sitting: `${id}-${String(place + 1).padStart(2, "0")}`, name,
    })));
    await labd.enter({enter: "note.added", sitting: `${id}-01`, text: names.join(" ")});
  };
  await withConsole("hostile", async ({page}) => {
    const shown = (await shownBoard(page)).slice(0, names.length).map((one) => one.name);
    assert.deepEqual(shown, [
      names[0], "<U+202E>evil<U+202C> <U+0007>bell", ...names.slice(2),
    ]);
    await openSeat(page, 1);
    await untilSaid(page, ".timeline", "onerror");
    await assertFits(page, "drawer");
    await type(page, "Escape");
    await assertFits(page, "floor");
    const heights = await page.$$eval(".card h2", (all) => all.map((one) => one.offsetHeight));
    assert.ok(Math.max(...heights) <= 3 * Math.min(...heights), String(heights));
    for (const [key, selector] of otherScreens) {
      await goTo(page, key, selector);
      await assertFits(page, selector);
    }
    assert.equal(await page.evaluate(() => window.harmed), undefined);
  }, {prepare: prepareNames});
});

test("a flood of alarms is told by its causes", async () => {
  const prepareFlood = async (labd) => {
    await prepare(labd);
    for (const rack of ["R01", "R02", "R03", "R04", "R05", "R06"]) {
      for (const device of ["sw1", "rt1"]) {
        await labd.enter({enter: "equipment.failed", item: `${rack}-${device}`,
                          description: "no power"});
      }
    }
  };
  await withConsole("flood", async ({labd, page}) => {
    await untilSaid(page, ".alarm-panel", "They are put together by their cause.");
    await untilSaid(page, ".alarm-panel summary", "12 alarms of one kind");
    const alarms = (await labd.board()).alarms;
    const urgent = alarms.filter((alarm) => alarm.priority === 1).length;
    assert.equal(await page.locator(".alarm-panel > ul > li.p1").count(), urgent);
    assert.ok(urgent > 0);
    assert.deepEqual(await axeFindings(page), []);
    await page.locator(".alarm-panel summary", {hasText: "12 alarms"}).press("Enter");
    await page.locator(".alarm-panel button", {hasText: "Acknowledge these"}).press("Enter");
    await page.waitForSelector(".alarm-panel form.entry");
    assert.deepEqual(await axeFindings(page), [], "opened");
    await page.locator(".alarm-panel form button[type=submit]").press("Enter");
    await page.waitForSelector(".alarm-panel form.entry", {state: "detached"});
    const seen = (await labd.board()).alarms.filter((alarm) => alarm.acknowledged_by === "mori");
    assert.equal(seen.length, 12);
  }, {prepare: prepareFlood});
});
