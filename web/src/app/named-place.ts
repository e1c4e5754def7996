/**
 * Goes to the part of a page that an address names behind `#`, once it is there.
 *
 * Room:  app. A page of this product is drawn after its address is known, so the browser finds nothing.
 * Holds: the part is on the screen and has the keyboard; a person who scrolls meanwhile is left alone.
 */
import { useEffect } from "react";
import { useLocation } from "react-router";

const patience = 10_000;

export function useNamedPlace() {
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash.length < 2 || key === "") return;
    const go = () => {
      const part = document.getElementById(decodeURIComponent(hash.slice(1)));
      if (!part) return false;
      part.scrollIntoView({ block: "start" });
      part.focus({ preventScroll: true });
      return true;
    };
    if (go()) return;
    const seen = new MutationObserver(() => go() && stop());
    seen.observe(document.body, { childList: true, subtree: true });
    const end = setTimeout(stop, patience);
    window.addEventListener("wheel", stop, { once: true, passive: true });
    window.addEventListener("touchmove", stop, { once: true, passive: true });
    function stop() {
      clearTimeout(end);
      seen.disconnect();
      window.removeEventListener("wheel", stop);
      window.removeEventListener("touchmove", stop);
    }
    return stop;
  }, [hash, key]);
}
