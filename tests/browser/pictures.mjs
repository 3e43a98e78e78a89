// Takes pictures of every screen, to be looked at: the floor with 6, 20 and 40 seats in both
// languages, light and dark, and the other screens; each also on a tablet of 768 px.
//
// usage: node pictures.mjs OUT_DIRECTORY

import {mkdirSync, readdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";

import {checkinEntries, Labd, openBrowser, openPage, signIn} from "./stand.mjs";

const out = process.argv[2] ?? "pictures";
mkdirSync(out, {recursive: true});

const two = (number) => String(number).padStart(2, "0");
const names = [
  ["Smith Joanna", undefined], ["Sato Aoi", "佐藤 葵"], ["Nguyen Thi Minh Khai", undefined],
  ["Takahashi Kenichiro", "高橋 健一郎"], ["Fernández-García María José", undefined],
];

/** A site with enough seats and a day in which everything happens. */
async function prepare(labd, seats) {
  const id = await labd.session();
  const site = await labd.get("/api/v1/site", "admin");
  const {version: _, mode: __, ...configured} = site;
  const places = Array.from({length: 40}, (_, place) => ({
    id: `S${two(place + 1)}`, rack: `R${two(Math.floor(place / 2) + 1)}`,
  }));
  await labd.enter({
    enter: "site.configured", ...configured, equipment: [],
    rooms: [{id: "main", seats: places.slice(0, 20)}, {id: "side", seats: places.slice(20)}],
  }, "admin");
  for (let place = 12; place > seats; --place) {
    await labd.enter({enter: "sitting.withdrawn", sitting: `${id}-${two(place)}`});
  }
  for (let place = 13; place <= seats; ++place) {
    const [name, local] = names[place % names.length];
    await labd.enter({
      enter: "sitting.booked", session: id, sitting: `${id}-${two(place)}`, name,
      candidate: `C-${1000 + place}`, track: "ccie-security", seat: `S${two(place)}`,
      born: "1990-01-02", residence: "JP", agreement_signed: "2026-01-05",
      ...(local === undefined ? {} : {name_local: local}),
    });
  }
  await happen(labd, id, seats);
}

async function happen(labd, id, seats) {
  const sitting = (number) => `${id}-${two(number)}`;
  const here = Array.from({length: seats}, (_, place) => place + 1).filter((one) => one % 11 !== 8);
  await labd.enter({enter: "duty.started"}, "sato");
  for (const one of here) {
    const entries = checkinEntries(sitting(one));
    await labd.enter(one % 9 === 5 ? entries.slice(0, 3) : entries);
  }
  const working = here.filter((one) => one % 9 !== 5);
  for (const one of working) {
    await labd.enter({enter: "module.started", sitting: sitting(one), module: "design"});
  }
  await labd.setClock({now: "09:20"});
  await labd.enter({enter: "break.started", sitting: sitting(2), kind: "toilet",
                    place: "corridor", id: "b1"});
  await labd.setClock({now: "09:30"});
  await labd.enter({enter: "outage.reported", id: "o1", scope: {rack: "R02"}, cause: "lab",
                    description: "R02-sw1 reloads again and again"});
  await labd.enter({enter: "outage.estimated", outage: "o1", resolved_by: "09:55"});
  for (const [camera, state, since, fault] of [
    ["cam1", "recorded", "08:30"], ["cam2", "recorded", "08:30"],
    ["cam1", "gap", "09:21", "unreachable"], ["cam1", "recorded", "09:25"],
    ["cam2", "degraded", "09:28", "covered"]]) {
    await labd.enter({enter: "camera.state", camera, state, since,
                      ...(fault === undefined ? {} : {fault}), reason: "looked at afterwards"});
  }
  await labd.setClock({now: "09:33:12"});
  await labd.enter({enter: "break.started", sitting: sitting(1), kind: "toilet",
                    place: "corridor"});
  if (seats > 6) {
    await labd.enter({enter: "outage.reported", id: "o2", scope: {seat: "S09"}, cause: "unknown"});
    await labd.enter({enter: "outage.estimated", outage: "o2", resolved_by: "11:50"});
    await labd.enter({enter: "sitting.terminated", sitting: sitting(7), reason: "phone in use"});
    await labd.enter({enter: "outage.reported", id: "o3", scope: {seat: "S10"}, cause: "lab"});
    await labd.enter({enter: "outage.estimated", outage: "o3", resolved_by: "12:00"});
    await labd.enter({enter: "sitting.cancelled", sitting: sitting(10), outage: "o3",
                      reason: "two hours"});
  }
  await incidents(labd, sitting);
  await labd.setClock({now: "09:36:41", rate: 1});
}

async function incidents(labd, sitting) {
  await labd.enter({enter: "incident.opened", id: "i1", kind: "cheating", severity: "critical",
                    sittings: [sitting(3)], from: "09:15", to: "09:26",
                    description: "Looked at a phone under the table, twice, for several seconds."},
                   "sato");
  await labd.enter({enter: "incident.noted", incident: "i1", text: "The phone is in locker 7."},
                   "sato");
  await labd.enter({enter: "incident.noted", incident: "i1", finding: true,
                    text: "The questions of the module are on the phone."}, "kato");
  await labd.enter({enter: "incident.assigned", incident: "i1", owner: "kato"}, "kato");
  await labd.enter({enter: "footage.requested", incident: "i1", id: "g1", cameras: ["cam1", "cam2"],
                    from: "09:10", to: "09:30", purpose: "Who else saw the phone"}, "kato");
  await labd.enter({enter: "incident.decided", incident: "i1", finding: "banned",
                    reason: "The questions were on the phone."}, "kato");
  await labd.enter({enter: "incident.opened", id: "i2", kind: "disruption", seats: ["S04"],
                    description: "Talked aloud."}, "sato");
  await labd.enter({enter: "incident.decided", incident: "i2", finding: "dismissed",
                    reason: "A bell next door."}, "kato");
}

const browser = await openBrowser();

async function floors(labd, seats) {
  for (const locale of ["en", "ja"]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await openPage(browser, labd.url, {locale, colorScheme});
      await signIn(page, "mori");
      await page.waitForSelector(".console[data-stale=false] .card");
      for (const width of [1280, 768]) {
        await page.setViewportSize({width, height: 1000});
        const file = `floor-${seats}-${locale}-${colorScheme}-${width}.png`;
        await page.screenshot({path: join(out, file)});
      }
      if (seats === 20) await others(page, `${locale}-${colorScheme}`);
      await page.context().close();
    }
  }
}

