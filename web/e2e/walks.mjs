/** The walks through the product, as a person takes them. The first one signs in; the others are alike in rank. */
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { desk, hand, open } from "./browser.mjs";

const name = process.env.CALLBOARD_NAME ?? "admin";
const password = process.env.CALLBOARD_PASSWORD ?? "demo-password-1";
const places = ["/", "/queues", "/agents", "/sources", "/replay"];

export const walks = [
  ["sign in by the one-time link", signIn],
  ["the overview's figures move", overviewMoves],
  ["from a queue to a contact to its events", queueToEvents],
  ["agents: everybody, filtered and found", agents],
  ["sources and anomalies", sources],
  ["replay: the slider turns the floor back", replay],
  ["the language switches and stays", language],
  ["dark theme", darkTheme],
  ["a figure explains itself", explanation],
  ["a lost connection says how old the figures are", lostConnection],
  ["in the hand nothing scrolls sideways", noSidewaysScroll],
  ["keyboard reaches a queue", keyboard],
  ["axe finds nothing on any page", accessibility],
  ["signing out and in again", signOutAndIn],
];

async function signIn(world) {
  const page = await open(world.browser);
  if (world.setupUrl) {
    await page.goto(world.setupUrl);
    await page.locator("input[type=password]").first().fill(password);
    await page.locator("input[type=password]").last().fill(password);
  } else {
    await page.goto(world.url);
    await page.locator("#name").fill(name);
    await page.locator("#password").fill(password);
  }
  await assertNoViolations(page);
  await page.locator("button[type=submit]").click();
  await page.locator("[data-measure=waiting]").first().waitFor();
  world.state = await page.context().storageState();
}

async function at(world, path, options = {}) {
  const page = await open(world.browser, { ...options, state: world.state });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  page.assertNoComplaints = () => assert.deepEqual(complaints, []);
  await page.goto(world.url + path);
  await page.locator("h1").waitFor();
  return page;
}

async function overviewMoves(world) {
  const page = await at(world, "/");
  await page.locator("[data-fresh=live]").waitFor();
  const shown = () => page.locator("main").textContent();
  const before = await shown();
  assert.match(before, /\d/, "the overview shows no figure at all");
  await page.waitForFunction((text) => document.querySelector("main").textContent !== text, before);
  await page.locator("canvas").waitFor();
  page.assertNoComplaints();
}

async function queueToEvents(world) {
  const page = await at(world, "/queues");
  await page.locator("tbody .row-link").first().click();
  await page.waitForURL(/queues\/\d+/);
  await page.locator(".definitions tbody tr").nth(4).waitFor();
  await page.locator("tbody .row-link").first().click();
  await page.locator(".timeline li").first().waitFor();
  assert.ok((await page.locator(".timeline li").count()) >= 2, "a contact has at least two events");
  await page.keyboard.press("Escape");
  await page.locator(".timeline").waitFor({ state: "detached" });
  page.assertNoComplaints();
}

async function agents(world) {
  const page = await at(world, "/agents?state=signed_out");
  await page.locator(".chip").first().click();
  await page.locator("tbody tr:not(.gap)").first().waitFor();
  const rows = await page.locator("tbody tr:not(.gap)").count();
  assert.ok(
    rows > 0 && rows < 100,
    `a long list draws only what is near the screen, not ${rows} rows`,
  );
  const found = await page.locator("tbody tr:not(.gap) td:first-child").first().textContent();
  await page.locator(".name-filter input").fill(found.slice(0, 2));
  await page.waitForFunction(
    (part) =>
      [...document.querySelectorAll("tbody tr:not(.gap) td:first-child")].every((cell) =>
        cell.textContent.includes(part),
      ),
    found.slice(0, 2),
  );
  page.assertNoComplaints();
}

async function sources(world) {
  const page = await at(world, "/sources");
  await page.locator("tbody tr").first().waitFor();
  page.assertNoComplaints();
}

