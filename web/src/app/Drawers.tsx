/** What lies over a page: an opened figure, and over it an opened contact. Both live in the address. */
import { lazy, Suspense, useEffect, useRef } from "react";
import { useSearchParams } from "react-router";
import { type Asked, figureIn, withFigure, withoutFigure } from "../parts/figure-address";

const FigureDrawer = lazy(() => import("../pages/figure/FigureDrawer"));
const ContactDrawer = lazy(() => import("../pages/contact/ContactDrawer"));

/** Whoever closes a figure stands again where it was opened; a row may be another element by then. */
function useReturn(measure: string | null) {
  const opener = useRef<Element | null>(null);
  const before = useRef<string | null>(null);
  useEffect(() => {
    const was = before.current;
    before.current = measure;
    if (measure !== null) {
      if (was === null) opener.current = document.activeElement;
      return;
    }
    if (was === null) return;
    const known = opener.current?.isConnected ? opener.current : null;
    const place = known ?? document.querySelector(`main [data-figure="${was}"]`);
    // After the drawer has given the focus up.
    const timer = setTimeout(() => (place as HTMLElement | null)?.focus({ preventScroll: true }));
    return () => clearTimeout(timer);
  }, [measure]);
}

export function Drawers() {
  const [search, setSearch] = useSearchParams();
  const asked = figureIn(search);
  const contact = search.get("contact");
  useReturn(asked?.measure ?? null);
  const go = (next: URLSearchParams, replace: boolean) =>
    setSearch(next, { replace, preventScrollReset: true });
  const closeContact = () => {
    const next = new URLSearchParams(search);
    next.delete("contact");
    go(next, false);
  };
  return (
    <Suspense>
      {asked && (
        <FigureDrawer
          asked={asked}
          change={(next: Asked) => go(withFigure(search, next), true)}
          narrow={(next: Asked) => go(withFigure(search, next), false)}
          onClose={() => go(withoutFigure(search), false)}
        />
      )}
      {contact && <ContactDrawer id={contact} onClose={closeContact} />}
    </Suspense>
  );
}
