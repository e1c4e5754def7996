/**
 * How the screens of queues and agents bear a large floor: long tasks, frames while scrolling, memory.
 *
 * Room:  e2e; `cargo xtask bench screens [SECONDS]`, against `callboard bench-floor`.
 * Takes: CALLBOARD_BINARY starts one; or CALLBOARD_URL with CALLBOARD_SETUP_URL. CPU_SLOWDOWN slows the
 *        browser (4 is a weak desk).
 * Gives: one JSON object on the last line; each screen's tasks over 50 and 100 ms, the longest, frames a
 *        second while scrolling, and the heap at the beginning and the end, after a collection.
 * Holds: the browser's own trace says how long tasks were; nothing in the page measures itself.
 */
import { signIn, startServer } from "./bench-server.mjs";
import { desk, launch, open } from "./browser.mjs";

const seconds = Number(process.argv[2] ?? 30);
const slowdown = Number(process.env.CPU_SLOWDOWN ?? 1);
/** What the browser calls one turn of a thread. */
const taskName = "ThreadControllerImpl::RunTask";

const server = await startServer();
const browser = await launch();
const page = await open(browser, { viewport: desk });
await signIn(page, server);
const devtools = await page.context().newCDPSession(page);
if (slowdown > 1) await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });

const screens = [
  ["agents, list", "/agents", async () => {}],
  ["agents, grid", "/agents", () => page.locator(".choice-item").nth(1).click()],
  ["queues", "/queues", async () => {}],
];
const figures = {};
for (const [name, path, prepare] of screens) {
  await page.goto(server.url + path);
  await page.locator("tbody .row-link").first().waitFor();
  await prepare();
  await page.waitForTimeout(3_000);
  figures[name] = await measured();
  console.log(name, figures[name]);
}
await browser.close();
server.stop();
console.log(JSON.stringify({ seconds, slowdown, screens: figures }));
process.exit(0);

/** First the screen at rest below the stream, then scrolled. */
async function measured() {
  const heapBefore = await heap();
  const { result: _nothing, ...rest } = await traced(() => page.waitForTimeout(seconds * 1_000));
  const { result: fps, ...scrolling } = await traced(scroll);
  return { rest, scrolling: { ...scrolling, fps }, heap_mb: [heapBefore, await heap()] };
}

async function heap() {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return Math.round(usedSize / 104_857.6) / 10;
}

/** Turns the wheel down and up; gives the frames a second that the browser drew meanwhile. */
async function scroll() {
  const counted = page.evaluate(
    (length) =>
      new Promise((done) => {
        const begin = performance.now();
        let frames = 0;
        const count = (now) => {
          frames += 1;
          if (now - begin < length) requestAnimationFrame(count);
          else done(Math.round((frames * 10_000) / (now - begin)) / 10);
        };
        requestAnimationFrame(count);
      }),
    seconds * 1_000,
  );
  await page.mouse.move(700, 600);
  const end = Date.now() + seconds * 1_000;
  for (let turn = 0; Date.now() < end; turn += 1) {
    await page.mouse.wheel(0, turn % 80 < 40 ? 240 : -240);
    await page.waitForTimeout(50);
  }
  return counted;
}

/** Runs `act` below a trace of the browser. */
async function traced(act) {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  const result = await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  return { ...tasks(traceEvents), result };
}

/** Tasks of the page's main thread: the one on which scripts ran most. */
function tasks(events) {
  const ran = events.filter((event) => event.ph === "X" && event.name === taskName);
  const scripts = new Map();
  for (const event of events) {
    if (event.name !== "FunctionCall") continue;
    const thread = `${event.pid}.${event.tid}`;
    scripts.set(thread, (scripts.get(thread) ?? 0) + (event.dur ?? 0));
  }
  const [main] = [...scripts].sort((one, other) => other[1] - one[1])[0] ?? [null];
  const lengths = ran
    .filter((event) => `${event.pid}.${event.tid}` === main)
    .map((event) => event.dur / 1_000);
  const over = (limit) => lengths.filter((length) => length > limit).length;
  const busy = lengths.reduce((sum, length) => sum + length, 0);
  return {
    tasks: lengths.length,
    over_50_ms: over(50),
    over_100_ms: over(100),
    longest_ms: Math.round(Math.max(0, ...lengths)),
    busy_ms: Math.round(busy),
  };
}
