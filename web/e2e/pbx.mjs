/**
 * The screens on a real telephone system: what they say is what the PBX and the API say.
 *
 * Room:  e2e; called by the server's test `asterisk_real`, which knows what happened on the PBX.
 * Takes: CALLBOARD_URL, CALLBOARD_PASSWORD; TOLD, what the PBX knows as JSON:
 *        { waiting, talking, states: { available: n, … }, queues: { key: { offered, answered, abandoned } } }.
 * Gives: a line for each screen, and ends with 1 where one says something else.
 */
import assert from "node:assert/strict";
import { desk, hand, launch, open } from "./browser.mjs";

const { CALLBOARD_URL: url, CALLBOARD_PASSWORD: password, TOLD } = process.env;
const told = JSON.parse(TOLD);
const browser = await launch();
const state = await signIn();
for (const viewport of [desk, hand]) {
  await overview(viewport);
  await queues(viewport);
  await agents(viewport);
}
await browser.close();

async function signIn() {
  const page = await open(browser);
  await page.goto(url);
  await page.locator("#name").fill("admin");
  await page.locator("#password").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("[data-measure=waiting]").first().waitFor();
  const kept = await page.context().storageState();
  await page.context().close();
  return kept;
}

async function overview(viewport) {
  const page = await at("/", viewport);
  const { overview: said } = await ask(page, "/overview");
  for (const measure of ["waiting", "talking"]) {
    assert.equal(said[measure], told[measure], `the API's ${measure}`);
    await shows(page, `[data-measure=${measure}]`, told[measure]);
  }
  for (const measure of ["offered", "answered", "abandoned"]) {
    const sum = Object.values(told.queues).reduce((all, queue) => all + queue[measure], 0);
    assert.equal(said.today[measure], sum, `the API's ${measure}`);
    await shows(page, `.figure-tiles [data-measure=${measure}]`, sum);
  }
  await done(page, `the overview at ${viewport.width} px`);
}

async function queues(viewport) {
  const page = await at("/queues", viewport);
  const { queues: all } = await ask(page, "/queues");
  for (const [key, counted] of Object.entries(told.queues)) {
    const [id] = Object.entries(all.rows).find(([, row]) => row.name === key) ?? [];
    assert.ok(id, `the API knows the queue ${key}`);
    await page.goto(`${url}/queues/${id}`);
    await page.locator(".figure-tiles").first().waitFor();
    for (const [measure, value] of Object.entries(counted)) {
      assert.equal(all.rows[id].today[measure], value, `the API's ${measure} of ${key}`);
      await shows(page, `.figure-tiles [data-measure=${measure}]`, value);
    }
  }
  await done(page, `queues at ${viewport.width} px`);
}

async function agents(viewport) {
  const page = await at("/agents", viewport);
  for (const [state, count] of Object.entries(told.states)) {
    await shows(page, `.chip[data-state=${state}] strong`, count);
  }
  await done(page, `agents at ${viewport.width} px`);
}

async function at(path, viewport) {
  const page = await open(browser, { viewport, state });
  await page.goto(url + path);
  await page.locator("[data-fresh=live]").waitFor();
  return page;
}

async function ask(page, path) {
  const answer = await page.context().request.get(`${url}/api/v1${path}`);
  assert.equal(answer.status(), 200, path);
  return answer.json();
}

/** The first number in the first place that fits is this one, now or within the time-out. */
async function shows(page, selector, value) {
  const place = page.locator(selector).first();
  await place.waitFor();
  const number = async () => {
    const words = await place.evaluate(
      (one) => (one.querySelector(".tile-value") ?? one).textContent,
    );
    return Number(/[\d,]+/.exec(words)?.[0].replaceAll(",", "") ?? Number.NaN);
  };
  const end = Date.now() + 30_000;
  while ((await number()) !== value && Date.now() < end) await page.waitForTimeout(200);
  assert.equal(await number(), value, `${selector} at ${page.url()}`);
}

async function done(page, what) {
  console.log(`ok     ${what} says what the PBX says`);
  await page.context().close();
}
