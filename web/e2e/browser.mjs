/** Debian's Chromium under Playwright's control, with nothing that phones home. */
import { chromium } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const desk = { width: 1440, height: 900 };
export const hand = { width: 360, height: 740 };
export const wall = { width: 3840, height: 2160 };

/** `more`: further flags, for instance what the camera sees. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CALLBOARD_CHROMIUM ?? "/usr/bin/chromium",
    args: [...flags, ...more],
    headless: true,
  });
}

/** A fresh page; `state` carries a signed-in session from one context to the next. */
export async function open(
  browser,
  { viewport = desk, locale = "zh-CN", colorScheme = "light", state } = {},
) {
  const isHand = viewport.width < 700;
  const context = await browser.newContext({
    viewport,
    locale,
    colorScheme,
    storageState: state,
    hasTouch: isHand,
    isMobile: isHand,
    serviceWorkers: "block",
    ignoreHTTPSErrors: true,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  // Long: a machine that does other work beside is no failure of the page.
  page.setDefaultTimeout(60_000);
  return page;
}
