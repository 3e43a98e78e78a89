// Incidents in the console: opened at a seat, reviewed by exam security, decided by two people,
// footage asked for and answered, evidence handed out, alarms heard. Each is held against labd's
// answer.

import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";

import {browser, goTo, openForm, openSeat, type, untilSaid, untilTrue, withConsole}
  from "./hands.mjs";
import {axeFindings, checkinEntries, openPage, signIn} from "./stand.mjs";

async function prepare(labd) {
  const id = await labd.session();
  for (const number of [1, 2]) {
    await labd.enter(checkinEntries(`${id}-0${number}`));
    await labd.enter({enter: "module.started", sitting: `${id}-0${number}`, module: "design"});
  }
  await labd.setClock({now: "09:20"});
}

async function prepareIncident(labd) {
  await prepare(labd);
  const added = await labd.call("admin", "/api/v1/users", {
    name: "tanabe", password: "tanabe-training", roles: ["exam_security"],
  });
  assert.equal(added.status, 201);
  await labd.enter({enter: "incident.opened", id: "i1", kind: "cheating", from: "09:05",
                    to: "09:15", sittings: [`${await labd.session()}-01`],
                    description: "looked at a phone"}, "sato");
}

const press = (page, selector) => page.locator(selector).first().press("Enter");
const closed = (page) => page.waitForSelector("form.entry", {state: "detached"});
const incident = (labd, id = "i1", who = "mori") => labd.get(`/api/v1/incidents/${id}`, who);

/** Shows the effect of the form that is open, and records it. */
async function recordShown(page) {
  await press(page, "form.entry button[type=submit]");
  await page.waitForSelector(".preview");
  await press(page, "form.entry button[type=submit]");
  await closed(page);
}

async function openIncident(page, id = "i1") {
  await goTo(page, "i", `[data-incident="${id}"]`);
  await press(page, `[data-incident="${id}"]`);
  await page.waitForSelector(".incident .timeline");
}

const offered = (page) => page.$$eval(".incident > .buttons button", (all) =>
  all.map((one) => one.textContent.trim()));

/** Somebody else on a page of their own; gone afterwards. */
async function asPerson(url, name, run) {
  const page = await openPage(browser, url);
  try {
    await signIn(page, name);
    await page.waitForSelector(".card");
    await run(page);
    assert.deepEqual(page.errors, []);
  } finally {
    await page.context().close();
  }
}

test("an incident is opened at a seat by keys, noted, and kept while labd is away", async () => {
  await withConsole("incident-open", async ({labd, line, page}) => {
    await openSeat(page, 1);
    await openForm(page, "i");
    await page.selectOption("#field-kind", "belongings");
    await page.fill("#field-description", "a watch at the wrist");
    await page.fill("#field-from", "09:10");
    await type(page, "Enter");
    await closed(page);
    await untilSaid(page, ".timeline li", "incident opened");
    const [opened] = (await labd.get("/api/v1/incidents")).incidents;
    assert.deepEqual([opened.kind, opened.sittings.map((one) => one.seat), opened.opened_by,
                      opened.from.slice(11, 16)], ["belongings", ["S01"], "sato", "09:10"]);
    await openIncident(page, opened.incident);
    await untilSaid(page, ".incident h3", "belongings: S01 Aoki Ren");
    await untilSaid(page, ".incident .person", "S01 Aoki Ren");
    assert.deepEqual(await offered(page),
                     ["Note", "Say how severe it is", "Add a person, a seat or a camera"]);
    // What happened can be kept for later.
    line.cut();
    await page.waitForSelector(".console[data-stale=true]");
    await press(page, ".incident > .buttons button:has-text('Note')");
    await page.fill("#field-text", "it is in locker 7");
    await press(page, "form.entry button[type=submit]");
    await page.waitForSelector(".incident .pending");
    line.mend();
    await untilSaid(page, ".incident .timeline", "it is in locker 7");
    await untilTrue(page, () => document.querySelectorAll(".pending").length === 0);
    const notes = (await incident(labd, opened.incident)).notes;
    assert.deepEqual(notes.map((one) => [one.text, one.by]), [["it is in locker 7", "sato"]]);
    await type(page, "Escape");
    await untilTrue(page, (id) => document.activeElement?.dataset.incident === id,
                    opened.incident);
  }, {prepare, who: "sato"});
});

