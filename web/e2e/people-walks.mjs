/**
 * The walks through people: found, shown as on a day, moved, claimed, counted by skill.
 *
 * Room:  e2e; listed by `walks.mjs`.
 */
import assert from "node:assert/strict";
import { hand } from "./browser.mjs";

export const peopleWalks = (at, assertNoViolations) => [
  ["people: found, filtered and kept as a view", (world) => found(world, at, assertNoViolations)],
  ["people: one is added and moves next month", (world) => moved(world, at, assertNoViolations)],
  ["people: an unknown agent is claimed", (world) => claimed(world, at, assertNoViolations)],
  ["people: who masters what", (world) => skills(world, at, assertNoViolations)],
  ["people: what protects somebody", (world) => protection(world, at, assertNoViolations)],
  ["people: a file is looked at and taken", (world) => fromFile(world, at, assertNoViolations)],
  ["people: in the hand, and axe", (world) => inTheHand(world, at, assertNoViolations)],
];

async function told(page, world, path) {
  const answer = await page.request.get(`${world.url}/api/v1/people${path}`);
  assert.equal(answer.status(), 200, path);
  return await answer.json();
}

const rows = ".people-rows tbody tr:not(.gap)";

async function found(world, at, assertNoViolations) {
  const page = await at(world, "/people");
  await page.locator(rows).first().waitFor();
  const all = await told(page, world, "?limit=1");
  await page.locator(".people-pages", { hasText: `${all.meta.total}` }).waitFor();
  await page.getByRole("button", { name: "下一页" }).click();
  await page.locator(".people-pages", { hasText: "101" }).waitFor();
  await page.getByLabel("姓名或工号").fill("E1004");
  await page.waitForURL(/q=E1004/);
  await page.waitForFunction((rows) => document.querySelectorAll(rows).length === 1, rows);
  await page.getByLabel("姓名或工号").fill("");
  const { choices } = await told(page, world, "/choices");
  const team = choices.teams[0];
  await choose(page, "班组", team.name);
  await page.waitForURL(new RegExp(`team=${team.id}`));
  const { meta } = await told(page, world, `?team=${team.id}`);
  await page.locator(".people-pages", { hasText: `共 ${meta.total} 人` }).waitFor();
  await page.locator("th", { hasText: "工号" }).locator("button.sort").click();
  await page.locator("th[aria-sort=descending]", { hasText: "工号" }).waitFor();
  await assertNoViolations(page, "people");
  page.assertNoComplaints();
}

/** `where`: the page, or the drawer over it that has a field of the same name. */
async function choose(where, label, value) {
  const field = where.getByRole("combobox", { name: label, exact: true });
  const page = typeof where.page === "function" ? where.page() : where;
  await field.click();
  await field.fill(value);
  await page.locator(".ant-select-dropdown:visible").getByTitle(value, { exact: true }).click();
}

