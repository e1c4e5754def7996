/**
 * Runs every walk in one browser and prints a closing line.
 *
 * Room:  e2e; `npm run e2e` after `npm run build`.
 * Takes: CALLBOARD_URL, the server's address; CALLBOARD_SETUP_URL, its one-time link (or, where the
 *        password is set already, CALLBOARD_NAME and CALLBOARD_PASSWORD). Without an address the stand-in
 *        server of dev/ is started with the built files. E2E_ONLY picks walks by a part of their name.
 */
import { mkdirSync } from "node:fs";
import { launch } from "./browser.mjs";
import { walks } from "./walks.mjs";

const server = await findServer();
const browser = await launch();
const world = {
  browser,
  url: server.url.replace(/\/$/, ""),
  setupUrl: server.setupUrl,
  state: undefined,
};
const failed = [];
const chosen = walks.filter(
  ([name]) => walks[0][0] === name || name.includes(process.env.E2E_ONLY ?? ""),
);

for (const [name, walk] of chosen) {
  // Nobody signed in: every other walk would only wait for its time-out.
  if (failed.includes(walks[0][0])) {
    failed.push(name);
    console.log(`FAILED ${name}: not signed in`);
    continue;
  }
  const began = Date.now();
  try {
    await walk(world);
    console.log(`ok     ${name} (${Date.now() - began} ms)`);
  } catch (error) {
    failed.push(name);
    console.log(`FAILED ${name}: ${error.message.split("\n")[0]}\n${error.stack}`);
    await keepPictures(name);
  }
  await Promise.all(browser.contexts().map((context) => context.close()));
}

await browser.close();
server.stop();
console.log(`${chosen.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);

async function findServer() {
  if (process.env.CALLBOARD_URL) {
    return {
      url: process.env.CALLBOARD_URL,
      setupUrl: process.env.CALLBOARD_SETUP_URL,
      stop: () => {},
    };
  }
  const { startFake } = await import("../dev/fake.mjs");
  return startFake();
}

/** What the browser showed when a walk failed, in test-results/. */
async function keepPictures(name) {
  mkdirSync("test-results", { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [number, page] of pages.entries()) {
    const path = `test-results/${name.replaceAll(/\W+/g, "-")}-${number}.png`;
    await page.screenshot({ path }).catch(() => {});
  }
}
