/** Pictures of every page for reviewing by eye: `npm run shots [FOLDER]`, after `npm run build`. */
import { mkdirSync } from "node:fs";
import { desk, hand, launch, open, wall } from "../e2e/browser.mjs";
import { startFake } from "./fake.mjs";

const folder = process.argv[2] ?? "/tmp/callboard-shots";
const pages = {
  overview: "/",
  queues: "/queues",
  queue: "/queues/3",
  contact: "/queues/3?contact=3990",
  figure: "/queues?figure=service_level&span=last_15m&of=queue-3&by=by_arrival",
  agents: "/agents",
  agent: "/agents/7",
  sources: "/sources",
  replay: "/replay",
};
const only = process.env.SHOTS?.split(",");

mkdirSync(folder, { recursive: true });
const fake = await startFake({ agents: Number(process.env.FAKE_AGENTS ?? 120) });
const browser = await launch();
const first = await open(browser);
await first.goto(fake.setupUrl);
await first.screenshot({ path: `${folder}/setup.png` });
await first.locator("input[type=password]").last().waitFor();
for (const field of await first.locator("input[type=password]").all())
  await field.fill("demo-password-1");
await first.locator("button[type=submit]").click();
await first.locator("[data-measure=waiting]").first().waitFor();
const state = await first.context().storageState();
await first.context().clearCookies();
await first.reload();
await first.locator("#password").waitFor();
await first.screenshot({ path: `${folder}/sign-in.png` });

for (const [viewport, size] of [
  [desk, "desk"],
  [hand, "hand"],
  [wall, "wall"],
]) {
  for (const [locale, colorScheme] of [
    ["zh-CN", "light"],
    ["en", "dark"],
  ]) {
    for (const [name, path] of Object.entries(pages)) {
      if (only && !only.includes(name)) continue;
      const page = await open(browser, { viewport, locale, colorScheme, state });
      await page.goto(fake.url + path);
      await page.waitForTimeout(1800);
      await page.screenshot({ path: `${folder}/${name}-${size}-${locale}-${colorScheme}.png` });
      await page.context().close();
    }
  }
}
await browser.close();
fake.stop();
process.exit(0);