async function replay(world) {
  const page = await at(world, "/replay");
  await page.locator(".replayed").waitFor();
  const first = await page.locator(".replayed").getAttribute("data-at");
  await page.locator(".ant-slider-handle").focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(
    (moment) => document.querySelector(".replayed:not(.replayed-old)")?.dataset.at < moment,
    first,
  );
  const views = page.locator(".replay-line .ant-segmented-item");
  await views.nth(2).click();
  await page.locator(".replayed .filters").waitFor();
  await views.nth(1).click();
  await page.locator(".replayed tbody .row-link").first().waitFor();
  assert.match(page.url(), /at=.*view=queues/);
  page.assertNoComplaints();
}

async function language(world) {
  const page = await at(world, "/");
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.locator("[data-switch=language]").click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
}

async function darkTheme(world) {
  const page = await at(world, "/", { colorScheme: "dark" });
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(background, "rgb(13, 20, 28)");
}

async function explanation(world) {
  const page = await at(world, "/");
  await page.locator("[data-measure=service_level] .measure-name").first().click();
  const words = await page.locator(".explanation").first().textContent();
  assert.match(words, /T = \d+/);
  assert.match(words, /÷/);
}

async function lostConnection(world) {
  const page = await at(world, "/");
  await page.locator("[data-fresh=live]").waitFor();
  await page.context().setOffline(true);
  // An open stream does not notice: what the browser would be told after its own time-out is said here.
  await page.route("**/api/v1/**", (route) => route.abort());
  await page.reload().catch(() => {});
  await page.context().setOffline(false);
  await page.goto(`${world.url}/`);
  await page.locator("[data-fresh=stale]").waitFor();
  await page.unroute("**/api/v1/**");
  await page.locator("[data-fresh=live]").waitFor({ timeout: 30_000 });
}

async function noSidewaysScroll(world) {
  const page = await at(world, "/", { viewport: hand });
  const id = await firstQueue(page);
  for (const place of [...places, `/queues/${id}`]) {
    for (const locale of ["zh-CN", "en"]) {
      await page.evaluate((chosen) => localStorage.setItem("callboard.language", chosen), locale);
      await page.goto(world.url + place);
      await page.locator("h1").waitFor();
      await page.waitForTimeout(400);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= hand.width, `${place} in ${locale} is ${width} px wide`);
    }
  }
}

async function keyboard(world) {
  const page = await at(world, "/queues");
  await page.locator("tbody .row-link").first().waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches("tbody .row-link"))) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/queues\/\d+/);
}

async function accessibility(world) {
  const first = await at(world, "/queues");
  const id = await firstQueue(first);
  const contact = await firstContact(first, world, id);
  const looks = [
    { viewport: desk, colorScheme: "light" },
    // The dark theme changes colours only.
    { viewport: desk, colorScheme: "dark", rules: ["color-contrast"] },
    { viewport: hand, colorScheme: "light" },
  ];
  for (const { rules, ...look } of looks) {
    const page = await at(world, "/", look);
    for (const place of [...places, `/queues/${id}`, `/contacts/${contact}`]) {
      await page.goto(world.url + place);
      await page.locator("[data-fresh=live], .replayed, .timeline").first().waitFor();
      await page.waitForTimeout(300);
      await assertNoViolations(page, `${place} ${look.viewport.width} ${look.colorScheme}`, rules);
    }
    await page.context().close();
  }
}

async function signOutAndIn(world) {
  const page = await at(world, "/");
  await page.getByRole("button", { name: /退出/ }).click();
  await page.locator("#password").waitFor();
  await page.locator("#name").fill(name);
  await page.locator("#password").fill("not the password");
  await page.locator("button[type=submit]").click();
  await page.getByRole("alert").waitFor();
  await page.locator("#password").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("[data-measure=waiting]").first().waitFor();
}

async function firstQueue(page) {
  const link = page.locator("a.row-link[href^='/queues/']").first();
  if ((await link.count()) === 0) await page.goto(new URL("/queues", page.url()).href);
  return (await link.getAttribute("href")).split("/").at(-1);
}

async function firstContact(page, world, queue) {
  const answer = await page.request.get(`${world.url}/api/v1/queues/${queue}/contacts?limit=1`);
  return (await answer.json()).contacts[0].id;
}

async function assertNoViolations(page, where = page.url(), rules = null) {
  const axe = new AxeBuilder({ page });
  if (rules) axe.withRules(rules);
  else axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await axe.analyze();
  const found = violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`,
    ),
  );
  assert.deepEqual(found, [], where);
}
