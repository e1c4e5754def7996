/**
 * The floor's own time, for everything that ticks on a screen.
 *
 * Room:  live; around a board, below the page that knows whether it is live or replayed.
 * Holds: the time comes from the view, so a wrong clock in the browser shows no wrong durations;
 *        it stops soon after the last frame, so that nothing ticks on without news.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

type Moment = { at: number; receivedAt: number | null };

const Clock = createContext<Moment>({ at: 0, receivedAt: null });
/** Frames are at most 2 s apart on a phone; ticking longer than this would be a guess. */
const longestGuess = 6_000;

/** `receivedAt` null means a moment of the past: time stands still. */
export function ClockOf(props: { at: string; receivedAt: number | null; children: ReactNode }) {
  const at = Date.parse(props.at);
  const moment = useMemo(() => ({ at, receivedAt: props.receivedAt }), [at, props.receivedAt]);
  return <Clock value={moment}>{props.children}</Clock>;
}

/** The floor's time in milliseconds, renewed every second. */
export function useFloorTime(): number {
  const { at, receivedAt } = useContext(Clock);
  const browserTime = useBrowserTime();
  if (receivedAt === null) return at;
  return at + Math.min(Math.max(browserTime - receivedAt, 0), longestGuess);
}

/** The browser's time, renewed every second; for the age of what is shown. */
export function useBrowserTime(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
