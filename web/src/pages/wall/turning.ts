/**
 * Which page of a board is on the screen: the clock decides, so that screens side by side turn together.
 *
 * Room:  pages/wall.
 * Holds: no timer adds up over weeks: the page follows from the time alone.
 */
import { useEffect, useState } from "react";
import { useBrowserTime } from "../../live/clock";

/** The page at a moment, `moved` pages further than the clock says. */
export function pageAt(now: number, seconds: number, count: number, moved: number): number {
  if (count === 0) return 0;
  const turned = Math.floor(now / 1_000 / seconds) + moved;
  return ((turned % count) + count) % count;
}

export function useTurningPage(count: number, seconds: number) {
  const now = useBrowserTime();
  const [moved, setMoved] = useState(0);
  const [held, setHeld] = useState<number | null>(null);
  const page = pageAt(held ?? now, seconds, count, moved);
  const turn = (by: number) => setMoved((before) => before + by);
  const toggle = () => setHeld((before) => (before === null ? Date.now() : null));
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement) {
        if (event.key === " ") return;
      }
      if (event.key === "ArrowRight") setMoved((before) => before + 1);
      else if (event.key === "ArrowLeft") setMoved((before) => before - 1);
      else if (event.key === " ") setHeld((before) => (before === null ? Date.now() : null));
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return { page, turn, toggle, isHeld: held !== null };
}
