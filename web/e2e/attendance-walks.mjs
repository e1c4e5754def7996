/**
 * The walks through attendance: a code at the door, a phone that sees it, and what does not fit.
 *
 * Room:  e2e; listed by `walks.mjs`.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hand, launch, open } from "./browser.mjs";

export const attendanceWalks = (at, assertNoViolations) => [
  ["attendance: a code at the door is good once", (world) => code(world, at, assertNoViolations)],
  ["attendance: the phone's camera sees the code", (world) => camera(world, at)],
  [
    "attendance: late, explained by the person, decided by the leader",
    (world) => late(world, at, assertNoViolations),
  ],
  [
    "attendance: the rules of a site from a day on",
    (world) => rules(world, at, assertNoViolations),
  ],
  ["attendance: a lost phone is let go", (world) => phone(world, at)],
  ["attendance: in the hand, and axe", (world) => inTheHand(world, at, assertNoViolations)],
];

const password = "attendance-password-1";

async function code(world, at, assertNoViolations) {
  const page = await at(world, "/attendance?section=doors");
  const kiosks = page.getByRole("region", { name: /打卡点/ });
  const name = `门口 ${Date.now() % 1_000_000}`;
  await kiosks.getByLabel("名称").fill(name);
  await kiosks.getByRole("button", { name: "新增打卡点" }).click();
  const row = kiosks.locator("li", { hasText: name });
  await assertNoViolations(page, "doors");
  await row.getByRole("link", { name: "打开屏幕" }).click();
  await page.locator(".kiosk-code").waitFor();
  await assertNoViolations(page, "kiosk");

  const phone = await somebody(world, page, hand);
  // The code may turn between looking and scanning: then the next one is scanned.
  let seen = "";
  for (let tries = 0; tries < 5; tries += 1) {
    await phone.goto(`${world.url}/`);
    seen = await page.locator(".kiosk-code").getAttribute("data-code");
    await phone.goto(`${world.url}/scan#${seen}`);
    await phone.locator("[data-verdict]").waitFor();
    if ((await verdictOf(phone)) !== "too_old") break;
  }
  assert.equal(await verdictOf(phone), "accepted");
  assert.equal(new URL(phone.url()).hash, "", "what was sent leaves the address");
  await assertNoViolations(phone, "scan");
  await phone.goto(`${world.url}/`);
  await phone.goto(`${world.url}/scan#${seen}`);
  await phone.locator("[data-verdict]").waitFor();
  assert.match(await verdictOf(phone), /replayed|too_old/);
  page.assertNoComplaints();
}

const verdictOf = (page) => page.locator("[data-verdict]").getAttribute("data-verdict");

/** An account of an agent of the floor, signed in; a new one each time, so that its phone is new too. */
async function somebody(world, page, viewport, { state, browser } = {}) {
  const rows = (await (await page.request.get(`${world.url}/api/v1/agents`)).json()).agents.rows;
  const taken = (await (await page.request.get(`${world.url}/api/v1/accounts`)).json()).accounts;
  const linked = new Set(taken.map((account) => account.agent));
  const agent = Object.keys(rows)
    .map(Number)
    .find((id) => !linked.has(id));
  const name = `坐席 ${agent} ${Date.now() % 1_000_000}`;
  const made = await send(world, page, "/accounts", {
    name,
    password,
    roles: [{ role: "agent" }],
    agent,
  });
  assert.equal(made.status(), 201, await made.text());
  const theirs = await open(browser ?? world.browser, { viewport, state });
  await theirs.goto(world.url);
  await theirs.locator("#name").fill(name);
  await theirs.locator("#password").fill(password);
  await theirs.locator("button[type=submit]").click();
  await theirs.locator(".places").waitFor();
  theirs.agent = agent;
  return theirs;
}

async function send(world, page, path, data) {
  const { session } = await (await page.request.get(`${world.url}/api/v1/session`)).json();
  const headers = { "x-csrf-token": session.csrf_token };
  return page.request.post(`${world.url}/api/v1${path}`, { headers, data });
}

/**
 * The browser's own fake camera shows a picture of a code. By the time it is seen the code may be over:
 * that it is read and judged is what this walk is about.
 */
