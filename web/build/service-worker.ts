/**
 * Writes `sw.js` from `build/sw.js` with the list of files this build consists of.
 *
 * Room:  build; after Vite has named its chunks, before compression.
 * Holds: the version is a hash of the list, so an unchanged build leaves the installed app alone.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const source = new URL("./sw.js", import.meta.url);
const always = ["/", "/started.js", "/manifest.webmanifest", "/icon.svg"];

export function serviceWorker(): Plugin {
  return {
    name: "callboard-service-worker",
    apply: "build",
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle)
        .filter((name) => name.startsWith("assets/"))
        .map((name) => `/${name}`);
      const list = [...always, ...files.sort()];
      const page = bundle["index.html"];
      const seed = list.join() + (page?.type === "asset" ? page.source.toString() : "");
      const version = createHash("sha256").update(seed).digest("hex").slice(0, 12);
      const script = readFileSync(source, "utf8")
        .replace('"__VERSION__"', JSON.stringify(version))
        .replace('["__FILES__"]', JSON.stringify(list));
      this.emitFile({ type: "asset", fileName: "sw.js", source: script });
    },
  };
}
