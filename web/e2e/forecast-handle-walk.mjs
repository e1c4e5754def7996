/**
 * The walk through forecasts of handle time: made, overridden, published, used by staffing, tried, in the hand.
 *
 * Room:  e2e; listed by `forecast-walks.mjs`. Changes forecasts of the demo centre, nothing else.
 */
import assert from "node:assert/strict";
import { hand } from "./browser.mjs";

export function handleTimeWalk(at, assertNoViolations) {
  return async function handleTime(world) {
    const page = await at(world, "/forecast");
    const queue = await anyQueue(world, page);
    await page.goto(`${world.url}/forecast?queue=${queue}&measure=handle_time`);
    await page.getByRole("button", { name: "预测", exact: true }).last().click();
    await page.waitForURL(/id=\d+/);
    const id = Number(new URL(page.url()).searchParams.get("id"));
    await page.locator("tr[data-day]").nth(27).waitFor();
    const made = await forecast(world, page, id);
    assert.equal(made.measure, "handle_time");
    assert.equal(made.before.length, 7);
    await showsMean(page, made);
    assert.equal(await page.locator(".forecast-week").count(), 0, "handle times do not add up");
    await assertNoViolations(page);
    const first = made.days_of[0].day;
    await page.locator(`tr[data-day="${first}"] .day-open`).click();
    await page.locator("h2", { hasText: first }).last().waitFor();
    await page.locator(`tr[data-day="${first}"] .day-open`).click();
    await page.locator(".forecast-percent input").fill("50");
    await page.locator(".forecast-reason").fill("示例：新产品上线");
    await page.locator(".forecast-new button[type=submit]").click();
    await page.locator("[data-override='1']").waitFor();
    await showsMean(page, await forecast(world, page, id));
    await page.getByRole("button", { name: /^发\s?布$/ }).click();
    await page.locator(".ant-popconfirm .ant-btn-primary").click();
    await page.locator(".forecast-head b").waitFor();
    // Staffing names it, and leads back to it.
    const { session } = await (await page.request.get(`${world.url}/api/v1/session`)).json();
    const contacts = await page.request.post(`${world.url}/api/v1/forecasts`, {
      data: { queue: Number(queue), days: 7 },
      headers: { "x-csrf-token": session.csrf_token },
    });
    assert.equal(contacts.status(), 201, await contacts.text());
    const scenario = JSON.stringify({ queues: [Number(queue)], from: first, to: first });
    await page.goto(`${world.url}/staffing?s=${encodeURIComponent(scenario)}`);
    const link = page.locator(`.staffing-basis a[href*="measure=handle_time&id=${id}"]`);
    await link.click();
    await page.locator("[data-forecast-total]", { hasText: " s" }).waitFor();
    // Accuracy: the model beside what practice does.
    await page.goto(`${world.url}/forecast?queue=${queue}&measure=handle_time&as=trial`);
    await page.locator("tr[data-method=weekday_mean_4]").waitFor();
    assert.equal(await page.locator("tr[data-method]").count(), 2);
    await assertNoViolations(page);
    await page.setViewportSize(hand);
    await page.goto(`${world.url}/forecast?queue=${queue}&measure=handle_time`);
    await page.locator("tr[data-day]").first().waitFor();
    await page.waitForFunction(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    );
    await assertNoViolations(page);
    page.assertNoComplaints();
  };
}

export async function anyQueue(world, page) {
  const answer = await page.request.get(`${world.url}/api/v1/queues`);
  return Object.keys((await answer.json()).queues.rows)[0];
}

export async function forecast(world, page, id) {
  const answer = await page.request.get(`${world.url}/api/v1/forecasts/${id}`);
  return (await answer.json()).forecast;
}

/** Of handle time: the mean of the days on which somebody works. */
async function showsMean(page, run) {
  const means = run.days_of.map((day) => day.total.mean).filter((mean) => mean > 0);
  const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
  await page.locator("[data-forecast-total]", { hasText: `${Math.round(mean)} s` }).waitFor();
}
