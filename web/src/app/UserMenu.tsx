/** Who is signed in: opens the own account, and for administrators what only they need. */
import { useRef } from "react";
import { may } from "../api/rights";
import type { Session } from "../api/views";
import { useText } from "../i18n/language";
import { Link } from "../parts/Link";
import "./user-menu.css";

export function UserMenu({ session }: { session: Session }) {
  const text = useText();
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute("open");
  return (
    <details
      ref={menu}
      className="user-menu"
      onKeyDown={(event) => event.key === "Escape" && close()}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close()}
    >
      <summary aria-label={`${text("menu.label")}: ${session.name}`}>
        <span className="who">{session.name}</span>
        <svg className="caret" viewBox="0 0 10 6" aria-hidden="true">
          <path d="M0 0h10L5 6Z" />
        </svg>
      </summary>
      <div className="user-menu-list">
        <Link to="/account" onClick={close}>
          {text("account.title")}
        </Link>
        {may(session, "manage_accounts") && (
          <Link to="/design" onClick={close}>
            {text("design.title")}
          </Link>
        )}
      </div>
    </details>
  );
}
