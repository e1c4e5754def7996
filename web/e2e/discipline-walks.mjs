/**
 * The walks through discipline: a patrol with a picture, a suspicion, an appeal, the month.
 *
 * Room:  e2e; listed by `walks.mjs`.
 */
import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { hand, open } from "./browser.mjs";

export const disciplineWalks = (at, assertNoViolations) => [
  [
    "discipline: a patrol in the hand with a picture, an appeal and its decision",
    (world) => patrol(world, at, assertNoViolations),
  ],
  ["discipline: what a machine suspects is confirmed", (world) => suspected(world, at)],
  ["discipline: a month is published", (world) => publish(world, at, assertNoViolations)],
  [
    "discipline: in the hand, both languages, and axe",
    (world) => pages(world, at, assertNoViolations),
  ],
];

const password = "discipline-password-1";

async function send(world, page, method, path, data, extra = {}) {
  const { session } = await (await page.request.get(`${world.url}/api/v1/session`)).json();
  const headers = { "x-csrf-token": session.csrf_token, ...extra };
  return page.request.fetch(`${world.url}/api/v1${path}`, { method, headers, data });
}

/** An account with these roles, signed in on a phone; a new one each time. */
async function somebody(world, page, word, roles, agent) {
  const name = `${word} ${Date.now() % 10_000_000}`;
  const made = await send(world, page, "POST", "/accounts", { name, password, roles, agent });
  assert.equal(made.status(), 201, await made.text());
  const theirs = await open(world.browser, { viewport: hand });
  await theirs.goto(world.url);
  await theirs.locator("#name").fill(name);
  await theirs.locator("#password").fill(password);
  await theirs.locator("button[type=submit]").click();
  await theirs.locator(".places").waitFor();
  return theirs;
}

/** Somebody of the house who is an agent of the floor without an account. */
async function anAgent(world, page) {
  const ask = async (path) => (await page.request.get(`${world.url}/api/v1${path}`)).json();
  const taken = new Set((await ask("/accounts")).accounts.map((account) => account.agent));
  const { people } = await ask("/people?has_agent=true&limit=200");
  const person = people.find((one) => one.team && one.agents.some(({ id }) => !taken.has(id)));
  const agent = person.agents.find(({ id }) => !taken.has(id)).id;
  return { ...person, agent };
}

