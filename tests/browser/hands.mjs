// What the browser tests do with their hands: open a console on a labd of their own, type, wait for
// what is shown, and hold it against the API's answer.

import assert from "node:assert/strict";
import {join} from "node:path";
import {after, before} from "node:test";

import {Labd, Line, openBrowser, openPage, patience_ms, signIn} from "./stand.mjs";

export let browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => browser?.close());

/** A labd of its own, at 09:00 or `now`, with a page on it; both are gone afterwards. */
export async function withConsole(name, run, options = {}) {
  const labd = await new Labd(name).start();
  const line = await new Line(labd).open();
  let page;
  try {
    await labd.setClock({now: options.now ?? "09:00", rate: 0});
    await options.prepare?.(labd);
    page = await openPage(browser, line.url, options.page, options.before);
    await signIn(page, options.who ?? "mori");
    await page.waitForSelector(options.ready ?? ".card");
    await run({labd, line, page});
    assert.deepEqual(page.errors, []);
  } catch (error) {
    const picture = process.env.LABD_PICTURES && join(process.env.LABD_PICTURES, `${name}.png`);
    if (picture) await page?.screenshot({path: picture});
    throw error;
  } finally {
    await page?.context().close();
    line.close();
    await labd.stop();
  }
}

export const untilTrue = (page, condition, argument) =>
  page.waitForFunction(condition, argument, {timeout: patience_ms});

/** Waits until the drawer shows a text. */
export const untilSaid = (page, selector, text) => untilTrue(page, ([where, what]) =>
  [...document.querySelectorAll(where)].some((one) => one.textContent.includes(what)),
  [selector, text]);

export async function type(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Opens a form by its key, and waits until one can type into it. */
export async function openForm(page, key) {
  await type(page, key);
  await untilTrue(page, () => document.activeElement?.closest("form.entry") !== null);
}

/** Goes to a seat and opens it. */
export async function openSeat(page, number) {
  await type(page, ...String(number));
  await untilTrue(page, (digits) => document.activeElement?.dataset?.open !== undefined &&
    document.activeElement.querySelector(".seat").textContent.endsWith(digits.padStart(2, "0")),
    String(number));
  await type(page, "Enter");
  await page.waitForSelector(".drawer");
}

/** What the board shows, to be held against the API's answer. */
export const shownBoard = (page) => page.evaluate(() => [...document.querySelectorAll(".card")].map(
  (card) => ({
    sitting: card.dataset.sitting, seat: card.querySelector(".seat").textContent,
    name: card.querySelector(".name").textContent,
    ends: [...card.querySelectorAll(".clock")].find((clock) =>
      ["End", "終了"].includes(clock.querySelector("dt").textContent))
      ?.querySelector(".at")?.textContent,
  })).sort((a, b) => a.sitting.localeCompare(b.sitting)));

export function toldBoard(board, language) {
  return board.sittings.map((one) => ({
    sitting: one.sitting, seat: one.seat,
    name: language === "ja" ? one.name_local ?? one.name : one.name,
    ends: one.phase === "ended" ? undefined : one.ends_at?.slice(11, 19),
  }));
}

/** Goes to a screen by its keys and waits until it shows something. */
export async function goTo(page, key, selector) {
  await type(page, "g", key);
  await page.waitForSelector(selector);
}

/** Every screen beside the floor: its key and what shows that it is there. */
export const otherScreens = [
  ["e", ".outages"], ["j", ".journal tbody tr"], ["c", ".cameras .card .strip"],
  ["t", ".open-items li"], ["r", ".cases .outage"], ["p", ".paper-page"],
  ["i", ".incidents .outage"], ["s", ".settings tbody tr"], ["d", ".drills li"],
];

/** By how much the page is wider than its window, in px. */
export const overWide = (page) => page.evaluate(() =>
  document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
