/**
 * Walks through the live tables: views that follow the account, own thresholds, groups, the grid of
 * people, and rows that rest below the pointer. They need a server that keeps views.
 */
import assert from "node:assert/strict";
import { hand, open } from "./browser.mjs";
import { hurried, killable } from "./killable.mjs";

const walks = [
  ["a saved view is there in another browser of the account", savedView],
  ["own thresholds mark by colour and shape", thresholds],
  ["queues by skill: heads carry the server's sums", groups],
  ["queues are found by words, and only those that need somebody", filters],
  ["a queue's waits: chart and table, and everybody in them", waits],
  ["people as tiles, with the day in a card", grid],
  ["time in a state is marked by one's own limit", stateLimits],
  ["no row jumps while the pointer is on the list", noJump],
  ["tables in the hand: filter, view, card, grid", inTheHand],
];

export function tableWalks(at, assertNoViolations) {
  const kit = { at, assertNoViolations };
  return walks.map(([name, walk]) => [name, (world) => walk(world, kit)]);
}

async function savedView(world, { at, assertNoViolations }) {
  const name = `夜班 ${Date.now()}`;
  const page = await at(world, "/queues");
  await page.locator("tbody .row-link").first().waitFor();
  await openPanel(page, "列与阈值");
  const panel = page.locator(".disclosure-panel");
  await panel.getByRole("checkbox", { name: "职场", exact: true }).waitFor();
  await panel.getByRole("checkbox", { name: "示闲", exact: true }).uncheck();
  await panel.getByRole("button", { name: "签入上移", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.locator(".density-choice").click();
  await page.locator(".live-table.compact").waitFor();
  await saveAs(page, name);
  assert.deepEqual((await heads(page)).slice(0, 3), ["队列", "等待中", "签入"]);

  const other = await open(world.browser, { state: world.state });
  await other.goto(`${world.url}/queues`);
  await other.locator("tbody .row-link").first().waitFor();
  assert.ok((await heads(other)).includes("示闲"), "the standard view is as it was");
  await chooseView(other, name);
  await other.locator(".live-table.compact").waitFor();
  assert.deepEqual((await heads(other)).slice(0, 3), ["队列", "等待中", "签入"]);
  assert.ok(!(await heads(other)).includes("示闲"));

  await openView(other);
  await other.getByRole("button", { name: "打开页面时用它" }).click();
  await other.getByRole("button", { name: "不再作为默认" }).waitFor();
  const third = await open(world.browser, { state: world.state });
  await third.goto(`${world.url}/queues`);
  await third.locator(".view-name", { hasText: name }).waitFor();
  await assertNoViolations(third);
  await removeView(third);
  await third.locator(".view-name", { hasText: "标准视图" }).waitFor();
  page.assertNoComplaints();
}

async function thresholds(world, { at }) {
  const page = await at(world, "/queues");
  await page.locator("tbody .row-link").first().waitFor();
  await setThreshold(page, "签入", "100000", "1000");
  // Nobody has a thousand people in one queue here: every cell alerts, in words and shape.
  const marked = page.locator("tbody tr:not(.gap) [data-figure=staffed] .marked-critical");
  await marked.first().waitFor();
  const rows = await page.locator("tbody tr:not(.gap)").count();
  assert.equal(await marked.count(), rows);
  assert.equal(await marked.locator("svg[role=img]").count(), rows, "a shape that is read aloud");
  await setThreshold(page, "签入", "1", "9", "告警应比预警更严重");
  page.assertNoComplaints();
}

async function groups(world, { at, assertNoViolations }) {
  const page = await at(world, "/queues");
  await page.locator("tbody .row-link").first().waitFor();
  await choose(page, "分组", "按技能组分组");
  await page.locator(".group-row").nth(1).waitFor();
  const told = await page.request.get(`${world.url}/api/v1/queues`);
  const { skills, rows } = (await told.json()).queues;
  const names = Object.values(skills).map((row) => row.name);
  const shown = await page.locator(".group-row .group-name").allTextContents();
  assert.deepEqual([...shown].sort(), [...names].sort());
  const total = Object.keys(rows).length;
  assert.equal(await page.locator("tbody tr:not(.gap)").count(), total + names.length);
  const first = page.locator(".group-row").first();
  assert.match(await first.textContent(), /%/, "the head has figures of its own");
  await first.locator(".group-toggle").click();
  await first.locator(".group-toggle[aria-expanded=false]").waitFor();
  assert.ok((await page.locator("tbody tr:not(.gap)").count()) < total + names.length);
  await assertNoViolations(page);
  page.assertNoComplaints();
}

async function filters(world, { at }) {
  const page = await at(world, "/queues");
  await page.locator("tbody .row-link").first().waitFor();
  const all = await page.locator("tbody .row-link").allTextContents();
  await page.locator(".name-filter input").fill(all[0]);
  // A queue's skill is searched too, so that others may be found beside it.
  await page.waitForFunction(
    ([name, before]) => {
      const names = [...document.querySelectorAll("tbody .row-link")].map((a) => a.textContent);
      return names.includes(name) && names.length < before;
    },
    [all[0], all.length],
  );
  assert.match(page.url(), /find=/, "a filter can be sent as a link");
  await page.locator(".name-filter input").fill("没有这样的队列");
  await page.locator(".empty").waitFor();
  await page.locator(".name-filter input").fill("");
  await page
    .locator("tbody .row-link")
    .nth(all.length - 1)
    .waitFor();
  await page.locator(".table-tools .chip").click();
  await page.locator(".table-tools .chip[aria-pressed=true]").waitFor();
  await page.waitForFunction(() => {
    const chip = document.querySelector(".table-tools .chip strong").textContent;
    return document.querySelectorAll("tbody .row-link").length === Number(chip);
  });
  page.assertNoComplaints();
}

/** The table adds up in itself: who waited at all is who was answered or abandoned. */
async function waits(world, { at, assertNoViolations }) {
  const page = await at(world, "/queues");
  await page.getByRole("button", { name: "按来电量排序" }).click();
  await page.locator("th[aria-sort=descending]", { hasText: "来电量" }).waitFor();
  await page.locator("tbody .row-link").first().click();
  await page.locator(".waits canvas").waitFor();
  await page.locator(".waits .choice-item").nth(1).click();
  await page.locator(".waits tbody tr").first().waitFor();
  const told = await page
    .locator(".waits tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.querySelectorAll("td")].map((cell) =>
          Number(cell.textContent.replace(/[,%]/g, "")),
        ),
      ),
    );
  assert.ok(told.length > 1, "a day of the demo has waits");
  const ended = told.reduce((sum, [, answered, abandoned]) => sum + answered + abandoned, 0);
  assert.equal(told[0][0], ended);
  for (const [place, [waited, answered, abandoned, share]] of told.entries()) {
    const next = told[place + 1]?.[0];
    if (next !== undefined) assert.equal(next, waited - answered - abandoned, `row ${place}`);
    // The server rounds to four decimals before the screen rounds to one of a percent.
    assert.ok(Math.abs(share - (abandoned / waited) * 100) < 0.11, `row ${place}`);
  }
  await assertNoViolations(page);
  page.assertNoComplaints();
}

