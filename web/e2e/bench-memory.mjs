/**
 * Whether a page that follows a large floor all day keeps its memory: 5 000 agents, each changing every 30 s.
 *
 * Room:  e2e; `cargo xtask bench memory [MINUTES]`, against `callboard bench-floor`.
 * Gives: one JSON object on the last line: the heap in MB after a collection, minute by minute, and how much
 *        it grows in an hour by the line through the second half. The page rests and is scrolled by turns.
 */
import { signIn, startServer } from "./bench-server.mjs";
import { desk, launch, open } from "./browser.mjs";

const minutes = Number(process.argv[2] ?? 30);

const server = await startServer();
const browser = await launch();
const page = await open(browser, { viewport: desk });
await signIn(page, server);
const devtools = await page.context().newCDPSession(page);
await page.goto(`${server.url}/agents`);
await page.locator("tbody .row-link").first().waitFor();
await page.mouse.move(700, 600);
const heaps = [];
for (let minute = 0; minute <= minutes; minute += 1) {
  heaps.push(await heap());
  console.log(`minute ${minute}: ${heaps.at(-1)} MB`);
  if (minute < minutes) await (minute % 2 === 0 ? page.waitForTimeout(60_000) : scroll());
}
await browser.close();
server.stop();
console.log(JSON.stringify({ minutes, heap_mb: heaps, growth_mb_per_hour: growth() }));
process.exit(0);

async function heap() {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return Math.round(usedSize / 104_857.6) / 10;
}

/** A minute of the wheel, down and up. */
async function scroll() {
  const end = Date.now() + 60_000;
  for (let turn = 0; Date.now() < end; turn += 1) {
    await page.mouse.wheel(0, turn % 80 < 40 ? 240 : -240);
    await page.waitForTimeout(50);
  }
}

/** The slope of the least-squares line through the second half. */
function growth() {
  const late = heaps.slice(Math.floor(heaps.length / 2));
  const middle = (late.length - 1) / 2;
  const mean = late.reduce((sum, one) => sum + one, 0) / late.length;
  const above = late.reduce((sum, one, place) => sum + (place - middle) * (one - mean), 0);
  const below = late.reduce((sum, _, place) => sum + (place - middle) ** 2, 0);
  return Math.round((above / below) * 600) / 10;
}
