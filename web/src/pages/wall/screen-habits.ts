/** What a big screen should do by itself: stay awake, hide a resting pointer, fill the glass. */
import { type RefObject, useCallback, useEffect, useState, useSyncExternalStore } from "react";

const restsAfter = 4_000;

/** Whether nobody has touched pointer or keyboard for a while. */
export function useIdle(): boolean {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const stir = () => {
      setIdle(false);
      clearTimeout(timer);
      timer = setTimeout(() => setIdle(true), restsAfter);
    };
    stir();
    const events = ["pointermove", "pointerdown", "keydown"] as const;
    for (const event of events) window.addEventListener(event, stir);
    return () => {
      clearTimeout(timer);
      for (const event of events) window.removeEventListener(event, stir);
    };
  }, []);
  return isIdle;
}

/** Asks the device not to dim; asked again whenever the page becomes visible. */
export function useAwake() {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    const ask = () => {
      if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
      navigator.wakeLock.request("screen").then(
        (given) => {
          lock = given;
        },
        // A device that refuses dims as it is set to; the board itself is not concerned.
        () => {},
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}

function onFullScreen(listener: () => void) {
  document.addEventListener("fullscreenchange", listener);
  return () => document.removeEventListener("fullscreenchange", listener);
}

export function useFullScreen(place: RefObject<HTMLElement | null>) {
  const isFull = useSyncExternalStore(onFullScreen, () => document.fullscreenElement !== null);
  const toggle = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void place.current?.requestFullscreen();
  }, [place]);
  return { isFull, toggle };
}
