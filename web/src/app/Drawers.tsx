/** What lies over a page: an opened figure, and over it an opened contact. Both live in the address. */
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import { type Asked, figureIn, withFigure, withoutFigure } from "../parts/figure-address";

const FigureDrawer = lazy(() => import("../pages/figure/FigureDrawer"));
const ContactDrawer = lazy(() => import("../pages/contact/ContactDrawer"));

export function Drawers() {
  const [search, setSearch] = useSearchParams();
  const asked = figureIn(search);
  const contact = search.get("contact");
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
