/** The large floor that screens are measured upon: `callboard bench-floor`, or a server that is there. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const password = "bench-7Kq2-screens";

/** Sets the administrator's password by the one-time link; ends on the overview. */
export async function signIn(page, server) {
  await page.goto(server.setupUrl);
  await page.locator("input[type=password]").last().waitFor();
  for (const field of await page.locator("input[type=password]").all()) await field.fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator("[data-measure=waiting]").first().waitFor();
}

export async function startServer() {
  const { CALLBOARD_BINARY, CALLBOARD_URL, CALLBOARD_SETUP_URL } = process.env;
  if (CALLBOARD_URL) {
    return { url: CALLBOARD_URL, setupUrl: CALLBOARD_SETUP_URL, stop: () => {} };
  }
  if (!CALLBOARD_BINARY) throw new Error("CALLBOARD_BINARY or CALLBOARD_URL must be set");
  const child = spawn(CALLBOARD_BINARY, ["bench-floor", "--listen", "127.0.0.1:0"]);
  // Whatever ends this script ends the server.
  process.on("exit", () => child.kill("SIGTERM"));
  for await (const line of createInterface({ input: child.stdout })) {
    const setupUrl = /First sign-in: (\S+)/.exec(line)?.[1];
    if (setupUrl)
      return { url: new URL(setupUrl).origin, setupUrl, stop: () => child.kill("SIGTERM") };
  }
  throw new Error("the server said no sign-in link");
}
