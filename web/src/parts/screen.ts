/** The window's width, for what style sheets alone cannot decide. */
import { useSyncExternalStore } from "react";

function subscribe(listener: () => void) {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

export function useWidth(): number {
  return useSyncExternalStore(subscribe, () => window.innerWidth);
}

/** A phone, or a window as narrow as one: the same limit as in the style sheets. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.innerWidth <= 640);
}