async function others(page, name) {
  const shoot = async (screen) => {
    for (const width of [1280, 768]) {
      await page.setViewportSize({width, height: 1000});
      await page.screenshot({path: join(out, `${screen}-${name}-${width}.png`)});
    }
  };
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("3");
  await page.waitForTimeout(1000);
  await press("Enter");
  await page.waitForSelector(".timeline li");
  await shoot("drawer");
  await press("n");
  await page.waitForSelector("form.entry");
  await shoot("form");
  await press("Escape", "Escape", "g", "e");
  await page.waitForSelector(".outage");
  await shoot("outages");
  await press("g", "j");
  await page.waitForSelector(".journal tbody tr");
  await shoot("journal");
  await page.locator(".journal .tools button").press("Enter");
  await page.waitForSelector(".replay tbody tr");
  await shoot("replay");
  for (const [key, selector, screen] of [
    ["c", ".cameras .card .strip", "cameras"], ["t", ".open-items li", "team"],
    ["r", ".cases .outage", "cases"], ["i", "[data-incident=i1]", "incidents"],
    ["s", ".settings tbody tr", "settings"],
    ["p", ".paper-page", "papers-pack"]]) {
    await press("g", key);
    await page.waitForSelector(selector);
    await shoot(screen);
  }
  await press("g", "i");
  await page.locator("[data-incident=i1]").press("Enter");
  await page.waitForSelector(".incident .strip");
  await shoot("incident");
  await page.screenshot({path: join(out, `incident-${name}-whole.png`), fullPage: true});
  await page.locator(".incident .person button").press("Enter");
  await page.waitForSelector("form.entry");
  await shoot("evidence");
  await press("Escape", "Escape", "i");
  await page.waitForSelector("form.entry");
  await shoot("incident-form");
  await press("Escape", "g", "p");
  await page.waitForSelector(".paper-page");
  for (const [place, selector, screen] of [
    [1, ".paper-page caption", "papers-report"], [2, "form.paper", "papers-period"]]) {
    await page.locator(".papers .buttons [aria-pressed]").nth(place).press("Enter");
    await page.waitForSelector(selector);
    await shoot(screen);
  }
  await press("?");
  await page.waitForSelector("dialog");
  await shoot("help");
  await press("Escape", "Control+k");
  await page.waitForSelector("[role=option]");
  await shoot("palette");
}

for (const seats of [6, 20, 40]) {
  const labd = await new Labd(`pictures-${seats}`).start();
  await labd.setClock({now: "09:00", rate: 0});
  await prepare(labd, seats);
  await floors(labd, seats);
  if (seats === 6) {
    for (const locale of ["en", "ja"]) {
      const page = await openPage(browser, labd.url, {locale});
      await page.screenshot({path: join(out, `sign-in-${locale}.png`)});
      await signIn(page, "wall");
      await page.waitForSelector(".display li");
      await page.screenshot({path: join(out, `display-${locale}.png`)});
      await page.context().close();
    }
  }
  await labd.stop();
}
await browser.close();

// One page for all: to be looked at in one go.
const pictures = readdirSync(out).filter((name) => name.endsWith(".png")).sort();
const head = "<!doctype html><meta charset=utf-8><title>Pictures</title>";
const figures = pictures.map((name) => `<figure><figcaption>${name}</figcaption>` +
  `<img src="${name}" loading="lazy" width="640"></figure>`);
writeFileSync(join(out, "index.html"), head + figures.join("\n"));
