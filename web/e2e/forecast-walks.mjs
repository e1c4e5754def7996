/**
 * The walks through the forecast workbench: made, opened by day, overridden, taken back, published, tried.
 *
 * Room:  e2e; listed by `walks.mjs`. Changes forecasts of the demo centre, nothing else.
 */
import assert from "node:assert/strict";
import { hand } from "./browser.mjs";

export function forecastWalks(at, assertNoViolations) {
  return [
    ["forecast: made, overridden with a reason, taken back, published", workbench],
    ["forecast: all queues, published, stand on the overview", everyQueue],
    ["forecast: tried on the past beside the baselines and chance", trial],
    ["forecast: in the hand", inTheHand],
  ];

  async function workbench(world) {
    const page = await at(world, "/forecast");
    const queue = await anyQueue(world, page);
    await page.goto(`${world.url}/forecast?queue=${queue}`);
    await page.getByRole("button", { name: "预测", exact: true }).last().click();
    await page.waitForURL(/id=\d+/);
    const id = Number(new URL(page.url()).searchParams.get("id"));
    await page.locator("tr[data-day]").nth(27).waitFor();
    const made = await forecast(world, page, id);
    assert.equal(made.days_of.length, 28);
    await shows(page, made);
    await assertNoViolations(page);
    // A day opens its slots and closes again.
    const first = made.days_of[0].day;
    await page.locator(`tr[data-day="${first}"] .day-open`).click();
    await page.waitForURL(/day=/);
    await page.locator("h2", { hasText: first }).last().waitFor();
    await page.locator(`tr[data-day="${first}"] .day-open`).click();
    await page.waitForURL((url) => !url.searchParams.has("day"));
    // Less by a fifth, and why.
    await page.locator(".forecast-percent input").fill("-20");
    await page.locator(".forecast-reason").fill("示例：账单推迟");
    await page.locator(".forecast-new button[type=submit]").click();
    await page.locator("[data-override='1']").waitFor();
    const less = await forecast(world, page, id);
    const expected = 0.8 * made.days_of[0].total.mean;
    assert.ok(Math.abs(less.days_of[0].total.mean - expected) < 1e-9 * expected);
    await page.locator(`tr[data-day="${first}"]`, { hasText: "0.8" }).waitFor();
    await shows(page, less);
    await page.locator("[data-override='1'] button").click();
    await page.locator(".override-gone").waitFor();
    await shows(page, made);
    // Published it takes no more.
    await page.getByRole("button", { name: /^发\s?布$/ }).click();
    await page.locator(".ant-popconfirm .ant-btn-primary").click();
    await page.locator(".forecast-head b").waitFor();
    assert.equal(await page.locator(".forecast-new").count(), 0);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(".forecast-head a[download]").click(),
    ]);
    assert.equal(file.suggestedFilename(), "callboard-forecast.csv");
    page.assertNoComplaints();
  }

  async function everyQueue(world) {
    const page = await at(world, "/forecast");
    await page.locator(".forecast-ask .ant-select").first().click();
    await page.locator(".ant-select-item-option", { hasText: "今天" }).click();
    await page.locator(".forecast-all input[type=checkbox]").check();
    await page.locator(".forecast-all button").first().click();
    const over = page.locator(".forecast-all [data-done]");
    await over.waitFor({ timeout: 180_000 });
    const queues = await (await page.request.get(`${world.url}/api/v1/queues`)).json();
    const count = Object.keys(queues.queues.rows).length;
    assert.equal(await over.getAttribute("data-done"), String(count));
    const { curve } = await (await page.request.get(`${world.url}/api/v1/curve`)).json();
    assert.ok(curve.forecast.length > 0, "the centre's day has a forecast");
    const overview = await at(world, "/");
    await overview.locator(".curve canvas").waitFor();
    overview.assertNoComplaints();
    page.assertNoComplaints();
  }

  async function trial(world) {
    const page = await at(world, "/forecast?as=trial");
    await page.locator("tr[data-method=combination]").waitFor();
    const rows = await page.locator("tr[data-method]").count();
    assert.ok(rows > 4, `${rows} methods`);
    await assertNoViolations(page);
    page.assertNoComplaints();
  }

  async function inTheHand(world) {
    const page = await at(world, "/forecast", { viewport: hand });
    await page.locator(".forecast-ask").first().waitFor();
    await page.waitForFunction(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    );
    await assertNoViolations(page);
    page.assertNoComplaints();
  }
}

async function anyQueue(world, page) {
  const answer = await page.request.get(`${world.url}/api/v1/queues`);
  return Object.keys((await answer.json()).queues.rows)[0];
}

async function forecast(world, page, id) {
  const answer = await page.request.get(`${world.url}/api/v1/forecasts/${id}`);
  return (await answer.json()).forecast;
}

/** The total on the screen is the sum of the API's days. */
async function shows(page, run) {
  const total = run.days_of.reduce((sum, day) => sum + day.total.mean, 0);
  const text = String(Math.round(total)).replace(/\B(?=(\d{3})+$)/g, ",");
  await page.locator("[data-forecast-total]", { hasText: text }).waitFor();
}
