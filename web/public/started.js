/**
 * Asks the server for what the first view shows while the scripts are still on their way.
 *
 * Room:  public; runs alone, before every module; src/api/started.ts takes what it started.
 * Holds: asks for nothing that the page would not ask for itself, and under the same addresses: an answer
 *        under another address is never taken.
 */
(() => {
  // On a busy machine the page may be the quicker one: it asked itself, and what is asked now would be taken
  // later, when it is no longer true.
  if (window.callboardStarted) return;
  const { pathname, search } = window.location;
  if (/^\/(wall|setup)(\/|$)/.test(pathname)) return;
  const session = fetch("/api/v1/session", {
    headers: { accept: "application/json" },
    credentials: "same-origin",
  });
  // Whoever takes it hears of the failure; until then it is nobody's.
  session.catch(() => {});
  window.callboardStarted = { answers: { "/api/v1/session": session }, streams: {} };
  if (pathname === "/" && search === "") startOverview();

  function startOverview() {
    const asked = new URLSearchParams({
      view: "overview",
      rate: window.matchMedia("(max-width: 640px)").matches ? "0.5" : "5",
      attribution: localStorage.getItem("callboard.attribution") ?? "by_arrival",
    });
    const address = `/api/v1/stream?${asked}`;
    const source = new EventSource(address);
    const events = [];
    const keep = (event) => events.push(event);
    source.addEventListener("snapshot", keep);
    source.addEventListener("delta", keep);
    window.callboardStarted.streams[address] = { source, events, keep };
  }
})();
