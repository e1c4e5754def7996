/**
 * The pictures of the README, from the running demo centre: `npm run pictures`.
 *
 * Takes: CALLBOARD_URL, CALLBOARD_PASSWORD of `admin`; MOMENT, an instant of the business day shown.
 * Gives: docs/images.
 */
import { desk, hand, launch, open } from "../e2e/browser.mjs";

const { CALLBOARD_URL: url, CALLBOARD_PASSWORD: password, MOMENT: moment } = process.env;
if (!url || !password || !moment)
  throw new Error(
    "set CALLBOARD_URL, CALLBOARD_PASSWORD and MOMENT, such as 2026-11-27T10:30:00+08:00",
  );

const browser = await launch();
const first = await open(browser);
await first.goto(url);
await first.locator("#name").fill("admin");
await first.locator("#password").fill(password);
await first.locator("button[type=submit]").click();
await first.locator("[data-measure=waiting]").first().waitFor();
const state = await first.context().storageState();

const at = encodeURIComponent(new Date(moment).toISOString());
await picture("replay", `/?at=${at}`, "[data-measure=waiting]", { viewport: desk });
await picture("agents", "/agents", "tbody .row-link", { viewport: desk, colorScheme: "dark" });
await picture("phone", "/", "[data-measure=waiting]", { viewport: hand });
await browser.close();

/** One page, drawn and at rest. */
async function picture(name, path, sign, options) {
  const page = await open(browser, { ...options, state });
  await page.goto(url + path);
  await page.locator(sign).first().waitFor();
  // Charts come after the figures.
  await page.waitForTimeout(3_000);
  await page.screenshot({ path: `../docs/images/${name}.png` });
  await page.context().close();
}
