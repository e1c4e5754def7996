/**
 * How soon a past moment is on the page: a day of 100 000 contacts, 10 000 agents and 500 queues.
 *
 * Room:  e2e; `cargo xtask bench replay-seek [TIMES]`.
 * Takes: CALLBOARD_BINARY, which journals the day and serves it.
 * Gives: one JSON object on the last line: milliseconds from the key that asks for a moment until the frame
 *        after the overview of that moment is drawn; median, 95th of a hundred, slowest.
 * Holds: steps of a golden share of the day: no two moments are near each other.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { signIn } from "./bench-server.mjs";
import { launch, open } from "./browser.mjs";

const times = Number(process.argv[2] ?? 40);
const binary = process.env.CALLBOARD_BINARY;
if (!binary) throw new Error("CALLBOARD_BINARY must be set");
const events = 600_000;
const midnight = Date.parse("2026-11-22T00:00:00Z");

const folder = mkdtempSync(join(tmpdir(), "callboard-bench-seek-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const data = join(folder, "data");
await line(start(["bench-day", "--data", data, "--events", String(events)]), /./, "SIGKILL");
const config = join(folder, "callboard.toml");
// The day is one of the world's time: typed times then stay within it.
writeFileSync(config, '[centre]\nzone = "UTC"\n');
const words = ["serve", "--config", config, "--data", data, "--listen", "127.0.0.1:0"];
const server = start(words);
const setupUrl = (await line(server, /First sign-in: (\S+)/))[1];

const browser = await launch();
const page = await open(browser);
await signIn(page, { setupUrl });
await page.goto(`${new URL(setupUrl).origin}/?at=${new Date(midnight + 900_000).toISOString()}`);
await page.locator(".past [data-measure=waiting]").first().waitFor();
await page.evaluate(watch);
const found = [];
for (let turn = 0; turn < times; turn += 1) {
  const second = 1_000 + ((turn * 53_400) % 85_000);
  const clock = await page.evaluate((at) => window.clockOf(at), midnight + second * 1_000);
  await page.locator(".time-field").fill(clock);
  await page.evaluate((at) => window.await(at), midnight + second * 1_000);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.drawnAfter !== null);
  found.push(await page.evaluate(() => window.drawnAfter));
}
await browser.close();
server.kill("SIGTERM");
// It writes a snapshot as it ends: the folder is removed only after that.
await new Promise((resolve) => server.once("exit", resolve));

found.sort((one, other) => one - other);
const at = (share) =>
  Math.round(found[Math.min(found.length - 1, Math.floor(found.length * share))]);
console.log(
  JSON.stringify({
    times,
    contacts: events / 6,
    median_ms: at(0.5),
    p95_ms: at(0.95),
    slowest_ms: Math.round(found.at(-1)),
  }),
);
process.exit(0);

function start(args) {
  const child = spawn(binary, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => child.kill("SIGKILL"));
  return child;
}

/** The first line that matches; then the child is ended where a signal is named. */
async function line(child, wanted, signal) {
  for await (const said of createInterface({ input: child.stdout })) {
    const match = wanted.exec(said);
    if (!match) continue;
    if (signal) {
      child.kill(signal);
      await new Promise((resolve) => child.once("exit", resolve));
    }
    return match;
  }
  throw new Error(`nothing matched ${wanted}`);
}

/** In the page: from the pressed key until the frame after the asked moment's figures stand. */
function watch() {
  const zone = "UTC";
  window.clockOf = (at) => new Date(at).toLocaleTimeString("sv-SE", { timeZone: zone });
  let [wanted, pressed] = [0, 0];
  addEventListener(
    "keydown",
    () => {
      pressed = performance.now();
    },
    true,
  );
  const look = () => {
    const past = document.querySelector(".past:not(.past-before)");
    const isThere = past && Date.parse(past.dataset.at) === wanted;
    if (!isThere) return requestAnimationFrame(look);
    requestAnimationFrame(() => {
      window.drawnAfter = performance.now() - pressed;
    });
  };
  window.await = (at) => {
    wanted = at;
    window.drawnAfter = null;
    requestAnimationFrame(look);
  };
}