test("a ban takes two people, a preview and a reason, and never waits in the outbox", async () => {
  await withConsole("incident-ban", async ({labd, line, page}) => {
    await openIncident(page);
    await press(page, ".incident button:has-text('Say who reviews it')");
    await press(page, "form.entry button[type=submit]");
    await closed(page);
    await press(page, ".incident button:has-text('Note a finding')");
    await page.fill("#field-text", "the questions were on the phone");
    await press(page, "form.entry button[type=submit]");
    await untilSaid(page, ".incident .timeline b", "Finding");
    const before = (await labd.board()).size;
    await press(page, ".incident button:has-text('Decide the incident')");
    await page.selectOption("#field-finding", "banned");
    await untilSaid(page, ".entry .problem", "until a second person of exam security");
    await press(page, "form.entry button[type=submit]");
    assert.equal((await labd.board()).size, before, "not without a reason");
    await page.fill("#field-reason", "found on the phone");
    line.cut();
    await page.waitForSelector(".console[data-stale=true]");
    await page.waitForSelector("form.entry button[type=submit]:disabled");
    line.mend();
    await page.waitForSelector(".console[data-stale=false]");
    await recordShown(page);
    await untilSaid(page, ".incident .tag", "waits for a second person");
    assert.ok(!(await offered(page)).includes("Confirm the ban as the second person"));
    await untilSaid(page, ".incident .hint", "You decided this ban.");
    let now = await incident(labd, "i1", "kato");
    assert.deepEqual([now.owner, now.decision.finding, now.decision.confirmed],
                     ["kato", "banned", false]);
    await asPerson(line.url, "tanabe", async (second) => {
      await openIncident(second);
      await press(second, ".incident button:has-text('Confirm the ban')");
      await second.fill("#field-reason", "seen and confirmed");
      await recordShown(second);
      await untilSaid(second, ".incident p", "confirmed by a second person");
      await press(second, ".incident button:has-text('Close the incident')");
      await recordShown(second);
      await second.waitForSelector(".incident[data-state=closed]");
    });
    now = await incident(labd, "i1", "kato");
    assert.deepEqual([now.decision.confirmed, now.state], [true, "closed"]);
    const bans = (await labd.get("/api/v1/journal?type=candidate.banned", "kato")).entries;
    const ban = bans.find((entry) => entry.enter === "candidate.banned");
    assert.deepEqual([ban.by.name, ban.candidate, ban.incident], ["tanabe", "C-1001", "i1"]);
    await page.waitForSelector(".incident[data-state=closed]");
    assert.deepEqual(await offered(page), ["Evidence pack"]);
  }, {prepare: prepareIncident, who: "kato"});
});

test("footage is asked for, and granted by somebody else", async () => {
  await withConsole("incident-footage", async ({labd, line, page}) => {
    await openIncident(page);
    await page.waitForSelector(".incident .strip");
    await press(page, ".incident button:has-text('Ask for footage')");
    assert.equal(await page.inputValue("#field-from"), "09:05:00");
    await page.fill("#field-purpose", "whose phone it is");
    await press(page, "form.entry button[type=submit]");
    await page.waitForSelector(".incident .request");
    assert.deepEqual(await page.$$eval(".request button", (all) =>
      all.map((one) => one.textContent)), ["Refuse the footage"]);
    const [request] = (await incident(labd)).footage;
    assert.deepEqual([request.by, request.state, request.from.slice(11, 19)],
                     ["kato", "waiting", "09:05:00"]);
    await asPerson(line.url, "mori", async (lead) => {
      await goTo(lead, "i", ".incidents .tag");
      await untilSaid(lead, ".incidents li .tag", "footage asked for");
      await openIncident(lead);
      await press(lead, ".request button:has-text('Grant')");
      await recordShown(lead);
      await untilSaid(lead, ".request b", "granted");
    });
    await untilSaid(page, ".request b", "granted");
    assert.equal((await incident(labd)).footage[0].answered_by, "mori");
  }, {prepare: prepareIncident, who: "kato"});
});

test("the list: labd's own in words, who needs somebody first, filters", async () => {
  const prepareList = async (labd) => {
    await prepareIncident(labd);
    await labd.enter({enter: "camera.state", camera: "cam2", state: "gap", since: "09:10"});
    await labd.enter({enter: "incident.opened", id: "i2", kind: "disruption",
                      description: "a bell"}, "sato");
    await labd.enter({enter: "incident.decided", incident: "i2", finding: "dismissed",
                      reason: "next door"}, "kato");
    await labd.enter({enter: "incident.closed", incident: "i2"}, "kato");
  };
  await withConsole("incident-list", async ({page}) => {
    const titles = () => page.$$eval("[data-incident] bdi", (all) =>
      all.map((one) => one.textContent));
    await goTo(page, "i", "[data-incident=i2]");
    await untilSaid(page, "[data-incident] bdi", "Recording gap of camera cam2 from 09:10:00");
    assert.deepEqual(await titles(), [
      "cheating: S01 Aoki Ren", "Recording gap of camera cam2 from 09:10:00", "disruption",
    ]);
    await page.selectOption("#incident-state", "closed");
    await untilTrue(page, () => document.querySelectorAll("[data-incident]").length === 1);
    assert.deepEqual(await titles(), ["disruption"]);
    await page.selectOption("#incident-state", "");
    await page.selectOption("#incident-kind", "recording_gap");
    await untilSaid(page, "[data-incident] bdi", "Recording gap");
    await untilTrue(page, () => document.querySelectorAll("[data-incident]").length === 1);
  }, {prepare: prepareList});
});

