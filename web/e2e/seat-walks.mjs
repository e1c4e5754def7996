/**
 * The walks through seats: who sits where, a free seat, and a plan drawn by hand; against a real server only.
 *
 * Room:  e2e; listed by `walks.mjs`.
 */
import assert from "node:assert/strict";
import { desk, hand } from "./browser.mjs";

/** `at` opens a page signed in, `assertNoViolations` is axe: both of `walks.mjs`. */
export const seatWalks = (at, assertNoViolations) => [
  ["seats: the plan says what the interface says", (world) => planIsTrue(world, at)],
  ["seats: somebody is found, and a free seat near a team", (world) => finds(world, at)],
  ["seats: a broken seat is marked, and mended", (world) => marks(world, at)],
  ["seats: a plan is drawn by hand and by key, and kept", (world) => draws(world, at)],
  ["seats: in the hand, and axe", (world) => inTheHand(world, at, assertNoViolations)],
];

async function planIsTrue(world, at) {
  const page = await at(world, "/seats");
  await page.locator("[data-seat]").first().waitFor();
  const { seats } = await (await page.request.get(`${world.url}/api/v1/seats/live`)).json();
  const states = new Map(Object.values(seats.rows).map((row) => [row.name, row.state]));
  const shown = await page
    .locator("[data-seat]")
    .evaluateAll((all) => all.map((one) => [one.dataset.seat, one.dataset.state]));
  assert.ok(shown.length > 20, `only ${shown.length} seats`);
  // People come and go between the two questions.
  const differing = shown.filter(([name, state]) => states.get(name) !== state);
  assert.ok(differing.length <= 2, JSON.stringify(differing));
  const free = shown.filter(([, state]) => state === "free").length;
  const counted = Number(await page.locator("[data-count=free] b").first().textContent());
  assert.ok(Math.abs(counted - free) <= 2, `${counted} counted, ${free} drawn`);
  await page.locator("[data-state=occupied]").first().click();
  await page.locator(".seats-chosen a").waitFor();
  page.assertNoComplaints();
}

/** A free seat nobody sits down at meanwhile: the last one is the farthest from the door. */
async function marks(world, at) {
  const page = await at(world, "/seats");
  await page.locator("[data-state=free]").last().waitFor();
  const name = await page.locator("[data-state=free]").last().getAttribute("data-seat");
  const seat = page.locator(`[data-seat="${name}"]`);
  const press = (words) => page.locator(".seat-marks").getByText(words).click();
  await seat.click();
  await press("标为故障");
  await page.locator(`[data-seat="${name}"][data-state=out_of_order]`).waitFor();
  await press("恢复可用");
  await page.locator(`[data-seat="${name}"][data-state=free]`).waitFor();
  page.assertNoComplaints();
}

async function finds(world, at) {
  const page = await at(world, "/seats");
  const { seats } = await (await page.request.get(`${world.url}/api/v1/seats/live`)).json();
  const sitting = Object.values(seats.rows).find((row) => row.agent_name);
  await page
    .locator(".seats-tools input[type=search], .seats-tools .ant-input")
    .first()
    .fill(sitting.agent_name);
  await page.locator(".seats-found button").first().click();
  await page.locator(`[data-seat="${sitting.name}"].chosen`).waitFor();
  await page.goto(`${world.url}/seats?as=find`);
  await page.locator("[data-free]").first().waitFor();
  const name = await page.locator("[data-free]").first().getAttribute("data-free");
  await page.locator("[data-free] button").first().click();
  await page.locator(`[data-seat="${name}"].chosen[data-state=free]`).waitFor();
  await page.goto(`${world.url}/seats?as=use`);
  await page.locator("table td").first().waitFor();
  page.assertNoComplaints();
}

async function draws(world, at) {
  const page = await at(world, "/seats");
  await page.locator("[data-seat]").first().waitFor();
  await page.locator(".seats-tools > button, .seats-tools a").last().click();
  await page.waitForURL(/seats\/\d+\/edit/);
  const floor = page.url().match(/seats\/(\d+)/)[1];
  const seats = page.locator("[data-edit]");
  await page.locator("[data-edit], [data-unplaced]").first().waitFor();
  if ((await seats.count()) === 0) {
    await page.locator(".seat-tools button", { hasText: "放一行" }).click();
    await seats.nth(3).waitFor();
  }
  const last = seats.last();
  const name = await last.getAttribute("data-edit");
  const one = page.locator(`[data-edit="${name}"]`);
  const placed = () => one.getAttribute("transform");
  const before = await placed();
  // By key: the last one goes down, back, and is turned.
  await one.focus();
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await placed(), before, "an arrow moves the seat");
  await page.keyboard.press("Control+z");
  assert.equal(await placed(), before, "and Ctrl+Z takes that back");
  // By hand: one place down, where nobody sits.
  const box = await one.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const step = box.height / 0.88;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + step, { steps: 6 });
  await page.mouse.up();
  const moved = await placed();
  assert.notEqual(moved, before, "a drag moves the seat");
  await page.keyboard.press("Control+z");
  assert.equal(await placed(), before);
  await page.keyboard.press("Control+y");
  assert.equal(await placed(), moved);
  await page.locator("button.ant-btn-primary").click();
  await page.locator("button.ant-btn-primary:disabled").waitFor();
  await page.goto(`${world.url}/seats?floor=${floor}`);
  await page.locator(`[data-seat="${name}"]`).waitFor();
  const kept = await page.locator(`[data-seat="${name}"]`).getAttribute("transform");
  assert.equal(kept, moved, "the plan shows it where it was put");
  page.assertNoComplaints();
}

async function inTheHand(world, at, assertNoViolations) {
  for (const [viewport, colorScheme, locale] of [
    [hand, "light", "zh-CN"],
    [desk, "dark", "en"],
  ]) {
    for (const as of ["plan", "list", "find", "use", "files"]) {
      const page = await at(world, `/seats?as=${as}`, { viewport, colorScheme, locale });
      await page.locator(".seats").waitFor();
      await page.waitForLoadState("networkidle").catch(() => {});
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `${as} in ${locale} is ${width} px wide`);
      await assertNoViolations(page, `/seats?as=${as} ${viewport.width} ${colorScheme}`);
      await page.context().close();
    }
  }
}
