// A shared tablet: enrolled once, people switch by PIN, and what is entered has the right author.

import assert from "node:assert/strict";
import {test} from "node:test";

import {goTo, openForm, openSeat, overWide, type, untilSaid, untilTrue, withConsole}
  from "./hands.mjs";
import {axeFindings, checkinEntries, patience_ms, signIn} from "./stand.mjs";

const pins = {sato: "314159", mori: "271828"};
/** Longer than the console may stand untouched. */
const idle = "02:01";

async function prepare(labd) {
  const id = await labd.session();
  await labd.enter(checkinEntries(`${id}-01`));
  await labd.enter({enter: "module.started", sitting: `${id}-01`, module: "design"});
  await labd.setClock({now: "09:20", rate: 1});
  await setPin(labd, "sato");
}

async function setPin(labd, who) {
  const answer = await labd.call(who, "/api/v1/me/pin",
                                 {password: `${who}-training`, pin: pins[who]});
  assert.equal(answer.status, 204, JSON.stringify(answer));
}

/** In the settings, by who is responsible. */
async function enrol(page, name) {
  await goTo(page, "s", "#device-name");
  await page.fill("#device-name", name);
  await page.press("#device-name", "Enter");
  await page.waitForSelector(".lock .names");
}

/** Takes the tablet by keyboard or by touch. */
async function choose(page, name) {
  const button = page.locator(".names button", {hasText: name});
  await button.press("Enter");
  await page.waitForSelector(".pad");
}

async function typePin(page, pin) {
  await page.keyboard.type(pin);
  await page.keyboard.press("Enter");
}

async function unlock(page, name, pin) {
  await choose(page, name);
  await typePin(page, pin);
  await page.waitForSelector(".console[data-stale=false] .card");
}

async function lock(page) {
  await page.locator("body").press("l");
  await page.waitForSelector(".lock .names");
}

const authors = async (labd) => (await labd.journal())
  .filter((entry) => entry.enter.startsWith("break."))
  .map((entry) => `${entry.enter} ${entry.by.name}`);

/** A break that begins, or the one that goes on ends. */
async function enterBreak(page) {
  await openSeat(page, 1);
  await openForm(page, "b");
  await type(page, "Enter");
  await page.waitForSelector("form.entry", {state: "detached"});
  await type(page, "Escape");
}

