/** The walks through the product, as a person takes them. The first one signs in; the others are alike in rank. */
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { accessWalks } from "./access-walks.mjs";
import { attendanceWalks } from "./attendance-walks.mjs";
import { desk, hand, open } from "./browser.mjs";
import { directoryWalks } from "./directory-walks.mjs";
import { forecastWalks } from "./forecast-walks.mjs";
import { historyWalks } from "./history-walks.mjs";
import { outsideWalks } from "./outside-walks.mjs";
import { peopleWalks } from "./people-walks.mjs";
import { placeWalks } from "./place-walks.mjs";
import { seatWalks } from "./seat-walks.mjs";
import { settingsWalks } from "./settings-walks.mjs";
import { signInWalks } from "./sign-in-walks.mjs";
import { staffingWalks } from "./staffing-walks.mjs";
import { tableWalks } from "./table-walks.mjs";
import { wallWalks } from "./wall-walks.mjs";

const name = process.env.CALLBOARD_NAME ?? "admin";
const password = process.env.CALLBOARD_PASSWORD ?? "demo-password-1";
const places = ["/", "/queues", "/agents", "/ivr", "/sources", "/replay"];

export const walks = [
  ["sign in by the one-time link", signIn],
  ["the overview's figures move", overviewMoves],
  ["from a queue to a contact to its events", queueToEvents],
  ["every figure opens as many contacts as it says", figuresOpen],
  ["a figure counted by event opens by event", figureByEvent],
  ["a quarter hour of the curve opens its contacts", curveOpens],
  // The stand-in server shares nothing out.
  ...(process.env.CALLBOARD_URL
    ? [["where callers gave up: shares, waits, an interval", gaveUp]]
    : []),
  ["the curve stands beside the same weekday before", weekBefore],
  // The stand-in server has no slices.
  ...(process.env.CALLBOARD_URL ? [["the overview narrows to a part of the centre", slices]] : []),
  ["agents: everybody, filtered and found", agents],
  ["an agent's day, and the same in the past", agentDay],
  ...(process.env.CALLBOARD_URL ? [["the IVR: nodes, keys and ways of a day", ivr]] : []),
  ["sources and anomalies", sources],
  ["replay: the slider turns the floor back, page by page", replay],
  ["replay: time runs on, and jumps to what is worth a look", replayRuns],
  ["the language switches and stays", language],
  ["dark theme", darkTheme],
  ["a figure explains itself", explanation],
  ["a lost connection says how old the figures are", lostConnection],
  ["in the hand nothing scrolls sideways", noSidewaysScroll],
  ["keyboard reaches a queue", keyboard],
  ["axe finds nothing on any page", accessibility],
  // The stand-in server has one target, and cannot be killed.
  ...(process.env.CALLBOARD_URL ? placeWalks(at) : []),
  ...(process.env.CALLBOARD_URL ? accessWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? signInWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? peopleWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? outsideWalks(assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? attendanceWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? directoryWalks(assertNoViolations) : []),
  // They change boards, which the stand-in server does not keep.
  ...(process.env.CALLBOARD_URL ? wallWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? seatWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? settingsWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? tableWalks(at, assertNoViolations) : []),
  // Nor has it a history.
  ...(process.env.CALLBOARD_URL ? historyWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? forecastWalks(at, assertNoViolations) : []),
  ...(process.env.CALLBOARD_URL ? staffingWalks(at, assertNoViolations) : []),
  ["signing out and in again", signOutAndIn],
];

async function signIn(world) {
  const page = await open(world.browser);
  if (world.setupUrl) {
    await page.goto(world.setupUrl);
    await page.locator("input[type=password]").first().fill(password);
    await page.locator("input[type=password]").last().fill(password);
  } else {
    await page.goto(world.url);
    await page.locator("#name").fill(name);
    await page.locator("#password").fill(password);
  }
  await assertNoViolations(page);
  await page.locator("button[type=submit]").click();
  await page.locator("[data-measure=waiting]").first().waitFor();
  world.state = await page.context().storageState();
}

async function at(world, path, options = {}) {
  const page = await open(world.browser, { ...options, state: world.state });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  page.assertNoComplaints = () => assert.deepEqual(complaints, []);
  await page.goto(world.url + path);
  await page.locator("h1").waitFor();
  return page;
}

async function overviewMoves(world) {
  const page = await at(world, "/");
  await page.locator("[data-fresh=live]").waitFor();
  const shown = () => page.locator("main").textContent();
  const before = await shown();
  assert.match(before, /\d/, "the overview shows no figure at all");
  await page.waitForFunction((text) => document.querySelector("main").textContent !== text, before);
  await page.locator("canvas").waitFor();
  page.assertNoComplaints();
}

async function queueToEvents(world) {
  const page = await at(world, "/queues");
  await page.locator("tbody .row-link").first().click();
  await page.waitForURL(/queues\/\d+/);
  await page.locator(".definitions tbody tr").nth(4).waitFor();
  await page.locator("tbody .row-link").first().click();
  await page.locator(".timeline li").first().waitFor();
  assert.match(page.url(), /queues\/\d+\?contact=/);
  assert.ok((await page.locator(".timeline li").count()) >= 2, "a contact has at least two events");
  await page.keyboard.press("Escape");
  await page.locator(".timeline").waitFor({ state: "detached" });
  page.assertNoComplaints();
}

/** The figures of the overview and of one queue: the drawer's number, its list and its value are one. */
async function figuresOpen(world) {
  const page = await at(world, "/");
  const id = await firstQueue(page);
  for (const [path, span] of [
    ["/", "today"],
    [`/queues/${id}`, "today"],
    [`/queues/${id}`, "last_15m"],
  ]) {
    for (const figure of [
      "offered",
      "answered",
      "abandoned",
      "service_level",
      "aht_ms",
      "waiting",
    ]) {
      const whose = path === "/" ? "" : `&of=queue-${id}`;
      await page.goto(`${world.url}${path}?figure=${figure}&span=${span}${whose}`);
      await assertListIsWhole(page);
    }
  }
  await page.goto(`${world.url}/`);
  const link = page.locator(".figure-tiles [data-figure=answered]");
  await link.click();
  const drawer = page.locator(".figure-made-of");
  await drawer.waitFor();
  assert.match(await drawer.textContent(), /按进入队列的时间归属/);
  await drawer.locator("tbody .row-link").first().click();
  await page.locator(".timeline li").first().waitFor();
  await page.goBack();
  await page.locator(".timeline").waitFor({ state: "detached" });
  await drawer.waitFor();
  page.assertNoComplaints();
}

/** Every page is fetched; the rows are as many as the drawer says, and none comes twice. */
async function assertListIsWhole(page) {
  const drawer = page.locator(".figure-made-of");
  await drawer.waitFor();
  const total = Number(await drawer.getAttribute("data-total"));
  const older = drawer.locator("button", { hasText: "更早" });
  for (let pages = 0; pages < 4 && (await older.count()) > 0; pages += 1) {
    const before = await listed(drawer);
    await older.click();
    await page.waitForFunction(
      (had) => Number(document.querySelector(".figure-made-of table").ariaRowCount) - 1 > had,
      before,
    );
  }
  assert.ok((await older.count()) > 0 || (await listed(drawer)) === total, page.url());
  assert.equal(await drawer.locator(".figure-notes [role=status]").count(), 0, page.url());
}

async function listed(drawer) {
  const table = drawer.locator("table");
  return (await table.count()) === 0 ? 0 : Number(await table.getAttribute("aria-rowcount")) - 1;
}

async function figureByEvent(world) {
  const page = await at(world, "/queues");
  await page.locator(".page-head .attribution").getByText("按事件").click();
  await page.locator("tbody [data-figure=offered]").first().click();
  const drawer = page.locator(".figure-made-of");
  await drawer.waitFor();
  assert.match(page.url(), /by=by_event/);
  assert.match(await drawer.textContent(), /按事件发生的时间归属/);
  await drawer.getByText("按到达").click();
  await page.waitForURL(/by=by_arrival/);
  // The address is ahead of the list: until the new one is there the old one stands.
  await page.locator(".figure-made-of[data-by=by_arrival]").waitFor();
  await assertListIsWhole(page);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  assert.doesNotMatch(page.url(), /figure=/);
  page.assertNoComplaints();
}

async function curveOpens(world) {
  const page = await at(world, "/");
  await page.locator(".curve").getByText("表", { exact: true }).click();
  await page.locator(".curve-table [data-figure=offered]").nth(1).click();
  await page.waitForURL(/span=2\d{3}-/);
  await page.locator(".figure-made-of tbody .row-link").first().waitFor();
  page.assertNoComplaints();
}

/** Each share of a list is a list of as many; the interval grows by its edge. */
async function gaveUp(world) {
  // The busy hours of the day before: they do not change any more, and many gave up.
  const hour = 3_600_000;
  const midnight = Math.floor((Date.now() + 8 * hour) / (24 * hour)) * 24 * hour - 8 * hour;
  const from = midnight - 15 * hour;
  const spanOf = (length) =>
    `${new Date(from).toISOString()}~${new Date(from + length * hour).toISOString()}`;
  const asked = (figure, length) => `/?figure=${figure}&span=${encodeURIComponent(spanOf(length))}`;
  const page = await at(world, asked("abandoned", 9));
  const drawer = page.locator(".figure-made-of");
  const shares = drawer.locator(".shares section");
  const of = (share) => share.locator("strong").textContent();
  const queue = shares.first().locator("button.share").first();
  await queue.waitFor();
  const gone = Number(await of(queue));
  await queue.click();
  await page.waitForURL(/of=queue-/);
  await page.locator(`.figure-made-of[data-total="${gone}"]`).waitFor();
  await assertListIsWhole(page);
  const wait = drawer.locator(".shares button.share").last();
  const waited = Number(await of(wait));
  await wait.click();
  await page.waitForURL(/wait=\d+-/);
  await page.locator(".shares-back", { hasText: "只看等待" }).waitFor();
  await assertListIsWhole(page);
  assert.equal(Number(await drawer.getAttribute("data-total")), waited);
  await assertNoViolations(page, "a narrowed list");
  await page.goBack();
  await page.goBack();
  await queue.waitFor();
  await page.goto(`${world.url}${asked("offered", 4)}`);
  await drawer.locator(".figure-interval button").last().click();
  const later = new Date(from + 4.25 * hour).toISOString();
  await page.waitForURL((url) => url.searchParams.get("span")?.endsWith(`~${later}`));
  await page.waitForFunction(
    (text) => document.querySelector(".figure-interval")?.textContent.includes(text),
    "−15",
  );
  const answer = await page.request.get(
    `${world.url}/api/v1/contacts?part=offered&from=${new Date(from).toISOString()}&to=${later}`,
  );
  const { figure } = await answer.json();
  await page.locator(`.figure-made-of[data-total="${figure.total}"]`).waitFor();
  page.assertNoComplaints();
}

/** A skill chosen by typing its name: its figures, its contacts, its people; back to the whole; the past. */
async function slices(world) {
  const page = await at(world, "/");
  await page.locator("[data-fresh=live]").waitFor();
  const ask = async (path) => (await page.request.get(`${world.url}/api/v1${path}`)).json();
  const { skills } = await ask("/skills");
  const skill = skills.reduce((most, one) => (one.agents > most.agents ? one : most));
  await choose(page, skill.name);
  await page.waitForURL(new RegExp(`slice=skill-${skill.id}`));
  await page.locator(".slice-choice", { hasText: skill.name }).waitFor();
  const { queues } = await ask("/queues");
  const own = Object.values(queues.rows).filter((queue) => queue.skill_id === skill.id);
  await page.waitForFunction(
    (count) => document.querySelectorAll(".overview-queues tbody .row-link").length === count,
    own.length,
  );
  await page.locator(".figure-tiles [data-figure=abandoned]").first().click();
  await page.waitForURL(new RegExp(`of=skill-${skill.id}`));
  await assertListIsWhole(page);
  await page.keyboard.press("Escape");
  await page.locator(".figure-made-of").waitFor({ state: "hidden" });
  await assertNoViolations(page, "a skill's overview");
  await page.locator(".people-counts a").first().click();
  await page.waitForURL(/agents\?skill=/);
  await page.goBack();
  const { teams } = await ask("/teams");
  await choose(page, teams[0].name);
  await page.waitForURL(/slice=team-/);
  await page.locator("[data-measure=utilisation]").waitFor();
  assert.equal(await page.locator("[data-measure=waiting]").count(), 0, "nobody waits for a team");
  await page.locator(".look-back").click();
  await page.waitForURL(/at=/);
  await page.locator(".past [data-measure=available]").first().waitFor();
  page.assertNoComplaints();
}

async function choose(page, name) {
  await page.locator(".slice-choice input").fill(name);
  await page.locator(".ant-select-item-option", { hasText: name }).first().click();
}

/** What the page says of the week before is what the interface tells, added up until the same time. */
async function weekBefore(world) {
  const page = await at(world, "/");
  const told = page.locator(".curve-before");
  await told.waitFor();
  const ask = async (day) => {
    const answer = await page.request.get(`${world.url}/api/v1/curve${day ? `?day=${day}` : ""}`);
    return (await answer.json()).curve;
  };
  const today = await ask(null);
  const date = new Date(Date.parse(`${today.day}T00:00:00Z`) - 7 * 86_400_000);
  const before = await ask(date.toISOString().slice(0, 10));
  const over = today.points.filter((point) => !point.is_running).length;
  const offered = before.points.slice(0, over).reduce((sum, p) => sum + p.figures.offered, 0);
  await page.locator(`.curve-before[data-before="${offered}"]`).waitFor();
  page.assertNoComplaints();
}

async function agentDay(world) {
  const page = await at(world, "/agents");
  await page.locator("tbody .row-link").first().click();
  await page.waitForURL(/agents\/\d+/);
  await page.locator(".strip-span").first().waitFor();
  await page.locator("#times li").nth(5).waitFor();
  await page.locator("[data-figure=answered]").click();
  await assertListIsWhole(page);
  await page.keyboard.press("Escape");
  await page.goto(`${world.url}/replay?of=/agents`);
  await page.locator(".past tbody .row-link").first().click();
  await page.waitForURL(/agents\/\d+\?at=/);
  await page.locator(".past .strip-span, .past .empty").first().waitFor();
  page.assertNoComplaints();
}

async function agents(world) {
  const page = await at(world, "/agents?state=signed_out");
  await page.locator(".chip").first().click();
  await page.locator("tbody tr:not(.gap)").first().waitFor();
  const rows = await page.locator("tbody tr:not(.gap)").count();
  assert.ok(
    rows > 0 && rows < 100,
    `a long list draws only what is near the screen, not ${rows} rows`,
  );
  const found = await page.locator("tbody tr:not(.gap) td:first-child").first().textContent();
  await page.locator(".name-filter input").fill(found.slice(0, 2));
  await page.waitForFunction(
    (part) =>
      [...document.querySelectorAll("tbody tr:not(.gap) td:first-child")].every((cell) =>
        cell.textContent.includes(part),
      ),
    found.slice(0, 2),
  );
  page.assertNoComplaints();
}

/** Yesterday does not change any more: page and interface say the same, node by node. */
async function ivr(world) {
  const page = await at(world, "/ivr");
  await page.locator("[data-begun]").waitFor();
  const yesterday = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
  await page.goto(`${world.url}/ivr?day=${yesterday}`);
  const told = await page.request.get(`${world.url}/api/v1/ivr?from=${yesterday}`);
  const { ivr } = await told.json();
  await page.locator(`[data-begun="${ivr.begun}"]`).waitFor();
  assert.ok(ivr.begun > 100 && ivr.nodes.length > 5, "a day of the demo");
  const write = (number) => number.toLocaleString("zh-CN");
  for (const node of ivr.nodes) {
    const said = await page.locator(`[data-node="${node.id}"]`).textContent();
    assert.ok(said.includes(`${write(node.visits)} 次`), `${node.name}: ${said}`);
    for (const way of node.ways)
      assert.ok(said.includes(write(way.count)), `${node.name}: ${said}`);
  }
  await page.locator(".panel canvas").waitFor();
  // A part of the day, as an address that can be sent.
  const [from, to] = [`${yesterday}T02:00:00.000Z`, `${yesterday}T03:30:00.000Z`];
  await page.goto(`${world.url}/ivr?day=${yesterday}&from=${from}&to=${to}`);
  const part = await (
    await page.request.get(`${world.url}/api/v1/ivr?from=${from}&to=${to}`)
  ).json();
  await page.locator(`[data-begun="${part.ivr.begun}"]`).waitFor();
  assert.ok(part.ivr.begun > 0 && part.ivr.begun < ivr.begun);
  await page.locator(".ivr-span").getByText("10:00").waitFor();
  await page.locator(".ivr-way.ivr-queue a").first().click();
  await page.waitForURL(/queues\/\d+/);
  page.assertNoComplaints();
}

/** Sources, anomalies, and the server itself: what it says of itself is what its interface tells. */
async function sources(world) {
  const page = await at(world, "/sources");
  await page.locator("tbody tr").first().waitFor();
  if (process.env.CALLBOARD_URL) {
    const { health } = await (await page.request.get(`${world.url}/api/v1/health`)).json();
    await page.locator(`[data-troubles="${health.troubles.length}"]`).waitFor();
    const told = await page.locator(".health").textContent();
    assert.ok(told.includes(health.version), told);
    // Rates need two looks.
    await page.locator(".health li", { hasText: /每秒请求[\d.]+/ }).waitFor();
    await assertNoViolations(page, "health");
  }
  page.assertNoComplaints();
}

/** From a page a while back, over the day, to another page of the same moment, and to now again. */
async function replay(world) {
  const page = await at(world, "/queues");
  await page.locator("[data-fresh=live]").waitFor();
  await page.locator(".look-back").click();
  await page.waitForURL(/\/queues\?at=/);
  await page.locator(".past tbody .row-link").first().waitFor();
  assert.equal(await page.locator("[data-fresh=live]").count(), 0, "the past is not live");
  await page.locator(".past-line .ant-picker input").click();
  const calendar = page.locator(".ant-picker-dropdown");
  await calendar.waitFor();
  assert.match(await calendar.textContent(), /月.*一.*二/s, "the calendar speaks Chinese");
  await assertNoViolations(page, "the open calendar");
  await page.keyboard.press("Escape");
  await calendar.waitFor({ state: "hidden" });
  const first = await momentShown(page);
  await page.locator(".ant-slider-handle").focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(isEarlier, first);
  await page.locator(".time-field").fill("00:00");
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    () => document.querySelector(".past-bar")?.dataset.past % 3_600_000 === 0,
  );
  for (const [place, shown] of [
    ["agents", ".past .filters"],
    // The stand-in server has no seats.
    ...(process.env.CALLBOARD_URL ? [["seats", ".past .seats-modes"]] : []),
    ["", ".past [data-measure=waiting]"],
    ["queues", ".past tbody .row-link"],
  ]) {
    await page.locator(`.places a[href^="/${place}?at="]`).click();
    await page.waitForURL(new RegExp(`/${place}\\?.*at=`));
    await page.locator(shown).first().waitFor();
  }
  await page.locator(".past tbody .row-link").first().click();
  await page.waitForURL(/\/queues\/\d+\?at=/);
  await page.locator(".past [data-measure=waiting]").first().waitFor();
  await page.locator(".past-bar button", { hasText: "回到现在" }).click();
  await page.waitForURL(/\/queues\/\d+$/);
  await page.locator("[data-fresh=live]").waitFor();
  page.assertNoComplaints();
}

