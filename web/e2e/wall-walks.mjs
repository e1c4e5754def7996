/**
 * The walks around the wall screens and the page of parts; against a real server only, because they change boards.
 *
 * Room:  e2e; listed by `walks.mjs`.
 * Takes: WALL_MINUTES, how long the wall's memory is watched (1 if absent; `cargo xtask test` says 5).
 */
import assert from "node:assert/strict";
import { desk, hand, open } from "./browser.mjs";
import { killable } from "./killable.mjs";

const screens = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];
const minutes = Number(process.env.WALL_MINUTES ?? 1);

/** `at` opens a page signed in, `assertNoViolations` is axe: both of `walks.mjs`. */
export const wallWalks = (at, assertNoViolations) => {
  const onBoard = (walk) => async (world) => {
    world.board ??= await anyBoard(world, at);
    await walk(world, at, assertNoViolations);
  };
  return [
    ["walls: the first board in one click", (world) => firstBoard(world, at)],
    ["walls: a board over a past floor", onBoard(past)],
    ["walls: readable at eight metres, at 1080 and 2160 lines", onBoard(readable)],
    ["walls: a board is put together by key and by hand", onBoard(editor)],
    ["walls: a link shows its board to nobody in particular, until revoked", onBoard(link)],
    ["walls: a killed server comes back to a live wall", killedServer],
    ["walls: memory stays flat", onBoard(flatMemory)],
    ["walls: the list in the hand", onBoard(inTheHand)],
    ["walls and parts: axe", onBoard(accessibility)],
  ];
};

/** A board that is there, or a new one: a walk alone needs no other walk before it. */
async function anyBoard(world, at) {
  const page = await at(world, "/walls");
  const { boards } = await (await page.request.get(`${world.url}/api/v1/walls`)).json();
  if (boards.length > 0) return String(boards[0].id);
  await page.locator(".empty button").click();
  return (await page.locator(".board-open").getAttribute("href")).split("/").at(-1);
}

async function firstBoard(world, at) {
  const page = await at(world, "/walls");
  await page.locator(".empty button, .board").first().waitFor();
  if (await page.locator(".empty button").count()) await page.locator(".empty button").click();
  await page.locator(".board-open").first().click();
  await page.waitForURL(/\/wall\/\d+$/);
  await page.locator("[data-fresh=live]").waitFor();
  const board = page.url().split("/").at(-1);
  const { overview } = await (await page.request.get(`${world.url}/api/v1/overview`)).json();
  const names = Object.values(overview.queues).map((queue) => queue.name);
  await page.waitForFunction(
    (known) => known.some((name) => document.body.textContent.includes(name)),
    names,
  );
  for (const turned of [0, 1]) {
    await page.keyboard.press("ArrowRight");
    await page.locator(".wall-block").first().waitFor();
    const values = await page.locator(".wall-value").allTextContents();
    assert.ok(
      values.some((value) => /\d/.test(value)),
      `page ${turned} has no figure: ${values}`,
    );
    const top = await page.locator(".wall-attention").boundingBox();
    const first = await page.locator(".wall-block").first().boundingBox();
    assert.ok(top.y < first.y, "the attention list stands above every page");
  }
  world.board = board;
  page.assertNoComplaints();
}

/** The board stands over the floor of then, below the bar; from there it leads back to now. */
async function past(world, at, assertNoViolations) {
  const page = await at(world, `/replay?of=/wall/${world.board}`, { viewport: screens[0] });
  await page.waitForURL(/wall\/\d+\?at=/);
  await page.locator("[data-fresh=past]").waitFor();
  await page.locator(".wall-block").first().waitFor();
  assert.equal(await page.locator(".wall-old").count(), 0, "the past is not old news");
  const edges = await page.evaluate(() => {
    const bottom = document.querySelector(".past-bar").getBoundingClientRect().bottom;
    const wall = document.querySelector(".wall-inner").getBoundingClientRect();
    return { above: wall.top - bottom, below: window.innerHeight - wall.bottom };
  });
  assert.ok(edges.above >= 0 && edges.below >= 0, JSON.stringify(edges));
  await assertNoViolations(page, "a board of the past");
  await page.locator(".past-bar button", { hasText: "回到现在" }).click();
  await page.locator("[data-fresh=live]").waitFor();
  page.assertNoComplaints();
}

async function readable(world, at) {
  for (const locale of ["zh-CN", "en"]) {
    for (const viewport of screens) {
      const page = await at(world, `/wall/${world.board}`, { viewport, locale });
      await page.locator("[data-fresh=live]").waitFor();
      for (const turned of [0, 1]) {
        await page.keyboard.press("ArrowRight");
        await page.waitForFunction(() => document.querySelector(".wall-block"));
        const found = await page.evaluate(measure);
        assert.deepEqual(found.faults, [], `${viewport.height} ${locale} page ${turned}`);
        assert.ok(found.figures > 3 && found.letters > 5, JSON.stringify(found));
      }
      await page.context().close();
    }
  }
}