async function untilEntered(labd, wanted) {
  const until = Date.now() + patience_ms;
  while ((await authors(labd)).length < wanted.length && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(await authors(labd), wanted);
}

const whoIsIt = (page) => page.evaluate(async () => {
  const answer = await fetch("/api/v1/me");
  return answer.ok ? (await answer.json()).name : answer.status;
});

test("people switch by PIN, and each entry has its author", async () => {
  await withConsole("tablet-switch", async ({labd, page}) => {
    await goTo(page, "s", "#pin-new");
    await page.fill("#pin-password", "mori-training");
    await page.fill("#pin-new", "123456");
    await page.press("#pin-new", "Enter");
    await page.waitForSelector(".settings .problem");
    await page.fill("#pin-password", "mori-training");
    await page.fill("#pin-new", pins.mori);
    await page.press("#pin-new", "Enter");
    await untilSaid(page, ".settings [role=status]", "The PIN is set");
    await enrol(page, "tablet-1");
    assert.equal(await whoIsIt(page), 401, "who enrolled it is signed out");

    await unlock(page, "Sato", pins.sato);
    await enterBreak(page);
    await untilEntered(labd, ["break.started sato"]);
    await lock(page);
    assert.equal(await page.locator(".card, .notice").count(), 0);
    await untilTrue(page, async () => (await fetch("/api/v1/me")).status === 401);

    await choose(page, "Mori");
    for (const digit of pins.mori) {
      await page.locator(".pad button", {hasText: digit}).click();
    }
    await page.locator(".pad button[type=submit]").click();
    await page.waitForSelector(".console[data-stale=false] .card");
    await enterBreak(page);
    await untilEntered(labd, ["break.started sato", "break.ended mori"]);
  }, {prepare});
});

test("the lock screen is good in both languages", async () => {
  await withConsole("tablet-screen", async ({labd, page}) => {
    await setPin(labd, "mori");
    await enrol(page, "tablet-1");
    for (const language of ["en", "ja"]) {
      for (const screen of ["names", "pad"]) {
        if (screen === "pad") await choose(page, "Sato");
        assert.deepEqual(await axeFindings(page), [], `${screen} in ${language}`);
        for (const width of [768, 640, 1280]) {
          await page.setViewportSize({width, height: 900});
          assert.ok(await overWide(page) <= 0, `${screen} in ${language} at ${width}`);
        }
        const folder = process.env.LABD_PICTURES;
        if (folder) await page.screenshot({path: `${folder}/tablet-${screen}-${language}.png`});
      }
      await page.keyboard.press("Escape");
      await page.waitForSelector(".names");
      await page.locator(".lock button[lang]").click();
    }
  }, {prepare});
});

test("an untouched tablet locks itself", async () => {
  await withConsole("tablet-idle", async ({page}) => {
    await enrol(page, "tablet-1");
    await unlock(page, "Sato", pins.sato);
    await openSeat(page, 1);
    await page.clock.fastForward("01:30");
    await page.keyboard.press("Escape");
    await page.clock.fastForward("01:30");
    await page.waitForSelector(".console .card");
    assert.equal(await whoIsIt(page), "sato", "a touch put it off");
    await page.clock.fastForward(idle);
    await page.waitForSelector(".lock .names");
    await untilSaid(page, ".lock .hint", "Locked.");
    await untilTrue(page, async () => (await fetch("/api/v1/me")).status === 401);
  }, {prepare, before: (page) => page.clock.install()});
});

test("wrong PINs lock the PIN until the password is given", async () => {
  await withConsole("tablet-wrong", async ({page}) => {
    await enrol(page, "tablet-1");
    await choose(page, "Sato");
    for (let count = 0; count < 6; ++count) {
      const answer = page.waitForResponse((one) => one.url().endsWith("/sign-in/pin"));
      await typePin(page, count === 5 ? pins.sato : "900913");
      assert.equal((await answer).status(), 401);
      await untilSaid(page, ".problem", "locked until its owner");
    }
    await page.keyboard.press("Escape");
    await page.locator(".lock button", {hasText: "password"}).click();
    await signIn(page, "sato");
    await page.waitForSelector(".console[data-stale=false] .card");
    await lock(page);
    await unlock(page, "Sato", pins.sato);
  }, {prepare});
});

test("a revoked tablet asks for the password", async () => {
  await withConsole("tablet-revoked", async ({labd, page}) => {
    await enrol(page, "tablet-1");
    await unlock(page, "Sato", pins.sato);
    const answer = await fetch(`${labd.url}/api/v1/devices/tablet-1`, {
      method: "DELETE", headers: {Authorization: `Bearer ${labd.tokens.get("mori")}`},
    });
    assert.equal(answer.status, 204);
    await page.waitForSelector(".sign-in #name");
    assert.equal(await page.locator(".names").count(), 0);
    await signIn(page, "sato");
    await page.waitForSelector(".console .card");
  }, {prepare});
});

test("what somebody entered without a connection waits for that person", async () => {
  await withConsole("tablet-outbox", async ({labd, line, page}) => {
    await setPin(labd, "mori");
    await enrol(page, "tablet-1");
    await unlock(page, "Sato", pins.sato);
    await openSeat(page, 1);
    line.cut();
    await page.waitForSelector(".console[data-stale=true]");
    await openForm(page, "b");
    await type(page, "Enter");
    await page.waitForSelector("form.entry", {state: "detached"});
    await untilTrue(page, () => document.querySelectorAll(".timeline .pending").length === 1);
    await type(page, "Escape");
    await lock(page);
    await untilSaid(page, ".lock .hint", "sato");
    line.mend();
    await untilTrue(page, async () => (await fetch("/api/v1/me")).status === 401);
    await unlock(page, "Mori", pins.mori);
    await page.locator(".card .name").first().waitFor();
    assert.deepEqual(await authors(labd), [], "not in the name of somebody else");
    await lock(page);
    await unlock(page, "Sato", pins.sato);
    await untilEntered(labd, ["break.started sato"]);
  }, {prepare});
});
