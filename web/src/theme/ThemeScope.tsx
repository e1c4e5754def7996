/**
 * A part of a page in a theme of its own, whatever the page around it wears.
 *
 * Room:  theme; the wall screens and the page of parts.
 */
import { theme as ant, ConfigProvider } from "antd";
import { type CSSProperties, type ReactNode, useMemo } from "react";
import { antTheme, Themes, useTheme } from "./theme";
import { palettes, type ThemeName } from "./tokens";

type Props = { name: ThemeName; isCompact?: boolean; className?: string; children: ReactNode };

export function ThemeScope({ name, isCompact = false, className, children }: Props) {
  const around = useTheme();
  const palette = palettes[name];
  const isDark = name !== "light";
  const theme = useMemo(() => ({ ...around, palette }), [around, palette]);
  const config = useMemo(() => {
    const made = antTheme(palette, isDark);
    const base = isDark ? ant.darkAlgorithm : ant.defaultAlgorithm;
    const algorithm = isCompact ? [base, ant.compactAlgorithm] : base;
    return { ...made, algorithm, cssVar: { key: `scope-${name}` } };
  }, [palette, isDark, isCompact, name]);
  const variables = Object.fromEntries(
    Object.entries(palette).map(([key, colour]) => [`--${key}`, colour]),
  );
  const style = { ...variables, colorScheme: isDark ? "dark" : "light" } as CSSProperties;
  return (
    <Themes value={theme}>
      <ConfigProvider theme={config}>
        <div className={className} style={style} data-theme={name}>
          {children}
        </div>
      </ConfigProvider>
    </Themes>
  );
}
