/**
 * The walks through signing in: a second factor set up, asked for, lost, demanded; one's own account.
 *
 * Room:  e2e; listed by `walks.mjs`. Each walk makes accounts of its own.
 */
import assert from "node:assert/strict";
import { hand, open } from "./browser.mjs";
import { App } from "./totp.mjs";

export const signInWalks = (at, axe) => [
  [
    "account: a second factor, from setting up to losing it",
    (world) => lifeOfAFactor(world, at, axe),
  ],
  ["sign-in: a role that needs a second factor", (world) => demanded(world, at, axe)],
  ["account: password and sessions", (world) => ownAccount(world, at, axe)],
  ["tokens: made, shown once, used, revoked", (world) => tokens(world, at, axe)],
  ["account: in the hand and in the dark", (world) => looks(world, at, axe)],
];

const password = "sunflower-ladder-42";

/** A new account, made over the interface by who may. */
async function make(world, at, role) {
  const page = await at(world, "/access");
  const { session } = await (await page.request.get(`${world.url}/api/v1/session`)).json();
  const name = `${role} ${process.pid} ${Date.now() % 1_000_000}`;
  const made = await page.request.post(`${world.url}/api/v1/accounts`, {
    data: { name, password, roles: [{ role }] },
    headers: { "x-csrf-token": session.csrf_token },
  });
  assert.equal(made.status(), 201, await made.text());
  return { name, admin: page };
}

async function enter(page, world, name) {
  await page.goto(`${world.url}/account`);
  await page.locator("#name").fill(name);
  await page.locator("#password").fill(password);
  await page.locator("button[type=submit]").click();
}

const isIn = (page) => page.getByRole("heading", { level: 1, name: "我的账号" }).waitFor();
const leave = async (page) => {
  await page.getByRole("button", { name: /退出/ }).click();
  await page.locator("#password").waitFor();
};

/** Scans (reads the key), proves it, and gives the app and the recovery codes. */
async function setUp(page, axe) {
  await page.locator(".enrolment-code svg").waitFor();
  const app = new App(await page.locator("[data-secret=totp]").textContent());
  await axe(page, "enrolment");
  await page.locator(".code-field").fill(app.next());
  await page.locator("[data-recovery='10']").waitFor();
  const codes = await page.locator(".recovery-codes code").allTextContents();
  await axe(page, "recovery codes");
  return { app, codes };
}

async function lifeOfAFactor(world, at, axe) {
  const { name, admin } = await make(world, at, "viewer");
  const page = await open(world.browser);
  await enter(page, world, name);
  await isIn(page);
  await page.getByRole("button", { name: "开始设置" }).click();
  await page.getByLabel("请再输入一次您的密码").fill("not the password");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("请再输入一次您的密码").fill(password);
  await page.getByRole("button", { name: "下一步" }).click();
  const { app, codes } = await setUp(page, axe);
  assert.equal(new Set(codes).size, 10);
  await page.getByRole("button", { name: "已保存" }).click();
  await page.locator("[data-factor=on]").waitFor();
  await page.locator("[data-codes-left='10']").waitFor();

  await leave(page);
  await enter(page, world, name);
  await page.getByRole("heading", { name: "第二步：验证码" }).waitFor();
  await axe(page, "second step");
  assert.equal((await page.request.get(`${world.url}/api/v1/overview`)).status(), 401);
  await page.locator(".code-field").fill("000000");
  await page.getByRole("alert").waitFor();
  await page.locator(".code-field").fill(app.next());
  await isIn(page);

  await leave(page);
  await enter(page, world, name);
  await page.getByRole("button", { name: "改用恢复码" }).click();
  await page.locator(".code-field").fill(codes[0].toUpperCase());
  await page.locator("button[type=submit]").click();
  await page.locator("[data-codes-left='9']").waitFor();
  await page.locator("[data-own=true]", { hasText: "密码 + 恢复码" }).waitFor();

  // Lost: an administrator takes it off and says why.
  await admin.reload();
  await admin.getByLabel("按姓名或角色查找").fill(name);
  await admin.getByRole("button", { name }).click();
  await admin.locator(".ant-drawer [data-factor=on]").waitFor();
  await admin.locator(".ant-drawer .session").first().waitFor();
  await axe(admin, "an account's sign-in");
  await admin.getByRole("button", { name: "解除第二重验证" }).click();
  await admin.getByLabel("原因").fill("手机丢失");
  await admin.getByRole("button", { name: "解除第二重验证" }).click();
  await admin.locator(".ant-drawer [data-factor=off]").waitFor();
  assert.equal((await page.request.get(`${world.url}/api/v1/session`)).status(), 401);
  await admin.goto(`${world.url}/access?section=audit&action=removed_second_factor`);
  await admin.locator(".audit-row", { hasText: name }).getByText("手机丢失").waitFor();
}

