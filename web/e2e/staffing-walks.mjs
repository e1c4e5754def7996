/**
 * The walks through staffing: from a forecast to people, from people to service, limits, plans compared.
 *
 * Room:  e2e; listed by `walks.mjs`. Makes forecasts and plans in the demo centre, nothing else.
 * Holds: what the screen says is what the interface answers.
 */
import assert from "node:assert/strict";
import { hand } from "./browser.mjs";

export function staffingWalks(at, assertNoViolations) {
  const tools = { at, assertNoViolations };
  const walks = [
    ["staffing: from a forecast to people by interval", forward],
    ["staffing: from people to what they reach", reverse],
    ["staffing: limits bind, and the curve says what it costs", twoWay],
    ["staffing: a year says whom to hire when", year],
    ["staffing: plans are kept and compared", plans],
    ["staffing: in the hand, and axe", inTheHand],
  ];
  return walks.map(([name, walk]) => [name, (world) => walk(world, tools)]);
}

async function forward(world, { at, assertNoViolations }) {
  const page = await at(world, "/staffing");
  // On a fresh demo nothing is forecast yet; the way out stands there.
  await page.locator("[data-forecast-now], [data-tile=paid]").first().waitFor();
  if ((await page.locator("[data-forecast-now]").count()) > 0) {
    await assertNoViolations(page);
    await page.locator("[data-forecast-now]").click();
  }
  await page.locator("[data-tile=paid]").waitFor();
  await page.locator(".staffing-space canvas").waitFor();
  const scenario = await shown(world, page);
  const told = await ask(page, "forward", scenario);
  await says(page, "paid", `${decimal(told.requirement.total.paid_hours)} h`);
  const busiest = told.requirement.rows.reduce((one, other) =>
    other.agents > one.agents ? other : one,
  );
  const row = page.locator(`tr[data-slot="${busiest.slot}"] td`).first();
  assert.equal(await row.innerText(), String(busiest.agents));
  await assertNoViolations(page);
  // Half as much again, by key.
  const slider = page.locator(".staffing-slider input").first();
  await slider.focus();
  await slider.fill("150");
  await page.waitForURL((url) => decodeURIComponent(url.search).includes('"contacts_percent":150'));
  const more = await ask(page, "forward", { ...scenario, contacts_percent: 150 });
  assert.ok(more.requirement.total.paid_hours > 1.2 * told.requirement.total.paid_hours);
  await says(page, "paid", `${decimal(more.requirement.total.paid_hours)} h`);
  // A finger that wipes to and fro changes the address a few times, not at every step.
  const { count: changes, lasted } = await page.evaluate(async () => {
    const replace = history.replaceState.bind(history);
    let count = 0;
    const began = performance.now();
    history.replaceState = (...given) => {
      count += 1;
      return replace(...given);
    };
    const input = document.querySelector(".staffing-slider input");
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    for (let step = 0; step < 120; step += 1) {
      set.call(input, String(60 + step));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((then) => requestAnimationFrame(then));
    }
    return { count, lasted: performance.now() - began };
  });
  // A hundred in half a minute is what the strictest browser takes.
  const allowed = 2 + (lasted / 30_000) * 100;
  assert.ok(changes <= allowed, `${changes} changes of the address in ${lasted} ms`);
  await page.waitForURL((url) => decodeURIComponent(url.search).includes('"contacts_percent":179'));
  // Several days: one of them opens its intervals.
  await page.goto(addressOf(world, "forward", { ...scenario, to: plusDays(scenario.from, 6) }));
  await page.locator("tr[data-day]").nth(6).waitFor();
  const second = plusDays(scenario.from, 1);
  await page.locator(`tr[data-day="${second}"] .day-open`).click();
  await page.locator("h2", { hasText: second }).waitFor();
  page.assertNoComplaints();
}

async function reverse(world, { at, assertNoViolations }) {
  const page = await at(world, "/staffing");
  const scenario = await shown(world, page);
  await page.locator(".page-head .choice label").nth(1).click();
  await page.locator("[data-simulated='400']").waitFor();
  const enough = await page.locator("[data-tile=service_level] dd").innerText();
  await page.locator(".staffing-people input").fill("60");
  await page.waitForURL((url) => decodeURIComponent(url.search).includes('"people"'));
  const tile = page.locator("[data-tile=service_level] dd");
  await page.waitForFunction((was) => {
    const simulated = document.querySelector("[data-simulated='400']");
    const now = document.querySelector("[data-tile=service_level] dd")?.textContent;
    return simulated && now !== was;
  }, enough);
  assert.ok(Number.parseFloat(await tile.innerText()) < Number.parseFloat(enough) - 10);
  const { people } = JSON.parse(new URL(page.url()).searchParams.get("s"));
  const told = await ask(page, "reverse", { ...scenario, people });
  await says(page, "service_level", rate(told.reachable.days[0].service_level));
  await assertNoViolations(page);
  // One interval by hand.
  const first = told.reachable.rows[0];
  const field = page.locator(`tr[data-slot="${first.slot}"] input`);
  await field.fill(String(first.agents + 40));
  await field.press("Enter");
  await page.waitForURL((url) => {
    const said = JSON.parse(url.searchParams.get("s")).people[0].agents[first.slot];
    return said === first.agents + 40;
  });
  page.assertNoComplaints();
}

