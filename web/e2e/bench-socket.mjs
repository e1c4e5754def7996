/**
 * How long after it was written to the manager socket an event has changed a figure on the overview.
 *
 * Room:  e2e; `cargo xtask bench socket-to-screen [SECONDS]`, against `callboard bench-pbx`.
 * Takes: CALLBOARD_BINARY, whose scripted telephone system writes 500 events a second and says how many
 *        callers had joined a queue by when.
 * Gives: one JSON object on the last line: milliseconds from the writing of each joining until the document
 *        first shows at least that many offered; median, 95th and 99th of a hundred, slowest.
 * Holds: both ends read the clock of one machine; what was written before the page stood is not counted.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { signIn } from "./bench-server.mjs";
import { launch, open } from "./browser.mjs";

const seconds = Number(process.argv[2] ?? 60);
const binary = process.env.CALLBOARD_BINARY;
if (!binary) throw new Error("CALLBOARD_BINARY must be set");

const child = spawn(binary, ["bench-pbx", "--listen", "127.0.0.1:0"]);
process.on("exit", () => child.kill("SIGTERM"));
/** When each joining was written, in Unix milliseconds; the first at place 1. */
const written = [0];
const setupUrl = await new Promise((found) => {
  createInterface({ input: child.stdout }).on("line", (line) => {
    const setup = /First sign-in: (\S+)/.exec(line)?.[1];
    if (setup) found(setup);
    const joined = /^joined (\d+) (\d+)$/.exec(line);
    while (joined && written.length <= Number(joined[1])) written.push(Number(joined[2]) / 1_000);
  });
});

const browser = await launch();
const page = await open(browser);
await signIn(page, { setupUrl });
await page.locator(".figure-tiles [data-measure=offered] .figure").waitFor();
await page.evaluate(watch);
await page.waitForTimeout(seconds * 1_000);
const shown = await page.evaluate(() => window.shown);
await browser.close();
child.kill("SIGTERM");

const delays = shown
  .slice(1)
  .flatMap(([count, at], place) =>
    written.slice(shown[place][0] + 1, count + 1).map((since) => at - since),
  )
  .sort((one, other) => one - other);
const part = (share) =>
  Math.round(delays[Math.min(delays.length - 1, Math.floor(delays.length * share))]);
console.log(
  JSON.stringify({
    seconds,
    events_per_s: Math.round((delays.length * 4) / seconds),
    changes_of_the_figure: shown.length - 1,
    median_ms: part(0.5),
    p95_ms: part(0.95),
    p99_ms: part(0.99),
    slowest_ms: part(1),
  }),
);
process.exit(0);

/** In the page: notes each new number of offered contacts with the Unix time at which it stood there. */
function watch() {
  const figure = () =>
    document.querySelector(".figure-tiles [data-measure=offered] .figure")?.firstChild?.textContent;
  const count = () => Number(figure()?.replaceAll(",", ""));
  window.shown = [[count(), 0]];
  new MutationObserver(() => {
    const now = count();
    if (now > window.shown.at(-1)[0])
      window.shown.push([now, performance.timeOrigin + performance.now()]);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
