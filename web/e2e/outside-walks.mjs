/**
 * The walk through the company's own sign-in: a button, a real OpenID provider, and back.
 *
 * Room:  e2e; listed by `walks.mjs`. Takes the provider of crates/server/testbed/provider, whose packages
 *        `cargo xtask test` fetches, and a server of its own.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { hand, open } from "./browser.mjs";
import { freePort, killable } from "./killable.mjs";

const folder = fileURLToPath(new URL("../../crates/server/testbed/provider", import.meta.url));

export const outsideWalks = (assertNoViolations) => [
  [
    "signing in at the company's provider, and out again",
    (world) => atTheProvider(world, assertNoViolations),
  ],
];

async function atTheProvider(world, assertNoViolations) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  let provider;
  const server = await killable(["serve", "--config", "callboard.toml"], async (own) => {
    provider = await startProvider(port, `http://127.0.0.1:${own}`);
    return configuration(issuer, `http://127.0.0.1:${own}`);
  });
  try {
    const admin = await open(world.browser);
    await server.signIn(admin);
    await goThere(world, server, issuer, assertNoViolations);
    await seenByAnAdministrator(admin, server, assertNoViolations);
    await sentAway(world, server);
    await ended(provider);
    await providerAway(world, server, assertNoViolations);
  } finally {
    await ended(provider);
    await server.remove();
  }
}

async function goThere(world, server, issuer, assertNoViolations) {
  const page = await open(world.browser);
  await page.goto(`${server.url}/queues`);
  const button = page.getByRole("link", { name: "用“示例公司”登录" });
  await button.waitFor();
  await assertNoViolations(page, "the sign-in page with a provider");
  await button.click();
  await signInThere(page, "zhangwei", "zhang-password");
  await page.waitForURL(`${server.url}/queues`);
  await page.locator(".who", { hasText: "zhangwei" }).waitFor();
  // Password and second factor are not this house's: one's own account says where they are.
  await page.goto(`${server.url}/account`);
  await page.locator("[data-origin=openid]").waitFor();
  assert.equal(await page.locator("input[type=password]").count(), 0);
  assert.equal(await page.locator("#own-factor").count(), 0);
  await assertNoViolations(page, "the own account of somebody from elsewhere");
  await page.getByRole("button", { name: "退出" }).click();
  // Signed out here, the browser is at the provider, which asks whether there too.
  await page.waitForURL(`${issuer}/session/end**`);
  const session = await page.request.get(`${server.url}/api/v1/session`);
  assert.equal(session.status(), 401);
}

async function seenByAnAdministrator(page, server, assertNoViolations) {
  await page.goto(`${server.url}/access`);
  await page.locator(".account-name", { hasText: "zhangwei" }).click();
  await page.locator("[data-origin=openid]").waitFor();
  assert.equal(await page.locator("#their-password").count(), 0, "no password to set");
  await assertNoViolations(page, "an account from elsewhere");
}

async function sentAway(world, server) {
  const page = await open(world.browser, { viewport: hand });
  await page.goto(server.url);
  await page.locator(".outside-way").click();
  await signInThere(page, "lina", "li-password");
  await page.locator("[data-refused=no_role]").waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= hand.width, `${width} px wide`);
}

/** The provider gone, the page says so, and the local administrator gets in. */
async function providerAway(world, server, assertNoViolations) {
  await server.kill();
  await server.start();
  const page = await open(world.browser);
  await page.goto(`${server.url}/queues`);
  await page.locator(".outside-way").click();
  await page.locator("[data-refused=provider_away]").waitFor();
  await assertNoViolations(page, "sent back to the sign-in page");
  await page.locator("#name").fill("admin");
  await page.locator("#password").fill("demo-password-1");
  await page.locator("button[type=submit]").click();
  await page.locator(".places").waitFor();
  assert.ok(!page.url().includes("sign_in_refused"), page.url());
}

async function signInThere(page, login, password) {
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "继续" }).click();
}

function configuration(issuer, url) {
  return `public_url = "${url}"
[[sign_in.openid]]
name = "house"
title = "示例公司"
issuer = "${issuer}"
client_id = "callboard"
client_secret = "test-secret"
scopes = ["profile", "groups"]
userinfo = true
roles = [{ group = "staff", role = "viewer" }]
`;
}

function startProvider(port, url) {
  const env = {
    ...process.env,
    PORT: String(port),
    CLIENT_BACK: `${url}/api/v1/openid/house/callback`,
    CLIENT_HOME: `${url}/`,
  };
  const child = spawn(process.execPath, ["provider.mjs"], { cwd: folder, env });
  return new Promise((resolve, reject) => {
    child.stdout.on("data", (text) => String(text).includes("issuer ") && resolve(child));
    child.on("exit", (code) => reject(new Error(`the provider ended with ${code}; npm ci there`)));
  });
}

function ended(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  return gone;
}