/** A grey square as PNG. */
function picture() {
  const chunk = (kind, content) => {
    const body = Buffer.concat([Buffer.from(kind), content]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(content.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 32, 0, 0, 0, 32, 8, 0, 0, 0, 0]);
  const rows = deflateSync(Buffer.alloc(33 * 32, 0x80).map((byte, at) => (at % 33 ? byte : 0)));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

async function patrol(world, at, assertNoViolations) {
  const page = await at(world, "/discipline");
  const person = await anAgent(world, page);
  const duty = await somebody(world, page, "值班", [{ role: "duty_manager" }]);
  await duty.goto(`${world.url}/discipline?section=check`);
  await duty.getByLabel("职场").selectOption(String(person.site?.id ?? person.team.site));
  await duty.getByRole("combobox", { name: "班组" }).selectOption(String(person.team.id));
  await duty.getByRole("button", { name: "提交检查" }).click();
  await duty.locator(".field-error").waitFor();
  await duty.getByLabel(/查看人数/).fill("40");
  await duty.getByRole("button", { name: "添加发现" }).click();
  const finding = duty.locator(".check-finding");
  await finding.getByLabel("条目").selectOption("D02");
  await finding.getByRole("combobox", { name: "员工" }).fill(person.number);
  await duty.locator(".ant-select-dropdown:visible").getByTitle(new RegExp(person.number)).click();
  const note = `看手机 ${Date.now()}`;
  await finding.getByLabel("说明").fill(note);
  // What is not sent is there after the phone slept.
  await duty.reload();
  assert.equal(await finding.getByLabel("说明").inputValue(), note);
  const file = { name: "photo.png", mimeType: "image/png", buffer: picture() };
  await finding.locator("input[type=file]").setInputFiles(file);
  await finding.getByText("照片已附").waitFor();
  await assertNoViolations(duty, "check");
  await duty.getByRole("button", { name: "提交检查" }).click();
  await duty.getByText("查看 40 人，发现 1 项").waitFor();

  const theirs = await somebody(world, page, "坐席", [{ role: "agent" }], person.agent);
  await theirs.goto(`${world.url}/discipline`);
  const own = theirs.locator("li.case", { hasText: note });
  await own.getByRole("button", { name: "查看照片" }).click();
  await theirs.waitForFunction(() => {
    const photo = document.querySelector(".finding-photo");
    return photo?.complete && photo.naturalWidth > 0;
  });
  await own.getByRole("button", { name: /^申\s?诉$/ }).click();
  await own.getByRole("button", { name: "提交申诉" }).click();
  await own.locator(".field-error").waitFor();
  await own.getByLabel("为什么不应计入").fill("在看验证码");
  await own.getByRole("button", { name: "提交申诉" }).click();
  await own.and(theirs.locator("[data-status=appealed]")).waitFor();
  await assertNoViolations(theirs, "own finding");

  // Who found it does not decide it.
  await duty.goto(`${world.url}/discipline`);
  const found = duty.locator("li.case", { hasText: note });
  await found.waitFor();
  assert.equal(await found.getByRole("button", { name: /^处\s?理$/ }).count(), 0);

  await page.reload();
  const appealed = page.locator("li.case", { hasText: note });
  await appealed.getByRole("button", { name: /^处\s?理$/ }).click();
  await appealed.getByLabel("理由").fill("已核实");
  await appealed.getByRole("button", { name: "撤销违纪" }).click();
  await appealed.and(page.locator("[data-status=overturned]")).waitFor();
  page.assertNoComplaints();
}

async function suspected(world, at) {
  const page = await at(world, "/discipline");
  const person = await anAgent(world, page);
  const token = await send(world, page, "POST", "/tokens", {
    name: `摄像 ${Date.now()}`,
    scopes: ["discipline:report"],
  });
  const { secret } = (await token.json()).token;
  const note = `离席 ${Date.now()}`;
  const reported = await fetch(`${world.url}/api/v1/discipline/suspected`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({
      suspected: [
        {
          request: note,
          seen_at: new Date().toISOString(),
          rule: "D01",
          number: person.number,
          note,
        },
      ],
    }),
  });
  assert.equal(reported.status, 200, await reported.text());
  await page.reload();
  const card = page.locator("li.case", { hasText: note });
  await card.and(page.locator("[data-status=suspected]")).waitFor();
  await card.getByRole("button", { name: /^处\s?理$/ }).click();
  await card.getByLabel("理由").fill("已看录像");
  await card.getByRole("button", { name: "确认违纪" }).click();
  await card.and(page.locator("[data-status=confirmed]")).waitFor();
  page.assertNoComplaints();
}

async function publish(world, at, assertNoViolations) {
  const page = await at(world, "/discipline?section=month");
  const person = await anAgent(world, page);
  const praise = { number: person.number, points: 20, reason: "安抚投诉客户（示例）" };
  const praised = await send(world, page, "POST", "/discipline/commendations", praise);
  assert.equal(praised.status(), 204);
  await page.reload();
  await page.locator("[data-list=draft]").locator(`[data-number="${person.number}"]`).waitFor();
  const lists = page.locator(".panel", { has: page.locator("[data-list=draft]") });
  await lists.getByRole("button", { name: /^发\s?布/ }).click();
  await lists.locator(".field-error").waitFor();
  const reason = `例行发布 ${Date.now()}`;
  await lists.getByLabel("理由").fill(reason);
  await lists.getByRole("button", { name: /^发\s?布/ }).click();
  const published = page.locator("[data-list=published]", { hasText: reason });
  await published.waitFor();
  await assertNoViolations(page, "month");
  page.assertNoComplaints();
}

async function pages(world, at, assertNoViolations) {
  for (const path of ["", "?section=check", "?section=month", "?section=rules"]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await at(world, `/discipline${path}`, { viewport: hand, colorScheme });
      await page.locator("main section").first().waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= hand.width, `${path}: ${width} px wide`);
      await assertNoViolations(page, path);
    }
  }
}
