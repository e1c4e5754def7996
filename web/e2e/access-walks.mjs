/**
 * The walks through accounts and rights: one is made, leads a team, and sees its people alone.
 *
 * Room:  e2e; listed by `walks.mjs`.
 */
import assert from "node:assert/strict";
import { hand, open } from "./browser.mjs";

export const accessWalks = (at, assertNoViolations) => [
  ["rights: a leader is made, and sees the people of the team", (world) => leader(world, at)],
  ["rights: who may do what, and why", (world) => reasons(world, at, assertNoViolations)],
  ["audit: sought, with values, and exported", (world) => audit(world, at, assertNoViolations)],
  ["rights: in the hand, and axe", (world) => inTheHand(world, at, assertNoViolations)],
];

const password = "leader-password-1";

async function leader(world, at) {
  const page = await at(world, "/access");
  const { teams } = await (await page.request.get(`${world.url}/api/v1/teams`)).json();
  const team = teams.reduce((most, one) => (one.agents > most.agents ? one : most));
  const name = `班长 ${Date.now() % 1_000_000}`;
  await page.getByRole("button", { name: "新建账号" }).click();
  await page.getByRole("button", { name: "建立账号" }).click();
  await page.locator(".field-error").waitFor();
  await page.getByLabel("账号名").fill(name);
  await page.getByLabel("初始密码").fill(password);
  await choose(page, "角色", "班组长");
  await choose(page, "范围", team.name);
  await page.getByRole("button", { name: "建立账号" }).click();
  const line = page.locator(".account", { hasText: name });
  await line.waitFor();
  assert.match(await line.textContent(), new RegExp(`班组长（${team.name}）`));

  const theirs = await open(world.browser);
  await theirs.goto(world.url);
  await theirs.locator("#name").fill(name);
  await theirs.locator("#password").fill(password);
  await theirs.locator("button[type=submit]").click();
  await theirs.locator("[data-measure=waiting]").first().waitFor();
  assert.equal(await theirs.locator(".places a[href='/settings']").count(), 0);
  await theirs.goto(`${world.url}/agents?state=signed_out`);
  await theirs.locator("[data-fresh=live]").waitFor();
  const told = await theirs.request.get(`${world.url}/api/v1/agents`);
  const rows = Object.values((await told.json()).agents.rows);
  assert.ok(rows.length > 1 && rows.every((row) => row.team_id === team.id), "only the team");
  await theirs
    .locator("[role=status]", { hasText: `/ ${rows.length}` })
    .first()
    .waitFor();
  await theirs.goto(`${world.url}/access`);
  await theirs.locator(".empty-title").waitFor();

  // Switched off, the session is over.
  await line.locator(".account-name").click();
  await page.locator(".ant-checkbox-input").check();
  await page.getByRole("button", { name: "保存" }).click();
  await page.locator(".account.is-off", { hasText: name }).waitFor();
  assert.equal((await theirs.request.get(`${world.url}/api/v1/overview`)).status(), 401);
  page.assertNoComplaints();
}

async function choose(page, label, value) {
  const field = page.getByRole("combobox", { name: label, exact: true });
  await field.click();
  await field.fill(value);
  await page.locator(".ant-select-dropdown:visible").getByTitle(value, { exact: true }).click();
}

async function reasons(world, at, assertNoViolations) {
  const page = await at(world, "/access?section=rights");
  const { access } = await (await page.request.get(`${world.url}/api/v1/access`)).json();
  await page.locator(".rights tbody tr").first().waitFor();
  assert.equal(await page.locator(".rights tbody tr").count(), access.actions.length);
  assert.equal(
    await page.locator(".rights td span[aria-hidden]").count(),
    access.grants.length,
    "as many marks as the table has",
  );
  await page.getByRole("combobox", { name: "选择账号" }).click();
  await page.locator(".ant-select-dropdown:visible").getByTitle("admin", { exact: true }).click();
  await page.locator("[data-reasons]", { hasText: "管理员：全中心" }).waitFor();
  await assertNoViolations(page, "rights");
  page.assertNoComplaints();
}

async function audit(world, at, assertNoViolations) {
  const page = await at(world, "/access?section=audit");
  await page.locator(".audit-row").first().waitFor();
  await page.getByLabel("对象或内容包含").fill("team_leader@");
  await page.waitForURL(/text=team_leader/);
  await page.locator(".audit-values ins", { hasText: "team_leader@" }).first().waitFor();
  const told = await page.request.get(`${world.url}/api/v1/audit?text=team_leader%40`);
  const rows = (await told.json()).audit;
  await page.waitForFunction(
    (count) => document.querySelectorAll(".audit-row").length === count,
    rows.length,
  );
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "导出 CSV" }).click(),
  ]);
  assert.match(file.suggestedFilename(), /callboard-audit\.csv/);
  await assertNoViolations(page, "audit");
  page.assertNoComplaints();
}

async function inTheHand(world, at, assertNoViolations) {
  for (const path of [
    "/access",
    "/access?section=rights",
    "/access?section=audit",
    "/access?section=directory",
  ]) {
    const page = await at(world, path, { viewport: hand });
    await page.locator(".account, .rights, .audit-row, .directory .empty").first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= hand.width, `${path}: ${width} px wide`);
    await assertNoViolations(page, path);
  }
}
