/**
 * Where one can go: a list at the desk; in the hand the places of the floor, and the others behind "more".
 *
 * Room:  app.
 */
import { useEffect, useRef } from "react";
import { useLocation } from "react-router";
import { useSession } from "../api/queries";
import { may } from "../api/rights";
import type { Action } from "../api/views";
import { type Key, useText } from "../i18n/language";
import { lookBack, usePast } from "../live/past";
import { Link, NavLink } from "../parts/Link";
import { useIsNarrow } from "../parts/screen";
import "./places.css";

/** `needs`: what one must be allowed there, upon some people at least. */
type Place = { to: string; name: Key; icon: string; needs: Action };

/** What somebody who walks the floor looks at. */
const onTheFloor: Place[] = [
  {
    to: "/",
    name: "nav.overview",
    icon: "M3 20V11m6 9V4m6 16v-7m6 7V8",
    needs: "watch_floor",
  },
  { to: "/queues", name: "nav.queues", icon: "M4 6h16M4 12h12M4 18h8", needs: "watch_floor" },
  {
    to: "/agents",
    name: "nav.agents",
    icon: "M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v6H5a1 1 0 0 1-1-1Zm16 0h-3v6h2a1 1 0 0 0 1-1Z",
    needs: "see_agents",
  },
  {
    to: "/seats",
    name: "nav.seats",
    icon: "M6 12V6a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v6M4 12h16v4H4ZM7 16v4M17 16v4",
    needs: "watch_floor",
  },
];

const others: Place[] = [
  {
    to: "/replay",
    name: "nav.replay",
    icon: "M4 5v5h5M4.500 10A8 8 0 1 1 4 14M12 8v4.500l3 2",
    needs: "watch_floor",
  },
  {
    to: "/ivr",
    name: "nav.ivr",
    icon: "M12 4v5M5 20v-4a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v4M12 9v11",
    needs: "watch_floor",
  },
  {
    to: "/history",
    name: "nav.history",
    icon: "M4 4v16h16M8 15l4-5 3 3 5-7",
    needs: "read_history",
  },
  {
    to: "/forecast",
    name: "nav.forecast",
    icon: "M4 4v16h16M7 15l4-4 2 2M13 13l2-2m1.500-1.500L18 8m1.500-1.500L21 5",
    needs: "read_forecasts",
  },
  {
    to: "/staffing",
    name: "nav.staffing",
    icon: "M8 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.500 20a5.500 5.500 0 0 1 11 0M17 5v8m-4-4h8M16 17h5m-5 3h5",
    needs: "plan_staffing",
  },
  {
    to: "/people",
    name: "nav.people",
    icon: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500a6.500 6.500 0 0 1 3.500 5.500",
    needs: "read_people",
  },
  {
    to: "/attendance",
    name: "nav.attendance",
    icon: "M5 4h14v16H5ZM9 4v-1m6 1v-1M5 9h14M9 14l2 2 4-4",
    needs: "punch",
  },
  {
    to: "/walls",
    name: "nav.walls",
    icon: "M3 5h18v11H3ZM12 16v4M8 20h8",
    needs: "watch_wall",
  },
  {
    to: "/sources",
    name: "nav.health",
    icon: "M5 12a10 10 0 0 1 14 0M8 15.500a5.500 5.500 0 0 1 8 0M12 19h.01",
    needs: "watch_floor",
  },
  {
    to: "/settings",
    name: "nav.settings",
    icon: "M4 7h9m5 0h2M4 17h3m5 0h8M13 4v6M7 14v6",
    needs: "manage_settings",
  },
  {
    to: "/access",
    name: "nav.access",
    icon: "M12 3 5 6v5c0 4.500 3 8 7 10 4-2 7-5.500 7-10V6ZM9 12l2 2 4-4",
    needs: "read_audit",
  },
];

/** At the desk it is behind one's own name. */
const own: Place = {
  to: "/account",
  name: "account.title",
  icon: "M12 4a4 4 0 1 0 .001 0ZM4 21a8 8 0 0 1 16 0",
  needs: "keep_own_session",
};

export function Places() {
  const text = useText();
  const isNarrow = useIsNarrow();
  return (
    <nav className="places" aria-label={text("nav.label")}>
      <Links places={isNarrow ? onTheFloor : [...onTheFloor, ...others]} />
      {isNarrow && <More />}
    </nav>
  );
}

function Links({ places }: { places: Place[] }) {
  const text = useText();
  const { pathname, search } = useLocation();
  const past = usePast();
  const session = useSession();
  // Out of reach nobody knows what is allowed: the places of the floor stay, as they are in the memory.
  const isOpen = ({ needs }: Place) => !session.data || may(session.data, needs, true);
  return places.filter(isOpen).map((place) =>
    place.to === "/replay" ? (
      <Link
        key={place.to}
        to={past ? `${pathname}${search}` : lookBack(pathname, search)}
        className={past ? "active" : undefined}
      >
        <Icon path={place.icon} />
        <span>{text(place.name)}</span>
      </Link>
    ) : (
      <NavLink key={place.to} to={place.to} end={place.to === "/"}>
        <Icon path={place.icon} />
        <span>{text(place.name)}</span>
      </NavLink>
    ),
  );
}

function More() {
  const text = useText();
  const { pathname } = useLocation();
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute("open");
  useEffect(() => {
    // Somewhere else: what was chosen is on the screen, the list is in its way.
    if (pathname) menu.current?.removeAttribute("open");
  }, [pathname]);
  const isHere = [...others, own].some((place) => pathname.startsWith(place.to));
  return (
    <details
      ref={menu}
      className="more-places"
      onKeyDown={(event) => event.key === "Escape" && close()}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close()}
    >
      <summary className={isHere ? "active" : undefined}>
        <Icon path="M5 12h.01M12 12h.01M19 12h.01" />
        <span>{text("nav.more")}</span>
      </summary>
      <div className="more-list">
        <Links places={[...others, own]} />
      </div>
    </details>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