async function twoWay(world, { at, assertNoViolations }) {
  const page = await at(world, "/staffing");
  const scenario = await shown(world, page);
  await page.goto(addressOf(world, "two_way", scenario));
  await page.locator(".staffing-verdict[data-keeps=true]").waitFor();
  const free = await ask(page, "two-way", scenario);
  await says(page, "peak", String(free.solution.seats));
  const tight = { ...scenario, limits: { paid_hours: 0.7 * free.solution.paid_hours } };
  await page.goto(addressOf(world, "two_way", tight));
  await page.locator(".staffing-verdict[data-keeps=false]").waitFor();
  const told = await ask(page, "two-way", tight);
  assert.deepEqual(told.solution.binding, ["people"]);
  await says(page, "paid", `${decimal(told.solution.paid_hours)} h`);
  assert.ok(
    told.solution.rows.every((row) => row.agents > 0),
    "no open interval is left alone",
  );
  await page.locator(".staffing-space canvas").nth(1).waitFor();
  await assertNoViolations(page);
  page.assertNoComplaints();
}

async function year(world, { at, assertNoViolations }) {
  const page = await at(world, "/staffing");
  const scenario = await shown(world, page);
  await page.goto(addressOf(world, "year", scenario));
  await page.locator("tr[data-month]").nth(11).waitFor();
  const hires = page.locator("[data-tile=hires] dd");
  const before = Number((await hires.innerText()).replace(/,/g, ""));
  assert.ok(before > 0, "whoever leaves is replaced");
  // Twice the work from the seventh month on.
  const field = page.locator("tr[data-month]").nth(6).locator("input").first();
  const hours = Number(await field.inputValue());
  await field.fill(String(2 * hours));
  await field.press("Enter");
  await page.waitForFunction((was) => {
    const text = document.querySelector("[data-tile=hires] dd")?.textContent ?? "";
    return Number(text.replace(/,/g, "")) > was;
  }, before);
  await assertNoViolations(page);
  page.assertNoComplaints();
}

async function plans(world, { at, assertNoViolations }) {
  const page = await at(world, "/staffing");
  const scenario = await shown(world, page);
  const one = `示例 ${Date.now()}`;
  await keep(page, one);
  await page.locator(".staffing-slider input").first().fill("80");
  await page.waitForURL((url) => decodeURIComponent(url.search).includes('"contacts_percent":80'));
  const other = `${one} 八成`;
  await keep(page, other);
  for (const name of [one, other]) {
    await page.locator(".staffing-plans li", { hasText: name }).first().locator("input").check();
  }
  await page.locator(".staffing-plans .ant-btn", { hasText: /^比\s?较$/ }).click();
  const columns = page.locator("[data-compared]");
  await columns.nth(1).locator("[data-figure=paid]", { hasText: "h" }).waitFor();
  const least = await ask(page, "forward", { ...scenario, contacts_percent: 80 });
  const wanted = `${decimal(least.requirement.total.paid_hours)} h`;
  await page.locator("[data-compared]", { hasText: "八成" }).getByText(wanted).waitFor();
  await assertNoViolations(page);
  // Changed and saved, then both removed.
  await page.locator(".staffing-slider input").first().fill("90");
  await page.locator(".staffing-plans .ant-btn-primary").click();
  await page.locator(".staffing-plans .ant-btn-primary").waitFor({ state: "detached" });
  for (const name of [other, one]) {
    const line = page.locator(".staffing-plans li", { hasText: name }).first();
    await line.locator("button.ant-btn").click();
    await page.locator(".ant-popover:visible .ant-btn-primary").click();
    await line.waitFor({ state: "detached" });
  }
  page.assertNoComplaints();
}

async function inTheHand(world, { at, assertNoViolations }) {
  for (const [locale, colorScheme] of [
    ["zh-CN", "dark"],
    ["en", "light"],
  ]) {
    const page = await at(world, "/staffing", { viewport: hand, locale, colorScheme });
    const scenario = await shown(world, page);
    for (const as of ["forward", "reverse", "two_way"]) {
      await page.goto(addressOf(world, as, scenario));
      await page.locator("[data-tile=paid]").waitFor();
      await page.locator(".staffing-adjust > summary").click();
      await page.waitForFunction(
        () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
      );
      await assertNoViolations(page, `${as} ${locale} ${colorScheme}`);
    }
    page.assertNoComplaints();
  }
}

/** The scenario on the screen: the first queue, on the first day of its forecast. */
async function shown(world, page) {
  await page.locator("[data-tile=paid]").waitFor();
  const answer = await page.request.get(`${world.url}/api/v1/queues`);
  const queue = Number(Object.keys((await answer.json()).queues.rows)[0]);
  const day = await page.locator(".staffing-subject .ant-picker input").first().inputValue();
  return { queues: [queue], from: day, to: day };
}

async function keep(page, name) {
  await page.locator(".staffing-new input").fill(name);
  await page.locator(".staffing-new button").click();
  await page.locator(".staffing-plan[aria-pressed=true]", { hasText: name }).waitFor();
}

/** Asked as the page asks, with the session's token. */
function ask(page, direction, scenario) {
  return page.evaluate(
    async ([path, body]) => {
      const session = await (await fetch("/api/v1/session")).json();
      const answer = await fetch(path, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-csrf-token": session.session.csrf_token,
        },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    [`/api/v1/staffing/${direction}`, scenario],
  );
}

const says = (page, tile, value) =>
  page.locator(`[data-tile=${tile}] dd`, { hasText: value }).waitFor();

function addressOf(world, as, scenario) {
  return `${world.url}/staffing?as=${as}&s=${encodeURIComponent(JSON.stringify(scenario))}`;
}

const count = (number) => String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ",");
const decimal = (value) => (Math.abs(value) < 99.95 ? value.toFixed(1) : count(value));
const rate = (share) => `${(share * 100).toFixed(1)}%`;
const plusDays = (day, days) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
