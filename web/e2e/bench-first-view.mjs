/**
 * How soon the overview is useful to somebody whose browser has never seen it.
 *
 * Room:  e2e; `cargo xtask bench first-view [TIMES]`, against `callboard bench-floor`.
 * Takes: as `bench-agents.mjs`.
 * Gives: one JSON object on the last line: milliseconds from the navigation until figures and the first
 *        queues are drawn, median and slowest; bytes of scripts that had come by then, as sent.
 * Holds: each time a new context with an empty cache and nothing kept of an earlier visit; signed in, on
 *        the loopback.
 */
import { signIn, startServer } from "./bench-server.mjs";
import { launch, open } from "./browser.mjs";

const times = Number(process.argv[2] ?? 15);

const server = await startServer();
const browser = await launch();
const first = await open(browser);
await signIn(first, server);
// The session alone: what the page keeps of an earlier visit would be drawn at once.
const state = { ...(await first.context().storageState()), origins: [] };
await first.context().close();

const views = [];
for (let turn = 0; turn < times; turn += 1) views.push(await view());
await browser.close();
server.stop();

const millis = views.map((seen) => seen.millis).sort((one, other) => one - other);
console.log(
  JSON.stringify({
    times,
    median_ms: millis[Math.floor((millis.length - 1) / 2)],
    slowest_ms: millis.at(-1),
    script_kb: Math.max(...views.map((seen) => seen.scriptKb)),
  }),
);
process.exit(0);

async function view() {
  const page = await open(browser, { state });
  await page.addInitScript(watch);
  await page.goto(`${server.url}/`);
  await page.waitForFunction(() => window.firstView);
  const seen = await page.evaluate(() => window.firstView);
  await page.context().close();
  return seen;
}

/** In the page: after the frame in which figures and queues stand, notes when that was. */
function watch() {
  const isUseful = () =>
    /\d/.test(document.querySelector("[data-measure=waiting]")?.textContent ?? "") &&
    document.querySelector("tbody .row-link");
  const look = () => {
    if (!isUseful()) return requestAnimationFrame(look);
    const millis = Math.round(performance.now());
    const scripts = performance
      .getEntriesByType("resource")
      .filter(
        (entry) => new URL(entry.name).pathname.endsWith(".js") && entry.responseEnd < millis,
      );
    const bytes = scripts.reduce((sum, entry) => sum + entry.encodedBodySize, 0);
    window.firstView = { millis, scriptKb: Math.round(bytes / 102.4) / 10 };
  };
  requestAnimationFrame(look);
}
