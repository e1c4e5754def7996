/** The room around the pages: a sidebar at the desk, a bottom tab bar in the hand. */
import { NavLink, Outlet } from "react-router";
import type { Session } from "../api/views";
import { type Key, useText } from "../i18n/language";
import { Drawers } from "./Drawers";
import { Preferences } from "./Preferences";
import "./shell.css";

const places: { to: string; name: Key; icon: string }[] = [
  { to: "/", name: "nav.overview", icon: "M3 20V11m6 9V4m6 16v-7m6 7V8" },
  { to: "/queues", name: "nav.queues", icon: "M4 6h16M4 12h12M4 18h8" },
  {
    to: "/agents",
    name: "nav.agents",
    icon: "M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v6H5a1 1 0 0 1-1-1Zm16 0h-3v6h2a1 1 0 0 0 1-1Z",
  },
  { to: "/ivr", name: "nav.ivr", icon: "M12 4v5M5 20v-4a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v4M12 9v11" },
  {
    to: "/sources",
    name: "nav.sources",
    icon: "M5 12a10 10 0 0 1 14 0M8 15.500a5.500 5.500 0 0 1 8 0M12 19h.01",
  },
  { to: "/history", name: "nav.history", icon: "M4 4v16h16M8 15l4-5 3 3 5-7" },
  { to: "/walls", name: "nav.walls", icon: "M3 5h18v11H3ZM12 16v4M8 20h8" },
  { to: "/replay", name: "nav.replay", icon: "M4 5v5h5M4.500 10A8 8 0 1 1 4 14M12 8v4.500l3 2" },
];

export function Shell({ session }: { session: Session | null }) {
  const text = useText();
  return (
    <div className="shell">
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
      <nav className="places" aria-label={text("nav.label")}>
        {places.map((place) => (
          <NavLink key={place.to} to={place.to} end={place.to === "/"}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={place.icon} />
            </svg>
            <span>{text(place.name)}</span>
          </NavLink>
        ))}
      </nav>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Drawers />
    </div>
  );
}
