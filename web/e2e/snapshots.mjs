/**
 * Every screen beside the pictures of it that somebody looked at: both languages, light and dark, three
 * widths.
 *
 * Room:  e2e; `npm run snapshots`, within `cargo xtask test`.
 * Takes: CALLBOARD_URL and CALLBOARD_SETUP_URL of a new `callboard demo --stands-at MOMENT`, and that
 *        MOMENT; UPDATE=1 keeps what is seen; SNAPSHOTS picks screens by a part of their name; FOLDER keeps
 *        the whole pictures there, to be looked at.
 * Gives: a line for each screen and width; e2e/snapshots/NAME-WIDTH.webp, four small pictures in one; of
 *        a difference test-results/NAME-WIDTH.webp, kept above seen.
 * Holds: the demo's clock and the browser's stand; a picture is taken once a page waits for nothing and
 *        three in a row are equal.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { desk, hand, launch, open, wall } from "./browser.mjs";
import { differentBlocks, sheetOf } from "./sheet.mjs";

const { CALLBOARD_URL, CALLBOARD_SETUP_URL, MOMENT, UPDATE, SNAPSHOTS = "", FOLDER } = process.env;
if (!CALLBOARD_URL || !CALLBOARD_SETUP_URL || !MOMENT)
  throw new Error("CALLBOARD_URL, CALLBOARD_SETUP_URL and MOMENT must be set");
const url = CALLBOARD_URL.replace(/\/$/, "");
const password = "demo-password-1";
const kept = "e2e/snapshots";

/** A picture of each is made that wide. */
const widths = [
  { viewport: hand, small: 180 },
  { viewport: desk, small: 360 },
  { viewport: wall, small: 480 },
];
const modes = ["zh-CN", "en"].flatMap((locale) =>
  ["light", "dark"].map((scheme) => ({ locale, scheme })),
);
/** Small squares, of eight pixels each way, that may differ: a letter's edge, never a word. */
const allowed = 2;

