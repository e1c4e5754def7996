/** The frame of the two pages that people see before they are signed in. */
import { type ReactNode, useEffect } from "react";
import { LanguageSwitch, ThemeSwitch } from "../../app/Preferences";
import { useText } from "../../i18n/language";
import "./door.css";

export function Door({ title, children }: { title: string; children: ReactNode }) {
  const text = useText();
  useEffect(() => {
    document.title = `${title} · ${text("app.name")}`;
  }, [title, text]);
  return (
    <div className="door">
      <div className="door-switches preferences">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <main className="door-card">
        <p className="door-brand">
          <img src="/icon.svg" alt="" width="32" height="32" />
          {text("app.name")}
        </p>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
