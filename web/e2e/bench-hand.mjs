/**
 * What following the overview costs a phone in data.
 *
 * Room:  e2e; `cargo xtask bench phone-data [MINUTES]`, against a demo centre of its own, and, given
 *        CALLBOARD_URL and CALLBOARD_SETUP_URL, against that server instead.
 * Gives: one JSON object on the last line: kilobytes of 1 000 a minute that came over the network, as
 *        compressed, once the page stands; frames a minute.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { signIn } from "./bench-server.mjs";
import { hand, launch, open } from "./browser.mjs";

const minutes = Number(process.argv[2] ?? 3);
const setupUrl = process.env.CALLBOARD_SETUP_URL ?? (await demo());

const browser = await launch();
const page = await open(browser, { viewport: hand });
await signIn(page, { setupUrl });
await page.locator(".curve canvas").waitFor();
const devtools = await page.context().newCDPSession(page);
await devtools.send("Network.enable");
let [bytes, frames] = [0, 0];
devtools.on("Network.dataReceived", (event) => {
  bytes += event.encodedDataLength;
});
devtools.on("Network.eventSourceMessageReceived", () => {
  frames += 1;
});
// Opened anew below the watch: a stream that was there before is not told of.
await page.reload();
await page.locator(".curve canvas").waitFor();
await page.waitForTimeout(5_000);
[bytes, frames] = [0, 0];
await page.waitForTimeout(minutes * 60_000);
const [got, came] = [bytes, frames];
await browser.close();
const kb = Math.round(got / minutes / 100) / 10;
console.log(JSON.stringify({ minutes, kb_per_minute: kb, frames_per_minute: came / minutes }));
process.exit(0);

async function demo() {
  const binary = process.env.CALLBOARD_BINARY;
  if (!binary) throw new Error("CALLBOARD_BINARY or CALLBOARD_SETUP_URL must be set");
  const folder = mkdtempSync(join(tmpdir(), "callboard-bench-hand-"));
  const child = spawn(binary, ["demo", "--data", join(folder, "data"), "--listen", "127.0.0.1:0"]);
  process.on("exit", () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const link = /First sign-in: (\S+)/.exec(line)?.[1];
    if (link) return link;
  }
  throw new Error("the demo said no sign-in link");
}