const momentShown = (page) => page.locator(".past:not(.past-before)").getAttribute("data-at");
const isEarlier = (moment) =>
  document.querySelector(".past:not(.past-before)")?.dataset.at < moment;

/** Time runs on; what is worth a look is jumped to; the address alone brings somebody else there. */
async function replayRuns(world) {
  const page = await at(world, "/replay");
  await page.locator(".past [data-measure=waiting]").first().waitFor();
  const bar = page.locator(".past-bar");
  const told = async () => Number(await bar.getAttribute("data-past"));
  const before = await told();
  await page.locator(".past-group .choice-item").last().click();
  await page.locator(".past-group button.ant-btn-primary").click();
  await page.waitForFunction(
    (moment) => Number(document.querySelector(".past-bar").dataset.past) >= moment + 120_000,
    before,
  );
  await page.locator(".past-group button.ant-btn-primary").click();
  const { landmarks } = await (
    await page.request.get(`${world.url}/api/v1/replay/landmarks`)
  ).json();
  const until = await told();
  const isEarlierLandmark = (landmark) =>
    Math.ceil(Date.parse(landmark.at) / 1_000) * 1_000 < until;
  const expected = landmarks.landmarks.findLast(isEarlierLandmark);
  await page.locator(".past-group", { hasText: "上一处异动" }).locator("button").first().click();
  if (expected) {
    const moment = Math.ceil(Date.parse(expected.at) / 1_000) * 1_000;
    await page.locator(`.past-bar[data-past="${moment}"]`).waitFor();
    await page.locator(".past-landmarks li").first().waitFor();
    await page.locator(`[data-landmark=${expected.kind}]`).first().waitFor({ state: "attached" });
  }
  await page.locator(".past:not(.past-before)").waitFor();
  await assertNoViolations(page, "the bar of the past");
  const other = await at(world, new URL(page.url()).pathname + new URL(page.url()).search);
  await other.locator(`.past-bar[data-past="${await told()}"]`).waitFor();
  const figure = (one) => one.locator(".past:not(.past-before) [data-measure=waiting]").first();
  // The stand-in server makes up a new floor for each question.
  if (process.env.CALLBOARD_URL)
    assert.equal(await figure(other).textContent(), await figure(page).textContent());
  page.assertNoComplaints();
}

