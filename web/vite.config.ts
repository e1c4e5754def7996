import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compress } from "./build/compress.ts";
import { serviceWorker } from "./build/service-worker.ts";

const server = process.env.CALLBOARD_URL ?? "http://127.0.0.1:8480";

export default defineConfig({
  plugins: [react(), serviceWorker(), compress()],
  build: {
    target: "es2022",
    // The icons stay files: the content security policy allows data: for images only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    // The inline polyfill would need a script-src exception, and every supported browser preloads modules.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } },
    },
  },
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], css: false },
});