/** In the page: how high digits and letters are, as drawn, and whether a figure is cut off. */
function measure() {
  const pen = document.createElement("canvas").getContext("2d");
  const height = (element, sample) => {
    const style = getComputedStyle(element);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText(sample).actualBoundingBoxAscent / window.innerHeight;
  };
  const isShown = (element) => element.getClientRects().length > 0;
  const figures = [...document.querySelectorAll(".wall-inner .wall-figure")].filter(isShown);
  const faults = [];
  for (const figure of figures) {
    const share = height(figure, "0");
    const words = `${figure.textContent} in ${figure.closest("section")?.ariaLabel}`;
    if (share < 0.04) faults.push(`${words}: digits are ${(share * 100).toFixed(2)} %`);
    const around = (
      figure.closest(".wall-block, li, .wall-more") ?? figure
    ).getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(figure);
    const own = range.getBoundingClientRect();
    if (own.right > around.right + 1 || own.left < around.left - 1)
      faults.push(`${words}: cut off`);
  }
  const texts = document.createTreeWalker(
    document.querySelector(".wall-inner"),
    NodeFilter.SHOW_TEXT,
  );
  let letters = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const isOff = !isShown(element) || element.closest(".wall-controls, svg, .only-heard");
    if (isOff || !texts.currentNode.textContent.trim()) continue;
    letters += 1;
    const share = height(element, "H");
    if (share < 0.02)
      faults.push(`${element.textContent}: letters are ${(share * 100).toFixed(2)} %`);
  }
  return { faults, figures: figures.length, letters };
}

async function editor(world, at) {
  // A board of its own: what other walks measure stays as it is.
  const list = await at(world, "/walls");
  await list.locator(".board").first().waitFor();
  const boards = await list.locator(".board").count();
  await list.locator(".page-head button").click();
  await list.locator(".board").nth(boards).waitFor();
  const shown = await list.locator(".board-open").nth(boards).getAttribute("href");
  const wall = await at(world, shown);
  await wall.locator("[data-fresh=live]").waitFor();
  const edited = `${shown.replace("/wall/", "/walls/")}/edit`;
  const page = await at(world, edited);
  await page.locator("[data-edit]").first().waitFor();
  const place = (id) => page.locator(`[data-edit="${id}"]`).getAttribute("style");
  // By key: the last block of the first row gives way, then the one before it grows into the room.
  await page.locator('[data-edit="4"]').focus();
  await page.keyboard.press("Delete");
  await page.locator('[data-edit="4"]').waitFor({ state: "detached" });
  await page.locator('[data-edit="3"]').focus();
  const before = await place(3);
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await place(3), before, "an arrow moves the block");
  assert.match(await page.locator(".editor-screen [role=status]").textContent(), /\d/);
  await page.keyboard.press("ArrowLeft");
  assert.equal(await place(3), before);
  await page.keyboard.press("Shift+ArrowRight");
  assert.match(await place(3), /span 4/);
  // By hand: a new clock is taken to the right end of the row, and not upon another block.
  await page.locator("[data-add=clock]").click();
  const box = await page.locator("[data-edit]").last().boundingBox();
  const grid = await page.locator(".editor-grid").boundingBox();
  const cell = grid.width / 12;
  const from = { x: box.x + 20, y: box.y + 20 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x - cell * 6, from.y + grid.height / 2, { steps: 5 });
  await page.locator(".editor-ghost.taken").waitFor();
  await page.mouse.up();
  assert.deepEqual(await page.locator("[data-edit]").last().boundingBox(), box, "it stays");
  await page.locator("button.ant-btn-primary").click();
  await page.locator("button.ant-btn-primary:disabled").waitFor();
  await wall.locator('[data-block="4"]').waitFor({ state: "detached" });
  const again = await at(world, edited);
  await again.locator('[data-edit="3"]').waitFor();
  assert.match(await again.locator('[data-edit="3"]').getAttribute("style"), /span 4/);
  page.assertNoComplaints();
}