async function language(world) {
  const page = await at(world, "/");
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.locator("[data-switch=language]").click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
}

async function darkTheme(world) {
  const page = await at(world, "/", { colorScheme: "dark" });
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(background, "rgb(13, 20, 28)");
}

async function explanation(world) {
  const page = await at(world, "/");
  await page.locator("[data-measure=service_level] .measure-name").first().click();
  const words = await page.locator(".explanation").first().textContent();
  assert.match(words, /T = \d+/);
  assert.match(words, /÷/);
}

async function lostConnection(world) {
  const page = await at(world, "/");
  await page.locator("[data-fresh=live]").waitFor();
  await page.context().setOffline(true);
  // An open stream does not notice: what the browser would be told after its own time-out is said here.
  let askedForSession = 0;
  await page.route("**/api/v1/**", (route) => {
    if (route.request().url().endsWith("/session")) askedForSession += 1;
    return route.abort();
  });
  await page.reload().catch(() => {});
  await page.context().setOffline(false);
  await page.goto(`${world.url}/`);
  await page.locator("[data-fresh=stale]").waitFor();
  // One more part of the page that asks for the session once made it come and go without end.
  await page.waitForTimeout(2_000);
  assert.ok(askedForSession < 8, `asked for the session ${askedForSession} times`);
  assert.ok(await page.locator("[data-fresh=stale]").isVisible());
  await page.unroute("**/api/v1/**");
  await page.locator("[data-fresh=live]").waitFor({ timeout: 90_000 });
}