async function moved(world, at, assertNoViolations) {
  const page = await at(world, "/people");
  const number = `W${Date.now() % 1_000_000_000}`;
  await page.getByRole("button", { name: "新增人员" }).click();
  const drawer = page.locator(".ant-drawer-content, .ant-drawer-section").last();
  await drawer.getByRole("button", { name: "新增", exact: true }).click();
  await drawer.locator(".field-error").waitFor();
  await drawer.getByLabel("工号").fill(number);
  await drawer.getByLabel("姓名").fill("新人（示例）");
  const { choices } = await told(page, world, "/choices");
  await choose(drawer, "班组", choices.teams[1].name);
  await drawer.getByLabel("原因").fill("入职");
  await assertNoViolations(page, "new person");
  await drawer.getByRole("button", { name: "新增", exact: true }).click();
  await page.waitForURL(/\/people\/\d+/);
  await page.locator(".fact", { hasText: choices.teams[1].name }).waitFor();

  await page.getByRole("button", { name: "调班组" }).click();
  await choose(page, "班组", choices.teams[2].name);
  const [year, month] = choices.today.split("-").map(Number);
  const next =
    month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, "0")}-01`;
  const from = page.getByLabel("从哪天起");
  await from.fill(next);
  await from.press("Enter");
  await page.getByLabel("原因").fill("下月调组");
  await page.getByRole("button", { name: "保存" }).click();
  const coming = page.locator(".coming li", { hasText: next });
  await coming.waitFor();
  await page.locator(".change-log li", { hasText: "下月调组" }).waitFor();
  // Today nothing is another.
  await page.locator(".fact", { hasText: choices.teams[1].name }).waitFor();
  await assertNoViolations(page, "person");

  await coming.getByRole("button").click();
  await coming.getByLabel("原因").fill("取消调组");
  await coming.getByRole("button", { name: "撤回", exact: true }).click();
  await page.locator(".change-log li", { hasText: "取消调组" }).waitFor();
  await page.locator(".coming li").waitFor({ state: "detached" });
  page.assertNoComplaints();
}

async function claimed(world, at, assertNoViolations) {
  const page = await at(world, "/people?section=claims");
  const { agents } = await told(page, world, "/unclaimed");
  const agent = agents.find((one) => one.hint);
  if (!agent) {
    // A demo that was walked before: all that had a hint are claimed.
    await page.locator(".claim, .empty-title").first().waitFor();
    return;
  }
  const line = page.locator(`[data-agent="${agent.agent}"]`);
  await line.waitFor();
  await assertNoViolations(page, "claims");
  await line.getByRole("button").click();
  await page.getByLabel("原因").fill("核对花名册");
  await page.locator("form").getByRole("button", { name: "认领", exact: true }).click();
  await line.waitFor({ state: "detached" });
  const { profile } = await told(page, world, `/${agent.hint.person}`);
  assert.ok(profile.person.agents.some((one) => one.id === agent.agent));
  page.assertNoComplaints();
}

async function skills(world, at, assertNoViolations) {
  const page = await at(world, "/people?section=skills");
  await page.locator(".matrix tbody tr").first().waitFor();
  const { spread } = await told(page, world, "/skills");
  const share = `${(spread.share_of_two * 100).toFixed(1)}`;
  await page.locator(".spread-figure", { hasText: share }).waitFor();
  assert.equal(await page.locator(".matrix thead th").count(), spread.skills.length + 2);
  await assertNoViolations(page, "skills");
  page.assertNoComplaints();
}

async function protection(world, at, assertNoViolations) {
  const page = await at(world, "/people?q=E1011");
  await page.locator(`${rows} a`).first().click();
  await page.waitForURL(/\/people\/\d+/);
  const region = page.getByRole("region", { name: "受保护的情况" });
  await region.getByRole("button", { name: "查看" }).click();
  await region.getByRole("button", { name: "登记一项" }).click();
  await assertNoViolations(page, "protected");
  await region.getByRole("button", { name: "登记", exact: true }).click();
  await region.locator(".coming li", { hasText: "孕期" }).waitFor();
  await page.locator(".fact .protected-mark").waitFor();
  await region.getByRole("button", { name: "删除" }).click();
  await region.getByRole("button", { name: "删除，不可恢复" }).click();
  await region.locator(".coming li").waitFor({ state: "detached" });
  const audit = await page.request.get(`${world.url}/api/v1/audit?action=kept_protected`);
  const [last] = (await audit.json()).audit;
  assert.deepEqual([last.object, last.after], ["E1011", null], "which it is nobody reads there");
  page.assertNoComplaints();
}

async function fromFile(world, at, assertNoViolations) {
  const page = await at(world, "/people");
  const number = `I${Date.now() % 1_000_000_000}`;
  const file = (rows) => ({
    name: "people.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`工号,姓名,入职日期,技能\r\n${rows}\r\n`),
  });
  await page.getByRole("button", { name: "导入" }).click();
  await page.getByLabel("文件").setInputFiles(file(`${number},文件新人（示例）,2026-13-01,账务 0`));
  await page.locator(".file-errors li", { hasText: "第 2 行 · 入职日期" }).waitFor();
  await assertNoViolations(page, "import errors");
  assert.equal(await page.getByRole("button", { name: /^写入/ }).count(), 0);
  await page.getByLabel("文件").setInputFiles(file(`${number},文件新人（示例）,2026-01-05,账务 2`));
  await page.locator(".file-lines li", { hasText: number }).waitFor();
  await page.getByRole("button", { name: /^写入/ }).click();
  await page.locator(".field-error").waitFor();
  await page.getByLabel("原因").fill("批量入职");
  await page.getByRole("button", { name: /^写入/ }).click();
  await page.locator(".note", { hasText: "已写入" }).waitFor();
  const { people } = await told(page, world, `?q=${number}`);
  assert.equal(people[0].skills[0].level, 2);
  await page.keyboard.press("Escape");
  await page.locator(".ant-drawer-mask").first().waitFor({ state: "hidden" });
  const [out] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "导出 CSV" }).click(),
  ]);
  assert.match(out.suggestedFilename(), /callboard-people\.csv/);
  page.assertNoComplaints();
}

async function inTheHand(world, at, assertNoViolations) {
  for (const path of ["/people", "/people?section=skills", "/people?section=claims", "/people/8"]) {
    const page = await at(world, path, { viewport: hand });
    await page.locator(".people-rows, .matrix, .claim, .empty-title, .facts").first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= hand.width, `${path}: ${width} px wide`);
    await assertNoViolations(page, path);
  }
}
