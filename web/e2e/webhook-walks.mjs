/**
 * The walk through the page of receivers: one is made, tried, told of a change, away, and sent anew.
 *
 * Room:  e2e; listed by `walks.mjs`. A server of its own, and a receiver beside it.
 */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { hand, open } from "./browser.mjs";
import { killable } from "./killable.mjs";

export const webhookWalks = (assertNoViolations) => [
  [
    "receivers of changes: made, tried, told, and sent anew what they missed",
    (world) => told(world, assertNoViolations),
  ],
];

async function told(world, assertNoViolations) {
  const receiver = await listen();
  const server = await killable(
    ["serve", "--config", "callboard.toml"],
    () => '[webhooks]\nallow = ["127.0.0.1"]\n',
  );
  try {
    const page = await open(world.browser);
    await server.signIn(page);
    await page.goto(`${server.url}/access?section=webhooks`);
    await page.locator(".empty-title", { hasText: "还没有接收方" }).waitFor();
    await page.getByRole("button", { name: "新建接收方" }).click();
    await page.getByRole("button", { name: "建立", exact: true }).click();
    await page.locator(".field-error").waitFor();
    await page.getByLabel("名称").fill("人事系统");
    await page.getByLabel("接收地址（https）").fill(receiver.url);
    await page.getByLabel("人员").check();
    await assertNoViolations(page, "a new receiver");
    await page.getByRole("button", { name: "建立", exact: true }).click();
    const secret = await page.locator("[data-secret=token]").inputValue();
    await page.getByRole("button", { name: "已保存" }).click();
    const hook = page.locator(".webhook", { hasText: "人事系统" });
    await hook.getByRole("button", { name: "发送测试" }).click();
    await hook.locator("[data-trial=taken]").waitFor();
    assert.ok(isSigned(receiver.got[0], secret), "the test is signed");

    // What changes while the receiver says no waits, and is told in words.
    receiver.status = 410;
    await hire(page, server.url, "A1");
    await page.locator(".webhook[data-standing='webhooks.has_dead']").waitFor();
    receiver.status = 204;
    await hook.getByRole("button", { name: "未送达" }).click();
    await hook.locator("[data-deliveries=dead] li", { hasText: "person.created" }).waitFor();
    await assertNoViolations(page, "what could not be delivered");
    await hook.getByRole("button", { name: "全部补发" }).click();
    await page.locator(".webhook[data-standing='webhooks.good']").waitFor();
    const last = receiver.got.at(-1);
    assert.ok(
      isSigned(last, secret) && !last.body.includes("A1"),
      "signed, and without the number",
    );

    await page.setViewportSize(hand);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= hand.width, `${width} px wide`);
    page.assertNoComplaints?.();
  } finally {
    await server.remove();
    receiver.close();
  }
}

async function hire(page, url, number) {
  const { session } = await (await page.request.get(`${url}/api/v1/session`)).json();
  const made = await page.request.post(`${url}/api/v1/people`, {
    headers: { "x-csrf-token": session.csrf_token, origin: url },
    data: { number, name: "王伟", hired_on: "2026-11-01", reason: "new" },
  });
  assert.equal(made.status(), 201, await made.text());
}

/** As docs/how-to/webhooks.md tells receivers to look. */
function isSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const wanted = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return headers["webhook-signature"].split(" ").includes(wanted);
}

function listen() {
  const receiver = { got: [], status: 204 };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    receiver.got.push({ headers: request.headers, body });
    response.writeHead(receiver.status).end();
  });
  receiver.close = () => server.close();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      receiver.url = `http://127.0.0.1:${server.address().port}/callboard`;
      resolve(receiver);
    });
  });
}
