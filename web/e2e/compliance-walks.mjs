/**
 * The walk through compliance: the demo's events, why they are graded so, a note, one's own, the hand.
 *
 * Room:  e2e; listed by `walks.mjs`. What the demo shows is of yesterday; what is made here is judged within a
 *        minute.
 */
import assert from "node:assert/strict";
import { hand, open } from "./browser.mjs";

export const complianceWalks = (at, assertNoViolations) => [
  [
    "compliance: filtered, traced into the audit list, taken note of",
    (world) => examples(world, at, assertNoViolations),
  ],
  [
    "compliance: who tried too much is told, and nobody notes their own",
    (world) => found(world, at, assertNoViolations),
  ],
  [
    "compliance: in the hand, both languages, and axe",
    (world) => pages(world, at, assertNoViolations),
  ],
];

const password = "compliance-password-1";

/** An account with this role, signed in on a phone; a new one each time. */
async function somebody(world, page, word, role) {
  const name = `${word}${Date.now() % 10_000_000}`;
  const { session } = await (await page.request.get(`${world.url}/api/v1/session`)).json();
  const made = await page.request.post(`${world.url}/api/v1/accounts`, {
    headers: { "x-csrf-token": session.csrf_token },
    data: { name, password, roles: [{ role }] },
  });
  assert.equal(made.status(), 201, await made.text());
  const theirs = await open(world.browser, { viewport: hand });
  await theirs.goto(world.url);
  await theirs.locator("#name").fill(name);
  await theirs.locator("#password").fill(password);
  await theirs.locator("button[type=submit]").click();
  await theirs.locator(".places").waitFor();
  return { name, page: theirs };
}

const events = (page) => page.locator(".compliance-event");

async function examples(world, at, assertNoViolations) {
  const page = await at(world, "/compliance?state=all&severity=red");
  const red = events(page).filter({ hasText: "示例-管理员" });
  await red.getByText("当天修改了自己的权限 1 次").waitFor();
  await red.getByText("一次即为红色").waitFor();
  // What is chosen stands in the address, and comes back with it.
  await page.getByRole("combobox", { name: "级别" }).click();
  await page.locator(".ant-select-dropdown:visible").getByTitle("全部级别").click();
  await page.getByRole("combobox", { name: "规则" }).click();
  await page.locator(".ant-select-dropdown:visible").getByTitle("大量查看个人信息").click();
  await page.waitForURL(/rule=bulk_looks/);
  const leader = events(page).filter({ hasText: "示例-班长" });
  await leader.getByText("当天查看了 240 人的信息，同角色通常不超过 18 人").waitFor();
  await page.reload();
  await leader.waitFor();
  await leader.getByRole("link", { name: "查看审计记录" }).click();
  await page.locator(".audit-row", { hasText: "240 rows: X0001" }).waitFor();
  assert.equal(await page.locator(".audit-row").count(), 2, "the two lists, and nothing else");

  // One that the demo shows as noted by somebody stays out of what is open.
  await page.goto(`${world.url}/compliance?rule=refused_outside_right&actor=示例-排班员`);
  await page.locator(".empty-title", { hasText: "没有这样的合规事件" }).waitFor();
  await page.getByRole("radio", { name: "已登记" }).check({ force: true });
  await events(page).getByText("示例-审计员").waitFor();
  page.assertNoComplaints();
  await assertNoViolations(page, "noted");
}

async function found(world, at, assertNoViolations) {
  const page = await at(world, "/compliance");
  const viewer = await somebody(world, page, "访客", "viewer");
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const refused = await viewer.page.request.get(`${world.url}/api/v1/audit`);
    assert.equal(refused.status(), 403);
  }
  const officer = await somebody(world, page, "审计", "auditor");
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const refused = await officer.page.request.get(`${world.url}/api/v1/accounts`);
    assert.equal(refused.status(), 403);
  }
  await page.goto(`${world.url}/compliance?actor=${viewer.name}`);
  const event = events(page).filter({ hasText: viewer.name });
  await event.waitFor({ timeout: 180_000 });
  await event.getByText("10 分钟内有 3 次操作因无权限被拒绝").waitFor();
  await event.getByRole("button", { name: "登记核实结果" }).click();
  await event.getByRole("button", { name: /^登\s?记$/ }).click();
  await event.locator(".field-error").waitFor();
  await assertNoViolations(page, "a note");
  await event.getByLabel("核实情况与处理").fill("已与本人谈话");
  await event.getByRole("button", { name: /^登\s?记$/ }).click();
  await page.locator(".empty-title").waitFor();
  await page.goto(`${world.url}/compliance?state=noted&actor=${viewer.name}`);
  await event.getByText("已与本人谈话").waitFor();
  page.assertNoComplaints();

  // Whoever did it reads why there is no button.
  await officer.page.goto(`${world.url}/compliance?actor=${officer.name}`);
  const own = events(officer.page).filter({ hasText: officer.name });
  await own.getByText("须由其他有权限的人登记").waitFor({ timeout: 180_000 });
  assert.equal(await own.getByRole("button", { name: "登记核实结果" }).count(), 0);
  await assertNoViolations(officer.page, "an own event");

  // Who may not is told so, and has no such place.
  await viewer.page.goto(`${world.url}/compliance`);
  await viewer.page.locator("main [role=alert]").waitFor();
  await viewer.page.getByText("更多").click();
  assert.equal(await viewer.page.locator('.more-list a[href="/compliance"]').count(), 0);
}

async function pages(world, at, assertNoViolations) {
  for (const locale of ["zh-CN", "en"]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await at(world, "/compliance?state=all", {
        viewport: hand,
        colorScheme,
        locale,
      });
      await events(page).first().waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= hand.width, `${width} px wide`);
      await assertNoViolations(page, `${locale} ${colorScheme}`);
    }
  }
}
