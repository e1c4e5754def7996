/**
 * Light or dark, as the person chose or the system says, for Ant Design, style sheets and charts alike.
 *
 * Room:  theme; around the whole app.
 */
import { theme as ant, ConfigProvider, type ThemeConfig } from "antd";
import zhCN from "antd/locale/zh_CN";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { useLanguage } from "../i18n/language";
import { fontFamily, sizes } from "./scale";
import { dark, light, type Palette } from "./tokens";

export type ThemeChoice = "system" | "light" | "dark";

export type Theme = {
  choice: ThemeChoice;
  choose: (choice: ThemeChoice) => void;
  palette: Palette;
};

const storageKey = "callboard.theme";
export const Themes = createContext<Theme>({ choice: "system", choose: () => {}, palette: light });

export const useTheme = () => useContext(Themes);

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState<ThemeChoice>(storedChoice);
  const isSystemDark = useSystemDark();
  const isDark = choice === "dark" || (choice === "system" && isSystemDark);
  const palette = isDark ? dark : light;
  useEffect(() => publish(palette, isDark), [palette, isDark]);
  const theme = useMemo(() => {
    const choose = (next: ThemeChoice) => {
      localStorage.setItem(storageKey, next);
      setChoice(next);
    };
    return { choice, choose, palette };
  }, [choice, palette]);
  const config = useMemo(() => antTheme(palette, isDark), [palette, isDark]);
  const { language } = useLanguage();
  return (
    <Themes value={theme}>
      <ConfigProvider
        button={{ autoInsertSpace: false }}
        theme={config}
        locale={language === "zh-CN" ? zhCN : undefined}
      >
        {children}
      </ConfigProvider>
    </Themes>
  );
}

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function useSystemDark(): boolean {
  const [media] = useState(() => window.matchMedia("(prefers-color-scheme: dark)"));
  const [isDark, setDark] = useState(media.matches);
  useEffect(() => {
    const follow = () => setDark(media.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [media]);
  return isDark;
}

/** The style sheets read the palette as `--name`. */
function publish(palette: Palette, isDark: boolean) {
  const root = document.documentElement;
  for (const [name, colour] of Object.entries(palette)) root.style.setProperty(`--${name}`, colour);
  for (const [name, size] of sizes()) root.style.setProperty(name, size);
  root.style.colorScheme = isDark ? "dark" : "light";
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", palette.nav);
}

/** Ant Design's own placeholder, disabled and tertiary colours fail WCAG contrast: ours replace them. */
export function antTheme(palette: Palette, isDark: boolean): ThemeConfig {
  return {
    algorithm: isDark ? ant.darkAlgorithm : ant.defaultAlgorithm,
    cssVar: {},
    token: {
      colorPrimary: palette.accent,
      colorInfo: palette.accent,
      colorPrimaryHover: palette.accent,
      colorLink: palette.accentText,
      colorLinkHover: palette.accentText,
      colorLinkActive: palette.accentText,
      colorErrorHover: palette.critical,
      colorErrorActive: palette.critical,
      colorSuccess: palette.good,
      colorWarning: palette.warning,
      colorError: palette.critical,
      colorText: palette.text,
      colorTextHeading: palette.text,
      colorTextSecondary: palette.secondText,
      colorTextTertiary: palette.secondText,
      colorTextDescription: palette.secondText,
      colorTextPlaceholder: palette.secondText,
      colorTextDisabled: palette.secondText,
      colorTextQuaternary: palette.secondText,
      colorBgBase: palette.surface,
      colorBgContainer: palette.surface,
      colorBgElevated: isDark ? palette.raised : palette.surface,
      colorBgLayout: palette.page,
      colorBorder: palette.strongLine,
      colorBorderSecondary: palette.line,
      borderRadius: 6,
      fontSize: 14,
      fontFamily,
      motion: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    },
    components: {
      Slider: {
        trackBg: palette.accentText,
        trackHoverBg: palette.accentText,
        railBg: palette.strongLine,
        railHoverBg: palette.strongLine,
        handleColor: palette.accentText,
        handleActiveColor: palette.accentText,
      },
    },
  };
}
