/**
 * The walks through settings: changed in a list, previewed, applied, seen; against a real server only.
 *
 * Room:  e2e; listed by `walks.mjs`.
 * Holds: what a walk changed it changes back.
 */
import assert from "node:assert/strict";
import { hand } from "./browser.mjs";

/** `at` opens a page signed in, `assertNoViolations` is axe: both of `walks.mjs`. */
export const settingsWalks = (at, assertNoViolations) => [
  ["settings: hours and a name are changed and seen", (world) => changes(world, at)],
  [
    "settings: what moved meanwhile is shown, what was typed is kept",
    (world) => conflict(world, at),
  ],
  ["settings: in the hand, and axe", (world) => inTheHand(world, at, assertNoViolations)],
];

const sections = ["queues", "hours", "rules", "numbers", "places", "breaks", "centre", "past"];

async function read(world, page) {
  const answer = await page.request.get(`${world.url}/api/v1/settings`);
  return (await answer.json()).settings;
}

const coming = (queue) => queue.hours.at(-1)?.hours?.week?.[2]?.[0];

async function applyAll(page) {
  await page.locator(".pending .ant-btn-primary").click();
  await page.locator(".planned").first().waitFor();
  await page.locator(".preview-foot .ant-btn-primary:not([disabled])").click();
  await page.locator(".settings-note").waitFor();
  await page.locator(".pending").waitFor({ state: "detached" });
}

async function changes(world, at) {
  const page = await at(world, "/settings");
  const boxes = page.locator(".queue-settings tbody input[type=checkbox]");
  await boxes.nth(1).waitFor();
  const before = await read(world, page);
  const [first, second] = before.queues;
  // Other hours than those that are set already.
  const hours = coming(first) === "06:00-23:00" ? "06:30-23:00" : "06:00-23:00";
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.locator(".settings-tools .ant-btn", { hasText: "设置营业时间" }).click();
  await page.locator(".choice-item", { hasText: "按星期" }).click();
  await page.locator("#hours-0").fill(hours);
  await page.locator(".settings-tools .ant-btn", { hasText: "周一的时间用于每天" }).click();
  const add = page.locator(".settings-section .ant-btn-primary");
  const since = page.locator(".effective-from input[type=radio]");
  await since.nth(1).check();
  assert.ok(await add.isDisabled(), "a moment without a day is no moment");
  await since.nth(0).check();
  await add.click();
  await page.locator(".pending-list li").first().waitFor();
  assert.equal(coming((await read(world, page)).queues[0]), coming(first), "nothing is set yet");

  await page.locator(".settings-sections a", { hasText: "队列" }).click();
  await page.locator(".queue-settings tbody .ant-btn").first().click();
  const name = `${first.key} 改名`;
  await page.locator(".ant-drawer-open .name-field input").fill(name);
  await page.locator(".ant-drawer-open .ant-btn-primary").click();
  await page.locator(".pending-list li").nth(1).waitFor();
  await applyAll(page);

  const after = await read(world, page);
  const found = (id) => after.queues.find((queue) => queue.id === id);
  for (const { id } of [first, second]) assert.equal(coming(found(id)), hours);
  assert.equal(found(first.id).name, name);
  await page.locator(".settings-sections a", { hasText: "修改记录" }).click();
  const row = page.locator(".settings-table tbody tr", { hasText: name }).first();
  await row.waitFor();
  const { session } = await (await page.request.get(`${world.url}/api/v1/session`)).json();
  assert.match(await row.textContent(), new RegExp(session.name));
  await page.goto(`${world.url}/queues/${first.id}`);
  await page.locator("h1", { hasText: name }).waitFor();

  await page.goto(`${world.url}/settings`);
  await page.locator(".queue-settings tbody tr", { hasText: name }).locator(".ant-btn").click();
  await page.locator(".ant-drawer-open .name-field .ant-btn").click();
  await page.locator(".ant-drawer-open .ant-btn-primary").click();
  await page.locator(".pending").waitFor();
  await applyAll(page);
  assert.equal((await read(world, page)).queues.find((q) => q.id === first.id).name, first.name);
  page.assertNoComplaints();
}

async function conflict(world, at) {
  const page = await at(world, "/settings?section=breaks");
  const field = page.locator(".name-field input").nth(2);
  await field.waitFor();
  const before = await read(world, page);
  const limit = before.breaks[2].limit_s === 1860 ? 1920 : 1860;
  await field.fill(String(limit / 60));
  await field.press("Enter");
  await page.locator(".pending .ant-btn-primary").click();
  await page.locator(".planned").first().waitFor();
  // Somebody else, meanwhile: the limit of another state.
  const others = before.breaks[5].limit_s === 600 ? 660 : 600;
  await set(world, page, { kind: "break_limit", reason: before.breaks[5].reason, limit_s: others });
  await page.locator(".preview-foot .ant-btn-primary:not([disabled])").click();
  const moved = page.locator(".moved");
  await moved.waitFor();
  await moved.locator(".past-list li").first().waitFor();
  assert.equal((await read(world, page)).breaks[2].limit_s, before.breaks[2].limit_s);
  await page.locator(".preview-foot .ant-btn-primary:not([disabled])").click();
  await page.locator(".settings-note").waitFor();
  const after = await read(world, page);
  assert.deepEqual([after.breaks[2].limit_s, after.breaks[5].limit_s], [limit, others]);
  page.assertNoComplaints();
}

/** A change by way of the interface, as another window would make it. */
async function set(world, page, change) {
  const root = `${world.url}/api/v1`;
  const { session } = await (await page.request.get(`${root}/session`)).json();
  const headers = { "x-csrf-token": session.csrf_token, origin: world.url };
  const { preview } = await (
    await page.request.post(`${root}/settings/preview`, { headers, data: { changes: [change] } })
  ).json();
  const data = { changes: [change], digest: preview.digest };
  const answer = await page.request.post(`${root}/settings`, { headers, data });
  assert.ok(answer.ok(), await answer.text());
}

async function inTheHand(world, at, assertNoViolations) {
  for (const options of [{}, { viewport: hand, colorScheme: "dark" }]) {
    const page = await at(world, "/settings", options);
    for (const section of sections) {
      await page.goto(`${world.url}/settings?section=${section}`);
      await page.locator(".settings-section .panel, .settings-section .empty").first().waitFor();
      await assertNoViolations(page);
      const isWide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      assert.equal(isWide, false, `${section} scrolls sideways`);
    }
    // The list and the preview as well, with something in them.
    await page.goto(`${world.url}/settings?section=breaks`);
    const field = page.locator(".name-field input").nth(3);
    await field.fill("77");
    await field.press("Enter");
    await page.locator(".pending .ant-btn-primary").click();
    await page.locator(".planned").first().waitFor();
    await page.locator(".ant-drawer-content-wrapper-motion, .ant-drawer-open").first().waitFor();
    await assertNoViolations(page);
  }
}