async function demanded(world, at, axe) {
  const { name, admin } = await make(world, at, "quality");
  await admin.goto(`${world.url}/access?section=sign_in`);
  await admin.getByRole("checkbox", { name: "质检" }).check();
  await admin.locator("[data-without]").waitFor();
  await axe(admin, "sign-in rules");
  await admin.getByRole("button", { name: "保存" }).click();
  await admin.getByText("已保存，立即生效").waitFor();
  try {
    const page = await open(world.browser);
    await enter(page, world, name);
    await page.getByRole("heading", { name: "先设置第二重验证" }).waitFor();
    await axe(page, "a second factor is due");
    assert.equal((await page.request.get(`${world.url}/api/v1/session`)).status(), 401);
    await page.getByRole("button", { name: "开始设置" }).click();
    await setUp(page, axe);
    await page.getByRole("button", { name: "已保存，进入" }).click();
    await isIn(page);
    await page.locator("[data-factor=on]").waitFor();
    assert.equal(await page.getByRole("button", { name: "解除" }).count(), 0, "it is demanded");
  } finally {
    await admin.getByRole("checkbox", { name: "质检" }).uncheck();
    await admin.getByRole("button", { name: "保存" }).click();
    await admin.getByText("已保存，立即生效").waitFor();
  }
}

async function ownAccount(world, at, axe) {
  const { name } = await make(world, at, "viewer");
  const [page, other] = [await open(world.browser), await open(world.browser)];
  for (const one of [page, other]) {
    await enter(one, world, name);
    await isIn(one);
  }
  await page.goto(`${world.url}/`);
  await page.locator(".user-menu summary").click();
  await page.getByRole("link", { name: "我的账号" }).click();
  await isIn(page);
  await page.locator(".session").nth(1).waitFor();
  await page.locator("[data-own=true]", { hasText: "Chrome · Linux" }).waitFor();
  await axe(page, "my account");
  await page.locator("[data-own=false]").getByRole("button", { name: "结束" }).click();
  await page.locator("[data-own=false]").waitFor({ state: "detached" });
  assert.equal((await other.request.get(`${world.url}/api/v1/session`)).status(), 401);

  await page.getByLabel("当前密码").fill(password);
  await page.getByLabel("新密码").fill(`${name}1`);
  await page.locator("[data-advice=password_known_word]").waitFor();
  await axe(page, "advice on a password");
  await page.getByLabel("新密码").fill("zebra-umbrella-seventeen");
  await page.locator("[data-advice=none]").waitFor();
  await page.getByLabel("再输入一次", { exact: true }).fill("zebra-umbrella-seventeen");
  await page.getByRole("button", { name: "更改密码" }).click();
  await page.getByText("密码已更改").waitFor();
}

async function tokens(world, at, axe) {
  const page = await at(world, "/access?section=tokens");
  const name = `工单系统 ${process.pid} ${Date.now() % 1_000_000}`;
  await page.getByRole("button", { name: "新建令牌" }).click();
  await page.getByRole("button", { name: "建立令牌" }).click();
  await page.locator(".field-error").waitFor();
  await page.getByLabel("用途").fill(name);
  await page.getByRole("checkbox", { name: /读取运行指标/ }).check();
  await axe(page, "a new token");
  await page.getByRole("button", { name: "建立令牌" }).click();
  const secret = await page.locator("[data-secret=token]").inputValue();
  await axe(page, "a token's secret");
  const metrics = async () => {
    const answer = await fetch(`${world.url}/metrics`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    return answer.status;
  };
  assert.equal(await metrics(), 200);
  await page.getByRole("button", { name: "已保存" }).click();
  await page.locator("[data-secret=token]").waitFor({ state: "detached" });
  await page.reload();
  const line = page.locator(".token", { hasText: name });
  await line.getByText("最近使用").waitFor();
  assert.equal(await line.getAttribute("data-term"), "good");
  assert.ok(!(await page.content()).includes(secret), "it is shown once");
  await line.getByRole("button", { name: "撤销" }).click();
  await page.locator(".ant-popconfirm").getByRole("button", { name: "撤销" }).click();
  await page.locator(".token.is-over[data-term=revoked]", { hasText: name }).waitFor();
  assert.equal(await metrics(), 401);
  await axe(page, "tokens");
  page.assertNoComplaints();
}

async function looks(world, at, axe) {
  for (const path of ["/account", "/access?section=sign_in", "/access?section=tokens"]) {
    for (const locale of ["zh-CN", "en"]) {
      const page = await at(world, path, { viewport: hand, locale });
      await page.locator(".session, .rule-roles, .token, .empty").first().waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= hand.width, `${path} in ${locale}: ${width} px wide`);
      await axe(page, `${path} in the hand, ${locale}`);
      await page.context().close();
    }
    const dark = await at(world, path, { colorScheme: "dark" });
    await dark.locator(".session, .rule-roles, .token, .empty").first().waitFor();
    await axe(dark, `${path} dark`, ["color-contrast"]);
  }
}
