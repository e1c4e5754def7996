/** The room around the pages: a sidebar at the desk, a bottom tab bar in the hand. */
import { lazy, Suspense } from "react";
import { Outlet, useLocation, useSearchParams } from "react-router";
import type { Session } from "../api/views";
import { useText } from "../i18n/language";
import { PastOf, pastIn, unreadIn } from "../live/past";
import { useFigureClicks } from "../parts/Figures";
import { Link } from "../parts/Link";
import { SeverityMark } from "../parts/Mark";
import { Drawers } from "./Drawers";
import { useNamedPlace } from "./named-place";
import { Places } from "./Places";
import { Preferences } from "./Preferences";
import "./shell.css";

const PastBar = lazy(() => import("../pages/replay/PastBar"));

export function Shell({ session }: { session: Session | null }) {
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const past = pastIn(pathname, search);
  return (
    <PastOf value={past}>
      <Room session={session} past={past} />
    </PastOf>
  );
}

function UnreadMoment() {
  const text = useText();
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const written = unreadIn(pathname, search);
  if (written === null) return null;
  return (
    <p className="unread-moment" role="alert">
      <SeverityMark severity="warning" /> {text("replay.unread", { written })}{" "}
      <Link to={pathname} replace>
        {text("replay.to_now")}
      </Link>
    </p>
  );
}

function Room({ session, past }: { session: Session | null; past: string | null }) {
  const text = useText();
  const openFigure = useFigureClicks();
  useNamedPlace();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears for the links inside, keys included
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key pressed on a link is a click
    <div className="shell" onClick={openFigure}>
      <a className="skip" href="#main">
        {text("nav.skip")}
      </a>
      <header className="bar">
        <span className="brand">
          <img src="/icon.svg" alt="" width="24" height="24" />
          {text("app.name")}
        </span>
        <Preferences session={session} />
      </header>
      <Places />
      <main id="main" tabIndex={-1}>
        {past !== null && (
          <Suspense>
            <PastBar past={past} />
          </Suspense>
        )}
        <UnreadMoment />
        <Outlet />
      </main>
      <Drawers />
    </div>
  );
}
