/**
 * The floor's own time, for everything that ticks on a screen.
 *
 * Room:  live; around a board, below the page that knows whether it is live or replayed.
 * Holds: the time comes from the view, so a wrong clock in the browser shows no wrong durations;
 *        it stops soon after the last frame, so that nothing ticks on without news. However many
 *        places tell the time, one timer ticks, and a place is drawn anew when its second turns.
 */
import {
  createContext,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from "react";

/** Frames are at most 2 s apart on a phone; ticking longer than this would be a guess. */
const longestGuess = 6_000;
const second = 1_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let browserTime = Date.now();

function tick() {
  browserTime = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    browserTime = Date.now();
    timer = setInterval(tick, second);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** The browser's time, renewed every second; for the age of what is shown. */
export const useBrowserTime = () => useSyncExternalStore(subscribe, () => browserTime);

class FloorClock {
  at: number;
  receivedAt: number | null;

  constructor(at: number, receivedAt: number | null) {
    this.at = at;
    this.receivedAt = receivedAt;
  }

  /** Live in whole seconds, so that what ticks is drawn once in each. */
  readonly now = (): number => {
    if (this.receivedAt === null) return this.at;
    const since = Math.min(Math.max(browserTime - this.receivedAt, 0), longestGuess);
    return Math.floor((this.at + since) / second) * second;
  };
}

const Clock = createContext<FloorClock>(new FloorClock(0, null));

/** `receivedAt` null means a moment of the past: time stands still. */
export function ClockOf(props: { at: string; receivedAt: number | null; children: ReactNode }) {
  const at = Date.parse(props.at);
  const { receivedAt } = props;
  const [clock] = useState(() => new FloorClock(at, receivedAt));
  useLayoutEffect(() => {
    clock.at = at;
    clock.receivedAt = receivedAt;
    // A past moment has no ticking that would show it.
    if (receivedAt === null) tick();
  }, [clock, at, receivedAt]);
  return <Clock value={clock}>{props.children}</Clock>;
}

/** The floor's time in milliseconds, renewed every second. */
export const useFloorTime = () => useSyncExternalStore(subscribe, useContext(Clock).now);