test("the evidence pack says that it is recorded, and is saved", async () => {
  await withConsole("incident-evidence", async ({labd, page}) => {
    const given = async () => (await labd.journal())
      .filter((entry) => entry.enter === "evidence.exported");
    await openSeat(page, 1);
    await page.locator(".drawer .actions button:has-text('Evidence pack')").press("Enter");
    await untilSaid(page, "form.entry", "handed out is recorded, in your name");
    assert.deepEqual(await given(), []);
    const saving = page.waitForEvent("download");
    await press(page, "form.entry button[type=submit]");
    const saved = await saving;
    const id = await labd.session();
    assert.equal(saved.suggestedFilename(), `evidence-${id}-01.zip`);
    const bytes = readFileSync(await saved.path());
    assert.equal(bytes.subarray(0, 4).toString("latin1"), "PK\u0003\u0004");
    await untilSaid(page, ".notice", "That it was handed out is recorded.");
    assert.deepEqual((await given()).map((entry) => [entry.sitting, entry.by.name]),
                     [[`${id}-01`, "mori"]]);
  }, {prepare});
});

/** In place of the device's sound: how often each pitch was to be heard. */
async function withFakeSound(page) {
  await page.addInitScript(() => {
    const part = () => ({
      connect() {}, start() { window.heard.push(this.frequency.value); }, stop() {},
      frequency: {value: 0}, gain: {setValueAtTime() {}, linearRampToValueAtTime() {}},
    });
    window.heard = [];
    window.AudioContext = class {
      state = "suspended";
      currentTime = 0;
      createGain = part;
      createOscillator = part;
      async resume() { this.state = "running"; }
    };
  });
}

test("an alarm is heard, unless this device is to be silent", async () => {
  const heard = (page) => page.evaluate(() => window.heard.splice(0));
  await withConsole("alarm-sound", async ({labd, page}) => {
    const sound = page.locator("header button", {hasText: "Sound"});
    assert.equal(await sound.textContent(), "Sound: on");
    await heard(page);
    await labd.enter({enter: "equipment.failed", item: "R01-sw1", description: "no power"});
    await untilTrue(page, () => window.heard.length > 0);
    const pitches = await heard(page);
    const priority = {1: 880, 2: 660, 3: 440}[(await labd.board()).alarms[0].priority];
    assert.ok(pitches.every((pitch) => pitch === priority), String(pitches));
    await sound.press("Enter");
    await untilSaid(page, "header button", "Sound: off");
    await labd.enter({enter: "equipment.failed", item: "R02-sw1", description: "no power"});
    await untilTrue(page, () => document.querySelector(".alarm-panel")?.textContent
      .includes("R02-sw1"));
    assert.deepEqual(await heard(page), []);
    await page.reload();
    await untilSaid(page, "header button", "Sound: off");
  }, {prepare, before: withFakeSound});
});

test("recordings are kept for an incident, and its evidence is saved as one file", async () => {
  await withConsole("incident-hold", async ({labd, page}) => {
    await openIncident(page);
    await press(page, ".incident button:has-text('Keep the recordings')");
    await page.fill("#field-reason", "the review takes until March");
    await press(page, "form.entry button[type=submit]");
    await closed(page);
    await untilSaid(page, ".clips", "on hold");
    await untilSaid(page, ".clips li", "being made");
    const kept = await labd.get("/api/v1/footage?incident=i1", "kato");
    assert.deepEqual(kept.holds.map((hold) => [hold.by, hold.from.slice(11, 16)]),
                     [["kato", "09:05"]]);
    await press(page, ".incident > .buttons button:has-text('Evidence pack')");
    await untilSaid(page, "form.entry", "the sittings that it names");
    const saving = page.waitForEvent("download");
    await press(page, "form.entry button[type=submit]");
    const saved = await saving;
    assert.equal(saved.suggestedFilename(), "evidence-i1.zip");
    const bytes = readFileSync(await saved.path());
    assert.equal(bytes.subarray(0, 4).toString("latin1"), "PK\u0003\u0004");
    const handedOut = (await labd.journal()).filter((entry) => entry.enter === "incident.exported");
    assert.deepEqual(handedOut.map((entry) => [entry.incident, entry.by.name]), [["i1", "kato"]]);
    if (process.env.LABD_PICTURES) {
      await page.screenshot({path: `${process.env.LABD_PICTURES}/incident-clips.png`,
                             fullPage: true});
    }
  }, {prepare: prepareIncident, who: "kato"});
});

