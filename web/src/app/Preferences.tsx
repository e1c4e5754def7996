/** Language, theme and the way out. */
import { useSignOut } from "../api/queries";
import type { Session } from "../api/views";
import { type Key, useLanguage } from "../i18n/language";
import { forgetOverview } from "../live/memory";
import { forgetTableViews } from "../parts/use-table-view";
import { type ThemeChoice, useTheme } from "../theme/theme";
import { UserMenu } from "./UserMenu";

const next: Record<ThemeChoice, ThemeChoice> = { system: "light", light: "dark", dark: "system" };
const themeNames: Record<ThemeChoice, Key> = {
  system: "theme.system",
  light: "theme.light",
  dark: "theme.dark",
};
const themeIcons: Record<ThemeChoice, string> = {
  system: "M12 3a9 9 0 1 0 0 18ZM12 3a9 9 0 0 1 0 18",
  light: "M12 8a4 4 0 1 0 .001 0ZM12 2v3m0 14v3M2 12h3m14 0h3M5 5l2 2m10 10l2 2M5 19l2-2M17 7l2-2",
  dark: "M20 14A8.500 8.500 0 0 1 10 4a8.500 8.500 0 1 0 10 10Z",
};

export function Preferences({ session }: { session: Session | null }) {
  const { text } = useLanguage();
  const signOut = useSignOut();
  const leave = () => {
    forgetOverview();
    forgetTableViews();
    signOut.mutate();
  };
  return (
    <div className="preferences">
      <LanguageSwitch />
      <ThemeSwitch />
      {session && (
        <>
          <UserMenu session={session} />
          <button type="button" className="bar-button" onClick={leave} disabled={signOut.isPending}>
            {text("action.sign_out")}
          </button>
        </>
      )}
    </div>
  );
}

/** Named in the language it leads to, so that whoever cannot read this page finds it. */
export function LanguageSwitch() {
  const { language, choose, text } = useLanguage();
  const other = language === "zh-CN" ? "en" : "zh-CN";
  return (
    <button
      type="button"
      className="bar-button"
      lang={other}
      data-switch="language"
      onClick={() => choose(other)}
    >
      {text("language.other")}
    </button>
  );
}

export function ThemeSwitch() {
  const { text } = useLanguage();
  const { choice, choose } = useTheme();
  const label = text("theme.switch", { theme: text(themeNames[choice]) });
  return (
    <button
      type="button"
      className="theme"
      aria-label={label}
      title={label}
      onClick={() => choose(next[choice])}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={themeIcons[choice]} />
      </svg>
    </button>
  );
}