async function grid(world, { at, assertNoViolations }) {
  const page = await at(world, "/agents");
  await page.locator("tbody .row-link").first().waitFor();
  await page.locator(".choice-item", { hasText: "方格·按班组" }).click();
  const tile = page.locator(".agent-tile").nth(2);
  await tile.waitFor();
  assert.ok((await page.locator(".tile-head").count()) > 1, "a head for each team");
  assert.ok((await page.locator(".agent-tile svg").count()) > 2, "each tile has a shape");
  await tile.click();
  const card = page.locator(".glance");
  await card.locator(".strip-span, .empty").first().waitFor();
  await assertNoViolations(page);
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  const chip = page.locator('.chip[data-state="available"]');
  await chip.click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".agent-tile")].every((one) =>
      one.classList.contains("is-available"),
    ),
  );
  await page.locator(".choice-item", { hasText: "方格·按职场座席" }).click();
  await page.locator(".tile-head").first().waitFor();
  page.assertNoComplaints();
}

async function stateLimits(world, { at }) {
  const page = await at(world, "/agents");
  await page.locator("tbody .row-link").first().waitFor();
  await page.locator(".head-limit button").first().click();
  // At night nobody may be on a break: of three states one has somebody.
  for (const state of ["示忙", "通话", "话后整理"]) {
    await page.getByRole("textbox", { name: `${state} 预警` }).fill("0.001");
    await page.getByRole("textbox", { name: `${state} 告警` }).fill("0.002");
  }
  await page.getByRole("button", { name: "应用" }).click();
  await page.locator('.chip[data-state="overrun"]').click();
  // In the small hours minutes go by between two calls.
  await page.locator("tbody .marked-critical").first().waitFor({ timeout: 240_000 });
  assert.match(await page.locator(".limit-critical").first().textContent(), /超 \d+:\d\d/);
  const over = page.locator('.chip[data-state="overrun"] strong');
  await page.waitForFunction(
    () => Number(document.querySelector('.chip[data-state="overrun"] strong').textContent) > 0,
  );
  assert.ok(Number(await over.textContent()) > 0);
  page.assertNoComplaints();
}

/** Sorted by what changes most; held by the pointer nothing moves, let go it orders itself. */
async function noJump(world) {
  // In the small hours minutes go by until one of the few who are there changes.
  const server = await killable(hurried);
  try {
    const page = await open(world.browser);
    await server.signIn(page);
    await page.goto(`${server.url}/agents`);
    await restsBelowThePointer(page);
  } finally {
    await server.remove();
  }
}

