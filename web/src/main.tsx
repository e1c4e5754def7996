import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import "./theme/base.css";
import "./parts/filters.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// After a new version was installed, an old tab may ask for a part that is gone: load the new whole. Not
// while the server is out of reach: the page that is there would go with everything typed into it.
window.addEventListener("vite:preloadError", () => {
  fetch("/healthz").then(
    (answer) => answer.ok && location.reload(),
    () => {},
  );
});

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // After the page has loaded: filling the cache must not compete with the first figures.
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js").catch(() => {
      // Without a secure origin there is no installed app; everything else works.
    });
  });
}