async function noSidewaysScroll(world) {
  const page = await at(world, "/", { viewport: hand });
  const id = await firstQueue(page);
  const figure = `/?figure=service_level&span=today&of=queue-${id}`;
  for (const place of [...places, `/queues/${id}`, "/agents/1", figure]) {
    for (const locale of ["zh-CN", "en"]) {
      await page.evaluate((chosen) => localStorage.setItem("callboard.language", chosen), locale);
      await page.goto(world.url + place);
      await page.locator("h1").waitFor();
      await page.waitForTimeout(400);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= hand.width, `${place} in ${locale} is ${width} px wide`);
    }
  }
}

async function keyboard(world) {
  const page = await at(world, "/queues");
  await page.locator("tbody .row-link").first().waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches("tbody .row-link"))) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/queues\/\d+/);
}

async function accessibility(world) {
  const first = await at(world, "/queues");
  const id = await firstQueue(first);
  const contact = await firstContact(first, world, id);
  const looks = [
    { viewport: desk, colorScheme: "light" },
    // The dark theme changes colours only.
    { viewport: desk, colorScheme: "dark", rules: ["color-contrast"] },
    { viewport: hand, colorScheme: "light" },
  ];
  for (const { rules, ...look } of looks) {
    const page = await at(world, "/", look);
    const figure = `/?figure=service_level&span=today&of=queue-${id}`;
    const more = [`/queues/${id}`, `/contacts/${contact}`, "/agents/1", figure];
    for (const place of [...places, ...more]) {
      await page.goto(world.url + place);
      await page.locator("[data-fresh=live], .past, .timeline, [data-begun]").first().waitFor();
      if (place === figure) await page.locator(".figure-made-of").waitFor();
      await page.waitForTimeout(300);
      await assertNoViolations(page, `${place} ${look.viewport.width} ${look.colorScheme}`, rules);
    }
    await page.context().close();
  }
}

async function signOutAndIn(world) {
  const page = await at(world, "/");
  await page.getByRole("button", { name: /退出/ }).click();
  await page.locator("#password").waitFor();
  await page.locator("#name").fill(name);
  await page.locator("#password").fill("not the password");
  await page.locator("button[type=submit]").click();
  await page.getByRole("alert").waitFor();
  await page.locator("#password").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("[data-measure=waiting]").first().waitFor();
}

async function firstQueue(page) {
  const link = page.locator("a.row-link[href^='/queues/']").first();
  if ((await link.count()) === 0) await page.goto(new URL("/queues", page.url()).href);
  return (await link.getAttribute("href")).split("/").at(-1);
}

async function firstContact(page, world, queue) {
  const answer = await page.request.get(`${world.url}/api/v1/queues/${queue}/contacts?limit=1`);
  return (await answer.json()).contacts[0].id;
}

async function assertNoViolations(page, where = page.url(), rules = null) {
  const axe = new AxeBuilder({ page });
  if (rules) axe.withRules(rules);
  else axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await axe.analyze();
  const found = violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`,
    ),
  );
  assert.deepEqual(found, [], where);
}
