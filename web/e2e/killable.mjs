/**
 * A server of one walk's own, that can be killed and started again; or a demo centre whose clock is in a hurry.
 *
 * Room:  e2e. Takes: CALLBOARD_BINARY (../target/debug/callboard if absent).
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const binary =
  process.env.CALLBOARD_BINARY ??
  fileURLToPath(new URL("../../target/debug/callboard", import.meta.url));
const password = "demo-password-1";

/** How a server without a floor is started. */
const bare = ["serve", "--config", "callboard.toml"];
/** How a floor is started on which, even in the small hours, somebody changes every few seconds. */
export const hurried = ["demo", "--speed", "60"];

/** Started, without an administrator yet. `configure` gives the configuration, knowing the port. */
export async function killable(words = bare, configure = () => "") {
  const folder = mkdtempSync(join(tmpdir(), "callboard-killed-"));
  const port = await freePort();
  writeFileSync(join(folder, "callboard.toml"), await configure(port));
  let server = await start(words, folder, port, /http\S+\/setup#token=\w+/);
  const setupUrl = server.said;
  return {
    url: `http://127.0.0.1:${port}`,
    async signIn(page) {
      await page.goto(setupUrl);
      const fields = page.locator("input[type=password]");
      await fields.first().fill(password);
      await fields.last().fill(password);
      await page.locator("button[type=submit]").click();
      await page.locator(".places").waitFor();
    },
    kill() {
      return ended(server.process);
    },
    async start() {
      server = await start(words, folder, port, new RegExp(`127.0.0.1:${port}`));
    },
    async remove() {
      await ended(server.process);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As a power cut would end it. */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  return gone;
}

/** A server that has said what `awaited` matches; a line may arrive in several pieces. */
function start(words, folder, port, awaited) {
  const place = ["--data", join(folder, "data"), "--listen", `127.0.0.1:${port}`];
  const child = spawn(binary, [...words, ...place], { cwd: folder });
  return new Promise((resolve, reject) => {
    let heard = "";
    const hear = (text) => {
      heard += text;
      const whole = heard.slice(0, heard.lastIndexOf("\n") + 1);
      const said = awaited.exec(whole)?.[0];
      if (said) resolve({ process: child, said });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${heard}`)));
  });
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