async function restsBelowThePointer(page) {
  await page.locator("tbody .row-link").first().waitFor();
  await page.getByRole("button", { name: "按持续排序" }).click();
  const order = () => page.locator("tbody .row-link").evaluateAll((all) => all.map((a) => a.href));
  // Ascending: whoever just changed comes first, so the order is another with every renewal.
  await page.locator("th[aria-sort=ascending]").waitFor();
  await page.locator("tbody tr:not(.gap)").nth(3).hover();
  const held = (await order()).slice(0, 20);
  const texts = await page.locator("tbody").textContent();
  await page.waitForFunction(
    (before) => document.querySelector("tbody").textContent !== before,
    texts,
  );
  const changed = await page.evaluate(async () => {
    const rows = () => [...document.querySelectorAll("tbody .row-link")].map((a) => a.href);
    const before = rows().join();
    // Longer than two renewals of an order that nobody holds.
    const end = performance.now() + 5_000;
    while (performance.now() < end) {
      await new Promise((done) => setTimeout(done, 100));
      if (rows().join() !== before) return true;
    }
    return false;
  });
  assert.equal(changed, false, "rows moved below the pointer");
  assert.deepEqual((await order()).slice(0, 20), held);
  await page.mouse.move(5, 400);
  await page.waitForFunction(
    (before) =>
      [...document.querySelectorAll("tbody .row-link")]
        .slice(0, 20)
        .map((a) => a.href)
        .join() !== before,
    held.join(),
    { timeout: 120_000 },
  );
}

async function inTheHand(world, { at, assertNoViolations }) {
  const page = await at(world, "/agents", { viewport: hand });
  await page.locator(".cards li").first().waitFor();
  await page.locator(".glance-button").first().click();
  await page.locator(".glance .strip-span, .glance .empty").first().waitFor();
  await assertNoSideways(page);
  await page.keyboard.press("Escape");
  await page.locator(".choice-item", { hasText: "方格·按班组" }).click();
  await page.locator(".agent-tile").first().waitFor();
  await assertNoSideways(page);
  await page.goto(`${world.url}/queues`);
  await page.locator(".cards li").first().waitFor();
  await openPanel(page, "筛选");
  await page.locator(".filter-drawer").waitFor();
  await assertNoSideways(page);
  await assertNoViolations(page);
  await page.keyboard.press("Escape");
  await openPanel(page, "列与阈值");
  await page.getByRole("button", { name: "等待中的阈值" }).click();
  await page.locator(".threshold-form").waitFor();
  await assertNoSideways(page);
  page.assertNoComplaints();
}

const heads = (page) =>
  page
    .locator("thead th")
    .evaluateAll((all) =>
      all.map((th) => (th.querySelector(".measure-name") ?? th).textContent.trim()),
    );

async function openPanel(page, name) {
  await page.locator(`.disclosure-button[aria-label="${name}"]`).click();
  await page.locator(".disclosure-panel").waitFor();
}

async function openView(page) {
  await page.locator(".view-menu .disclosure-button").click();
  await page.locator(".view-choices").waitFor();
}

async function saveAs(page, name) {
  await openView(page);
  await page.getByRole("button", { name: "另存为新视图" }).click();
  await page.getByRole("textbox", { name: "视图名称" }).fill(name);
  await page.keyboard.press("Enter");
  await page.locator(".view-name", { hasText: name }).waitFor();
  await page.locator(".view-dot").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
}

async function chooseView(page, name) {
  await openView(page);
  await page.locator(".view-choices button", { hasText: name }).click();
  await page.locator(".view-name", { hasText: name }).waitFor();
}

async function removeView(page) {
  await openView(page);
  await page.getByRole("button", { name: "删除", exact: true }).click();
  await page.getByRole("button", { name: "确认删除" }).click();
}

async function choose(page, label, option) {
  await page.getByRole("combobox", { name: label }).click();
  await page.locator(".ant-select-item-option", { hasText: option }).click();
}

/** `complaint`: what must stand at the form instead. */
async function setThreshold(page, name, warn, alert, complaint) {
  await page.locator(`.head-limit button[aria-label^="${name}的阈值"]`).click();
  const form = page.locator(".threshold-form");
  await form.getByRole("textbox", { name: "预警" }).fill(warn);
  await form.getByRole("textbox", { name: "告警" }).fill(alert);
  await form.getByRole("button", { name: "应用" }).click();
  if (complaint) await form.locator(".field-error", { hasText: complaint }).waitFor();
  else await form.waitFor({ state: "detached" });
}

async function assertNoSideways(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false, `${page.url()} scrolls sideways`);
}
