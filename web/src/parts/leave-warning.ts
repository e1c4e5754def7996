import { useEffect } from "react";
import { useBlocker } from "react-router";
import { useText } from "../i18n/language";

/** Asks before changes are left behind, by a link to another page or by closing this one. */
export function useLeaveWarning(isChanged: boolean) {
  const text = useText();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isChanged && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    if (window.confirm(text("editor.leave"))) blocker.proceed();
    else blocker.reset();
  }, [blocker, text]);
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isChanged]);
}
