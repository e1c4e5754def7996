/**
 * The walks that ask whether one keeps one's place: over time, over a lost server, behind a wrong address.
 *
 * Room:  e2e; listed by `walks.mjs`.
 */
import assert from "node:assert/strict";
import { hand, open } from "./browser.mjs";
import { killable } from "./killable.mjs";

export const placeWalks = (at) => [
  ["a figure of a past moment stays of it, and time waits", (world) => pastFigure(world, at)],
  ["whoever closes a figure stands where it was opened", (world) => focusReturns(world, at)],
  ["looking back keeps slice and filters", (world) => lookBack(world, at)],
  ["an address that names a part of a page leads there", (world) => namedPart(world, at)],
  ["a wrong address says so within the product", (world) => wrongAddress(world, at)],
  ["each queue is measured by its own target", (world) => ownTargets(world, at)],
  ["a slow phone follows the floor", slowPhone],
  ["a killed server costs no page, and its figures come back", killedServer],
];

const hourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

async function pastFigure(world, at) {
  const page = await at(world, `/?at=${encodeURIComponent(hourAgo())}`);
  await page.locator(".past .figure-tiles [data-figure=offered]").waitFor();
  await page.locator(".past-line .ant-btn-primary").click();
  const moved = new URL(page.url()).searchParams.get("at");
  await page.waitForFunction(
    (before) => new URLSearchParams(location.search).get("at") !== before,
    moved,
  );
  await page.locator(".past:not(.past-before) .figure-tiles [data-figure=offered]").click();
  const drawer = page.locator(".figure-made-of");
  await drawer.waitFor();
  const [stands, told] = await page.evaluate(() => {
    const search = new URLSearchParams(location.search);
    return [search.get("at"), search.get("moment")];
  });
  assert.equal(Date.parse(stands), Date.parse(told), "the figure is of the moment that is shown");
  await page.waitForTimeout(2_500);
  assert.equal(new URL(page.url()).searchParams.get("at"), stands, "time waits for who reads");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  await page.waitForFunction(
    (before) => new URLSearchParams(location.search).get("at") !== before,
    stands,
  );
  page.assertNoComplaints();
}

async function focusReturns(world, at) {
  const page = await at(world, "/");
  const figure = page.locator(".figure-tiles [data-figure=offered]");
  await figure.focus();
  await page.keyboard.press("Enter");
  await page.locator(".figure-made-of").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.dataset?.figure === "offered");
  page.assertNoComplaints();
}

async function lookBack(world, at) {
  const page = await at(world, "/");
  const { skills } = await (await page.request.get(`${world.url}/api/v1/skills`)).json();
  await page.goto(`${world.url}/?slice=skill-${skills[0].id}`);
  await page.locator(".look-back").click();
  await page.waitForURL((url) => url.searchParams.has("at"));
  assert.equal(new URL(page.url()).searchParams.get("slice"), `skill-${skills[0].id}`);
  await page.locator(".past").waitFor();
  await page.goto(`${world.url}/agents?state=available`);
  await page.locator(".look-back").click();
  await page.waitForURL((url) => url.searchParams.has("at"));
  assert.equal(new URL(page.url()).searchParams.get("state"), "available");
  page.assertNoComplaints();
}

async function namedPart(world, at) {
  const page = await at(world, "/queues", { viewport: hand });
  const { queues } = await (await page.request.get(`${world.url}/api/v1/queues`)).json();
  await page.goto(`${world.url}/queues/${Object.keys(queues.rows)[0]}#members`);
  await page.waitForFunction(() => document.activeElement?.id === "members");
  const top = () => page.locator("#members").evaluate((one) => one.getBoundingClientRect().top);
  assert.ok((await top()) < hand.height, "it is on the screen");
  page.assertNoComplaints();
}

async function wrongAddress(world, at) {
  for (const day of ["garbage", "2026-99-99"]) {
    const page = await at(world, `/ivr?day=${day}`);
    await page.locator("[data-begun], .empty").first().waitFor();
    assert.equal(await page.locator(".failure").count(), 0, day);
    page.assertNoComplaints();
  }
  const page = await at(world, "/queues/abc");
  await page.locator(".failure-title").waitFor();
  assert.match(await page.locator(".failure-title").textContent(), /[\u4e00-\u9fff]/);
  await page.locator(".places a").first().waitFor();
  await page.evaluate(() => localStorage.setItem("callboard.overview.2", "{damaged"));
  await page.goto(`${world.url}/`);
  await page.locator("[data-fresh=live]").waitFor();
  page.assertNoComplaints();
}

async function ownTargets(world, at) {
  const page = await at(world, "/queues");
  const ask = async (path) => (await page.request.get(`${world.url}/api/v1${path}`)).json();
  const { queues } = await ask("/queues");
  const targets = new Set();
  for (const [id, row] of Object.entries(queues.rows)) {
    const { queue } = await ask(`/queues/${id}`);
    assert.equal(row.target, queue.definition.target, row.name);
    targets.add(row.target);
  }
  assert.ok(targets.size > 1, "the demo has a queue with a target of its own");
}

/** A processor four times slower, and a third of a megabit with 400 ms each way. */
async function slowPhone(world) {
  const page = await open(world.browser, { viewport: hand, state: world.state });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 25_000,
  });
  await page.goto(world.url);
  await page.locator("[data-fresh=live]").waitFor({ timeout: 120_000 });
  const shown = await page.locator("main").textContent();
  await page.waitForFunction(
    (before) => document.querySelector("main").textContent !== before,
    shown,
  );
  await page.locator(".places a[href='/queues']").click();
  await page.locator(".cards .row-link").first().waitFor({ timeout: 120_000 });
  await page.locator(".cards .row-link").first().click();
  await page.locator(".queue-now").waitFor({ timeout: 120_000 });
  await page.goBack();
  await page.locator(".cards .row-link").first().waitFor({ timeout: 120_000 });
}

async function killedServer(world) {
  const server = await killable();
  try {
    const page = await open(world.browser);
    await server.signIn(page);
    await page.goto(`${server.url}/`);
    await page.locator("[data-fresh=live]").waitFor();
    await server.kill();
    await page.locator("[data-fresh=stale]").waitFor();
    // A page that was never loaded: the product stays, and says what is so.
    await page.locator(".places a[href='/walls']").click();
    await page.locator(".failure").waitFor();
    assert.match(await page.locator(".failure-title").textContent(), /[\u4e00-\u9fff]/);
    await page.locator(".places a[href='/']").click();
    await page.locator("[data-fresh=stale]").waitFor();
    await server.start();
    await page.locator("[data-fresh=live]").waitFor({ timeout: 90_000 });
    await page.locator(".places a[href='/agents']").click();
    await page.locator("[data-fresh=live]").waitFor();
  } finally {
    await server.remove();
  }
}