async function link(world, at) {
  const page = await at(world, "/walls");
  await page.locator(".board-actions button").first().click();
  await page.locator(".links input").first().fill("东墙");
  await page.locator(".links button[type=submit]").click();
  const address = await page.locator("[data-secret=wall]").inputValue();
  assert.match(address, /\/wall#cbw_\d+_[0-9a-f]{64}$/);
  const guest = await open(world.browser, { viewport: screens[0] });
  await guest.goto(address.replace(/^https?:\/\/[^/]+/, world.url));
  await guest.locator("[data-fresh=live]").waitFor();
  await guest.locator(".wall-value").first().waitFor();
  const answers = await guest.evaluate(askAround, address.split("#")[1]);
  assert.deepEqual(answers, { mine: 200, overview: 403, agents: 403, contacts: 403, walls: 403 });
  assert.deepEqual(await guest.context().cookies(), [], "no session on such a screen");
  const agents = await (await page.request.get(`${world.url}/api/v1/agents`)).json();
  const names = Object.values(agents.agents.rows).map((agent) => agent.name);
  const said = await guest.locator("body").textContent();
  assert.deepEqual(
    names.filter((name) => said.includes(name)),
    [],
    "no person's name",
  );
  await page.locator(".link-row button").last().click();
  await page.locator(".ant-popconfirm-buttons .ant-btn-primary").click();
  await page.locator(".link-row.over").last().waitFor();
  await guest.reload();
  await guest.getByRole("alert").waitFor();
  assert.equal(await guest.locator(".wall-block").count(), 0);
}

/** In the page: what the token of a screen opens. */
async function askAround(token) {
  const board = token.split("_")[1];
  const paths = {
    mine: `walls/${board}`,
    overview: "overview",
    agents: "agents",
    contacts: "contacts",
    walls: "walls",
  };
  const headers = { authorization: `Bearer ${token}` };
  const asked = Object.entries(paths).map(async ([name, path]) => {
    const answer = await fetch(`/api/v1/${path}`, { headers, credentials: "omit" });
    return [name, answer.status];
  });
  return Object.fromEntries(await Promise.all(asked));
}

/** Killed as a power cut would, and started again. */
async function killedServer(world) {
  const server = await killable();
  try {
    const page = await open(world.browser, { viewport: screens[0] });
    await server.signIn(page);
    await page.goto(`${server.url}/walls`);
    await page.locator(".empty button").click();
    await page.locator(".board-open").click();
    await page.locator("[data-fresh=live]").waitFor();
    await server.kill();
    await page.locator(".wall-old").waitFor();
    await page.locator("[data-fresh=stale]").waitFor();
    assert.ok((await page.locator(".wall-block").count()) > 3, "the last picture stays");
    await server.start();
    await page.locator("[data-fresh=live]").waitFor({ timeout: 90_000 });
    assert.equal(await page.locator(".wall-old").count(), 0);
  } finally {
    await server.remove();
  }
}

async function flatMemory(world, at) {
  const page = await at(world, `/wall/${world.board}`, { viewport: screens[0] });
  await page.locator("[data-fresh=live]").waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const look = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners") };
  };
  // Each page once, so that everything that is kept for good is there.
  for (let turned = 0; turned < 4; turned += 1) {
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(2_000);
  }
  const first = await look();
  for (let turned = 0; turned < minutes * 20; turned += 1) {
    await page.waitForTimeout(3_000);
    await page.keyboard.press("ArrowRight");
  }
  const last = await look();
  const grown = { heap: last.heap - first.heap, nodes: last.nodes - first.nodes };
  console.log(
    `       ${minutes} min: heap ${(first.heap / 1e6).toFixed(1)} -> ${(last.heap / 1e6).toFixed(1)} MB, nodes ${first.nodes} -> ${last.nodes}, listeners ${first.listeners} -> ${last.listeners}`,
  );
  assert.ok(grown.heap < 2_000_000, `the heap grew by ${grown.heap} bytes`);
  assert.ok(grown.nodes < 500, `the document grew by ${grown.nodes} nodes`);
  assert.ok(last.listeners <= first.listeners + 5, "listeners pile up");
}

async function inTheHand(world, at) {
  for (const locale of ["zh-CN", "en"]) {
    const page = await at(world, "/walls", { viewport: hand, locale });
    await page.locator(".board-open").first().waitFor();
    await page.locator(".board-actions button").first().click();
    await page.locator(".links input").first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= hand.width, `/walls in ${locale} is ${width} px wide`);
  }
}

async function accessibility(world, at, assertNoViolations) {
  for (const [locale, colorScheme] of [
    ["zh-CN", "light"],
    ["en", "dark"],
  ]) {
    const page = await at(world, "/walls", { viewport: desk, locale, colorScheme });
    await page.locator(".board-actions button").first().click();
    await page.locator(".links input").first().waitFor();
    await assertNoViolations(page, `/walls ${locale} ${colorScheme}`);
    await page.goto(`${world.url}/walls/${world.board}/edit`);
    await page.locator("[data-edit]").first().focus();
    await assertNoViolations(page, `editor ${locale} ${colorScheme}`);
    await page.goto(`${world.url}/wall/${world.board}`);
    await page.locator(".wall-value").first().waitFor();
    await assertNoViolations(page, `wall ${locale}`);
    await page.goto(`${world.url}/`);
    await page.locator(".user-menu summary").click();
    await page.locator(".user-menu a[href='/design']").click();
    await page.locator(".design").waitFor();
    for (const [number, theme] of ["light", "dark", "wall"].entries()) {
      await page.locator(".page-head .choice").first().locator("label").nth(number).click();
      await page.locator(`.design[data-theme=${theme}] canvas`).nth(1).waitFor();
      await assertNoViolations(page, `/design ${theme} ${locale}`);
    }
    assert.ok((await page.locator("[data-condition]").count()) >= 9, "every state is shown");
    await page.context().close();
  }
}