const browser = await launch();
const state = await signIn();
const screens = await allScreens();
const [failed, seen] = [[], new Set()];
for (const screen of screens.filter(({ name }) => name.includes(SNAPSHOTS))) {
  // The widths at once: a page mostly waits for itself.
  await Promise.all((screen.widths ?? widths).map((width) => look(screen, width)));
}
if (UPDATE && SNAPSHOTS === "") {
  for (const old of readdirSync(kept).filter((file) => !seen.has(file))) rmSync(`${kept}/${old}`);
}
await browser.close();
console.log(`${seen.size - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);

async function look(screen, { viewport, small }) {
  const name = `${screen.name}-${viewport.width}`;
  const began = Date.now();
  const complaint = await compared(name, screen, viewport, small);
  seen.add(`${name}.webp`);
  if (complaint) failed.push(name);
  const verdict = complaint ? "FAILED" : "ok    ";
  console.log(`${verdict} snapshot ${name} (${Date.now() - began} ms)${complaint ?? ""}`);
}

/** What is wrong with a screen at a width; null if it looks as it did. */
async function compared(name, screen, viewport, small) {
  try {
    const sheet = await sheetOf(browser, await pictures(name, screen, viewport), small);
    const path = `${kept}/${name}.webp`;
    if (UPDATE) {
      mkdirSync(kept, { recursive: true });
      writeFileSync(path, sheet);
      return null;
    }
    if (!existsSync(path)) return ": nobody looked at it yet; UPDATE=1 keeps it";
    const { blocks, both } = await differentBlocks(browser, readFileSync(path), sheet);
    if (blocks <= allowed) return null;
    mkdirSync("test-results", { recursive: true });
    writeFileSync(`test-results/${name}.webp`, both);
    return `: ${blocks} squares differ, see test-results/${name}.webp`;
  } catch (error) {
    return `: ${error.message.split("\n")[0]}`;
  }
}

/** One of each mode, as the screen's whole. */
async function pictures(name, screen, viewport) {
  const taken = [];
  for (const locale of ["zh-CN", "en"]) {
    const page = await open(browser, {
      viewport,
      locale,
      state: screen.isForAll ? undefined : state,
    });
    await page.clock.setFixedTime(new Date(MOMENT));
    const waits = pending(page);
    await page.goto(url + screen.path);
    await page.locator(screen.sign).first().waitFor();
    for (const { scheme } of modes.filter((mode) => mode.locale === locale)) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const picture = await atRest(page, waits, screen.hidden);
      if (FOLDER) {
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(`${FOLDER}/${name}-${locale}-${scheme}.png`, picture);
      }
      taken.push(picture);
    }
    await page.context().close();
  }
  return taken;
}

/**
 * How many answers a page waits for; its streams do not end. What was answered once is asked again to
 * stay fresh, and a change that brings is seen in the pictures.
 */
function pending(page) {
  const [asked, answered] = [new Set(), new Set()];
  page.on("request", (request) => {
    if (answered.has(request.url()) || /\/stream\b/.test(new URL(request.url()).pathname)) return;
    asked.add(request);
  });
  page.on("requestfinished", (request) => {
    answered.add(request.url());
    asked.delete(request);
  });
  page.on("requestfailed", (request) => asked.delete(request));
  return () => [...asked].map((request) => new URL(request.url()).pathname);
}

/** The picture of a page that waits for nothing and does not change any more. */
async function atRest(page, waits, hidden = []) {
  const mask = hidden.map((selector) => page.locator(selector));
  let [before, equal] = [null, 0];
  for (let turn = 0; turn < 200; turn += 1) {
    await page.waitForTimeout(200);
    const isWaiting = waits().length > 0;
    const now = await page.screenshot({ mask, maskColor: "#888888" });
    equal = !isWaiting && before?.equals(now) ? equal + 1 : 0;
    if (equal === 2 && waits().length === 0) return now;
    before = isWaiting ? null : now;
  }
  throw new Error(
    `the page does not come to rest; it waits for ${waits().join(", ") || "nothing"}`,
  );
}

async function signIn() {
  const page = await open(browser);
  await page.goto(CALLBOARD_SETUP_URL);
  await page.locator("input[type=password], #name").last().waitFor();
  if (await page.locator("#name").count()) await page.locator("#name").fill("admin");
  for (const field of await page.locator("input[type=password]").all()) await field.fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("[data-measure=waiting]").first().waitFor();
  await page.goto(`${url}/walls`);
  await page.locator(".empty button, .board").first().waitFor();
  if (await page.locator(".empty button").count()) {
    await page.locator(".empty button").click();
    await page.locator(".board-open").first().waitFor();
  }
  await page.goto(`${url}/forecast`);
  await page.locator("tr[data-day], .forecast-ask .ant-btn-primary").first().waitFor();
  if ((await page.locator("tr[data-day], .version").count()) === 0) {
    await page.locator(".forecast-ask .ant-btn-primary").click();
    await page.locator("tr[data-day]").first().waitFor();
  }
  const kept = await page.context().storageState();
  await page.context().close();
  // The session alone: what the pages keep in the browser is not of every visitor.
  return { ...kept, origins: [] };
}

/** Their addresses need numbers that the demo gave. */
async function allScreens() {
  const context = await browser.newContext({ storageState: state });
  const ask = async (path) => (await context.request.get(`${url}/api/v1${path}`)).json();
  const queue = Object.keys((await ask("/queues")).queues.rows)[0];
  const { contacts } = await ask(`/contacts?queue=${queue}&outcome=answered`);
  const [board] = (await ask("/walls")).boards;
  await context.close();
  const past = encodeURIComponent(new Date(Date.parse(MOMENT) - 3_600_000).toISOString());
  const day = new Date(Date.parse(MOMENT) + 3 * 86_400_000).toISOString().slice(0, 10);
  const staffing = (as, given) =>
    `/staffing?as=${as}&s=${encodeURIComponent(
      JSON.stringify({ queues: [Number(queue)], from: day, to: day, ...given }),
    )}`;
  const rows = "tbody .row-link, .cards li";
  return [
    { name: "sign-in", path: "/", sign: "#password", isForAll: true },
    { name: "overview", path: "/", sign: ".curve canvas, .curve table" },
    { name: "overview-figure", path: "/?figure=abandoned&span=today", sign: ".figure-value" },
    { name: "queues", path: "/queues", sign: rows },
    { name: "queue", path: `/queues/${queue}`, sign: ".curve canvas" },
    { name: "agents", path: "/agents", sign: rows },
    { name: "agent", path: "/agents/1", sign: "h1" },
    { name: "seats", path: "/seats", sign: ".plan" },
    { name: "seats-use", path: "/seats?as=use", sign: "h1" },
    { name: "ivr", path: "/ivr", sign: "h1" },
    { name: "contact", path: `/contacts/${contacts[0].id}`, sign: "h1" },
    { name: "replay", path: `/?at=${past}`, sign: ".past-bar .past-line" },
    { name: "history", path: "/history", sign: "table, .cards" },
    { name: "forecast", path: "/forecast", sign: "tr[data-day]" },
    { name: "accuracy", path: "/forecast?as=trial", sign: "tr[data-method]" },
    { name: "staffing", path: staffing("forward", {}), sign: "tr[data-slot]" },
    {
      name: "staffing-reverse",
      path: staffing("reverse", { seats: 20 }),
      sign: "[data-simulated='400']",
    },
    {
      name: "staffing-two-way",
      path: staffing("two_way", { limits: { paid_hours: 200 } }),
      sign: ".staffing-verdict",
    },
    { name: "people", path: "/people", sign: ".people-rows" },
    { name: "skills", path: "/people?section=skills", sign: ".matrix" },
    { name: "person", path: "/people/8", sign: ".facts", hidden: [".change-log"] },
    { name: "attendance", path: "/attendance", sign: ".case" },
    { name: "attendance-doors", path: "/attendance?section=doors", sign: ".doors li" },
    { name: "attendance-rules", path: "/attendance?section=rules", sign: ".site-rules li" },
    { name: "scan", path: "/scan", sign: ".scan-typed" },
    {
      name: "kiosk",
      path: "/kiosk/1",
      sign: ".kiosk-code",
      // Made with a key of this data folder.
      hidden: [".kiosk-code", ".kiosk-typed"],
    },
    { name: "walls", path: "/walls", sign: ".board" },
    { name: "wall-editor", path: `/walls/${board.id}/edit`, sign: "h1", widths: widths.slice(1) },
    { name: "wall", path: `/wall/${board.id}`, sign: ".wall-idle", widths: widths.slice(1) },
    { name: "health", path: "/sources", sign: "h1", hidden: [".health"] },
    { name: "settings", path: "/settings", sign: ".settings-section" },
    { name: "accounts", path: "/access", sign: ".account" },
    { name: "sign-in-rules", path: "/access?section=sign_in", sign: ".rule-roles" },
    { name: "tokens", path: "/access?section=tokens", sign: ".empty" },
    { name: "own-account", path: "/account", sign: ".session" },
    { name: "rights", path: "/access?section=rights", sign: ".rights td" },
    { name: "design", path: "/design", sign: "h1" },
  ];
}