/** Chooses a file in the form that adds one, and sends it. */
async function addFile(page, file) {
  await press(page, ".files .buttons button:has-text('Add a file')");
  await untilTrue(page, () => document.activeElement?.id === "field-file");
  await page.setInputFiles("#field-file", file);
  await press(page, "form.entry button[type=submit]");
}

async function checkRefusedFiles(page) {
  await addFile(page, {name: "a.png", mimeType: "image/png",
                       buffer: Buffer.from("7f454c4600", "hex")});
  await untilSaid(page, "form.entry .problem", "a.png is none of JPEG, PNG, PDF, MP4 and text");
  assert.deepEqual(await axeFindings(page), []);
  await type(page, "Escape");
  await closed(page);
  await untilTrue(page, () => document.activeElement?.textContent === "Add a file");
  // What labd refuses stands there in its words.
  await press(page, ".files .buttons button:has-text('Add a file')");
  await page.setInputFiles("#field-file", {name: "a.pdf", mimeType: "application/pdf",
                                           buffer: Buffer.from("%PDF-1.7 a page")});
  await page.fill("#field-file-name", "a/b.pdf");
  await press(page, "form.entry button[type=submit]");
  await untilSaid(page, "form.entry .problem", "must be a file's name");
  await type(page, "Escape");
  await closed(page);
  const sent = [];
  page.on("request", (request) => request.url().includes("/attachments?") && sent.push(request));
  await addFile(page, {name: "long.txt", mimeType: "text/plain",
                       buffer: Buffer.alloc(8 * 1024 * 1024 + 1, "a")});
  await untilSaid(page, "form.entry .problem", "long.txt has 8388609 bytes.");
  assert.deepEqual(sent, [], "refused before it is sent");
  await type(page, "Escape");
  await closed(page);
}

test("a file is added to an incident once, listed, and saved as it was", async () => {
  await withConsole("incident-files", async ({labd, line, page}) => {
    await openIncident(page);
    await untilSaid(page, ".files", "No file was added.");
    await checkRefusedFiles(page);
    const bytes = await page.locator(".incident .head").screenshot();
    const name = "seen 01 電話.png";
    // labd gets it, and its answer is lost.
    await page.route(/attachments\?/, async (route) => {
      await route.fetch();
      await route.abort();
    }, {times: 1});
    await addFile(page, {name, mimeType: "application/x-wrong", buffer: bytes});
    await untilSaid(page, "form.entry .problem", "It is not known whether this was recorded.");
    await press(page, "form.entry .problem button");
    await closed(page);
    await untilSaid(page, ".notice", "an incident got a file");
    await untilSaid(page, ".files li", name);
    const files = (await incident(labd)).attachments;
    assert.deepEqual(files.map((file) => [file.name, file.media, file.bytes, file.by]),
                     [[name, "png", bytes.length, "kato"]]);
    assert.deepEqual(await axeFindings(page), []);
    const saving = page.waitForEvent("download");
    await press(page, ".files li button");
    const saved = await saving;
    assert.equal(saved.suggestedFilename(), name);
    assert.ok(readFileSync(await saved.path()).equals(bytes), "the same bytes");
    await untilSaid(page, ".notice", `The file is saved as ${name}.`);
    const read = (await labd.journal()).filter((one) => one.enter === "incident.attachment_read");
    assert.deepEqual(read.map((one) => [one.attachment, one.by.name]),
                     [[files[0].attachment, "kato"]]);
    await labd.enter({enter: "incident.decided", incident: "i1", finding: "dismissed",
                      reason: "it was her watch"}, "kato");
    await labd.enter({enter: "incident.closed", incident: "i1"}, "kato");
    await untilTrue(page, () => document.querySelector(".files .buttons") === null);
    assert.equal(await page.locator(".files li button").count(), 1, "closed, it is still read");
    await page.route(/incidents\/i1$/, async (route) => {
      const response = await route.fetch();
      const told = await response.json();
      const erased = told.attachments.map((file) => ({...file, name: null, erased: true}));
      await route.fulfill({response, json: {...told, attachments: erased}});
    });
    await type(page, "Escape");
    await openIncident(page);
    await untilSaid(page, ".files li b", "erased, with its name");
    assert.equal(await page.locator(".files button").count(), 0, "nothing of it can be saved");
    // SEC-5: to lab operations an incident of conduct and its files are not there.
    await asPerson(line.url, "abe", async (other) => {
      await goTo(other, "i", ".incidents .empty");
      assert.equal(await other.locator("[data-incident=i1], .files").count(), 0);
    });
    const path = `/api/v1/incidents/i1/attachments/${files[0].attachment}`;
    assert.equal((await labd.call("abe", path)).status, 404);
  }, {prepare: prepareIncident, who: "kato"});
});