async function camera(world, at) {
  const page = await at(world, "/attendance?section=doors");
  const { sites } = await (await page.request.get(`${world.url}/api/v1/attendance/kiosks`)).json();
  const made = await send(world, page, "/attendance/kiosks", { site: sites[0].id, name: "后门" });
  await page.goto(`${world.url}/kiosk/${(await made.json()).kiosk.id}`);
  await page.locator(".kiosk-code").waitFor();
  const side = 480;
  const grey = await page.evaluate(async (side) => {
    const picture = document.querySelector(".kiosk-code");
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, side, side);
    const drawn = new Image();
    drawn.src = picture.src;
    await drawn.decode();
    pen.drawImage(drawn, 60, 60, side - 120, side - 120);
    const { data } = pen.getImageData(0, 0, side, side);
    return Array.from({ length: side * side }, (_, at) => (data[at * 4] > 127 ? 235 : 16));
  }, side);
  const folder = mkdtempSync(join(tmpdir(), "callboard-camera-"));
  const file = join(folder, "code.y4m");
  const frame = Buffer.concat([
    Buffer.from("FRAME\n"),
    Buffer.from(grey),
    Buffer.alloc((side * side) / 2, 128),
  ]);
  const head = Buffer.from(`YUV4MPEG2 W${side} H${side} F10:1 Ip A1:1 C420mpeg2\n`);
  writeFileSync(file, Buffer.concat([head, frame, frame, frame]));
  const browser = await launch([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${file}`,
  ]);
  try {
    const phone = await somebody(world, page, hand, { browser });
    await phone.goto(`${world.url}/scan`);
    await phone.getByRole("button", { name: "打开摄像头" }).click();
    await phone.locator("[data-verdict]").waitFor();
    assert.match(await verdictOf(phone), /accepted|too_old/);
    assert.equal(await phone.locator("video").count(), 0, "the camera is off");
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function late(world, at, assertNoViolations) {
  const page = await at(world, "/attendance?section=files");
  const theirs = await somebody(world, page, hand);
  const number = await numberOf(world, page, theirs.agent);
  // Yesterday is over at any time of day.
  const day = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
  await upload(page, "班次", `工号,开始,结束\n${number},${day} 08:00,${day} 17:00\n`);
  await upload(page, "打卡", `工号,时间\n${number},${day} 08:25\n${number},${day} 17:01\n`);
  await page.goto(`${world.url}/attendance`);
  await page.locator("[data-case=late]").first().waitFor();
  await assertNoViolations(page, "attendance");

  await theirs.goto(`${world.url}/attendance`);
  const own = theirs.locator("[data-case=late]", { hasText: "08:00" });
  await own.getByRole("button", { name: /^说\s?明$/ }).click();
  await theirs.getByRole("button", { name: "提交说明" }).click();
  await theirs.locator(".field-error").waitFor();
  await theirs.getByLabel("发生了什么").fill("电梯故障");
  await theirs.getByRole("button", { name: "提交说明" }).click();
  await own.and(theirs.locator("[data-status=explained]")).waitFor();

  await page.reload();
  const explained = page.locator("[data-case=late][data-status=explained]").first();
  await explained.getByRole("button", { name: /^裁\s?定$/ }).click();
  await explained.getByLabel("裁定理由").fill("已核实");
  await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith("/decision") && answer.ok()),
    explained.getByRole("button", { name: /^认\s?可$/ }).click(),
  ]);
  await page.goto(`${world.url}/attendance?status=accepted`);
  await page.locator("[data-case=late][data-status=accepted]").first().waitFor();
  page.assertNoComplaints();
}

/** As the page gives it out for those who write files. */
async function numberOf(world, page, agent) {
  const { agents } = await (await page.request.get(`${world.url}/api/v1/agents`)).json();
  const { name } = agents.rows[agent];
  const text = await (await page.request.get(`${world.url}/api/v1/attendance/people.csv`)).text();
  const row = text.split("\r\n").find((line) => line.split(",")[1] === name);
  assert.ok(row, `${name} stands in the list of numbers`);
  return row.split(",")[0];
}

async function upload(page, kind, text) {
  await page.getByRole("combobox", { name: "文件内容" }).click();
  await page.locator(".ant-select-dropdown:visible").getByTitle(kind, { exact: true }).click();
  const file = { name: "file.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "先检查" }).click();
  await page.getByText(/行可以导入/).waitFor();
  // The library puts a space between two Chinese characters.
  await page.getByRole("button", { name: /^导\s?入$/ }).click();
  await page.getByText(/已导入/).waitFor();
}

async function rules(world, at, assertNoViolations) {
  const page = await at(world, "/attendance?section=rules");
  const site = page.locator("li.case").first();
  await site.getByRole("button", { name: /^修改/ }).click();
  const from = site.getByLabel("生效日期");
  const today = await from.inputValue();
  const later = new Date(Date.parse(today) + 40 * 86_400_000).toISOString().slice(0, 10);
  await from.fill(later);
  await site.getByLabel("迟到宽限（分钟）").fill("5");
  await site.getByLabel("两样都要").check();
  await site.getByLabel("两次打卡最多相隔（分钟）").fill("15");
  await site.getByLabel(/扫码只限/).fill("10.20.0.1/16");
  await assertNoViolations(page, "rules");
  await site.getByRole("button", { name: "保存规则" }).click();
  await site.locator(".failure").waitFor();
  await site.getByLabel(/扫码只限/).fill("10.20.0.0/16");
  await site.getByRole("button", { name: "保存规则" }).click();
  await site.getByText(`${later} 起改为`).waitFor();
  await site.getByText("二维码与考勤机都要，相隔 15 分钟内").waitFor();
  const path = "/api/v1/audit?action=changed_attendance_rules";
  const { audit } = await (await page.request.get(`${world.url}${path}`)).json();
  assert.match(audit[0].after, /"both_within_minutes":15/);
}

async function phone(world, at) {
  const people = await at(world, "/people");
  const path = `${world.url}/api/v1/people?has_agent=true&limit=1`;
  const [{ id }] = (await (await people.request.get(path)).json()).people;
  const page = await at(world, `/people/${id}`);
  const panel = page.getByRole("region", { name: "考勤手机" });
  await panel.getByRole("button", { name: "解绑手机" }).click();
  await page.locator(".ant-popconfirm").getByRole("button", { name: "解绑手机" }).click();
  await panel.getByText(/已解绑|没有绑定手机/).waitFor();
}

async function inTheHand(world, at, assertNoViolations) {
  const paths = [
    "/attendance?status=any",
    "/attendance?section=doors",
    "/attendance?section=files",
    "/attendance?section=rules",
    "/scan",
  ];
  for (const path of paths) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await at(world, path, { viewport: hand, colorScheme });
      await page.locator("main").waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= hand.width, `${path}: ${width} px wide`);
      await assertNoViolations(page, path);
    }
  }
}
