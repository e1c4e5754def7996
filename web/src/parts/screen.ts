/** The window's width, for what style sheets alone cannot decide. */
import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from "react";

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

/** The width of an element; 0 until it stands on the page. */
export function useElementWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const observer = new ResizeObserver(() => setWidth(measured.clientWidth));
    setWidth(measured.clientWidth);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
