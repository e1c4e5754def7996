/**
 * Every colour of the product, once per theme: light, dark, and wall.
 *
 * Room:  theme; read by the Ant Design theme, the style sheets (as variables) and the charts.
 * Holds: each text colour has at least 4.5:1 on `page`, `surface` and `raised`; each mark at least 3:1.
 *        The end-to-end walks check it with axe on every page.
 */

export type Palette = {
  page: string;
  surface: string;
  raised: string;
  line: string;
  strongLine: string;
  text: string;
  secondText: string;
  accent: string;
  accentText: string;
  accentSoft: string;
  nav: string;
  navText: string;
  good: string;
  notice: string;
  warning: string;
  critical: string;
  goodSoft: string;
  noticeSoft: string;
  warningSoft: string;
  criticalSoft: string;
  offered: string;
  answered: string;
  abandoned: string;
  level: string;
};

export const light: Palette = {
  page: "#f3f5f8",
  surface: "#ffffff",
  raised: "#f7f9fb",
  line: "#dde3ea",
  strongLine: "#8391a1",
  text: "#14202d",
  secondText: "#4c5a69",
  accent: "#0b5cad",
  accentText: "#0b5cad",
  accentSoft: "#e3effb",
  nav: "#10202f",
  navText: "#cfdbe7",
  good: "#1b7a43",
  notice: "#7a5d00",
  warning: "#a84b00",
  critical: "#b3141f",
  goodSoft: "#e4f4ea",
  noticeSoft: "#fdf3cf",
  warningSoft: "#fdeada",
  criticalSoft: "#fde5e6",
  offered: "#9db6cf",
  answered: "#2f7d5b",
  abandoned: "#c0392b",
  level: "#0b5cad",
};

export const dark: Palette = {
  page: "#0d141c",
  surface: "#151f2a",
  raised: "#1b2733",
  line: "#2a3847",
  strongLine: "#6b7d90",
  text: "#e8eef4",
  secondText: "#a9b7c5",
  accent: "#1f6fc4",
  accentText: "#7fbcff",
  accentSoft: "#17324f",
  nav: "#0a1017",
  navText: "#c3d0dd",
  good: "#5fcf8d",
  notice: "#f2cf5b",
  warning: "#ff9d57",
  critical: "#ff7b80",
  goodSoft: "#143324",
  noticeSoft: "#383010",
  warningSoft: "#42280f",
  criticalSoft: "#48191d",
  offered: "#4f6a85",
  answered: "#4fb886",
  abandoned: "#ff7b80",
  level: "#7fbcff",
};

/** For screens read from eight metres, day and night: black behind, nothing paler than it must be. */
export const wall: Palette = {
  page: "#000000",
  surface: "#0c1219",
  raised: "#151d27",
  line: "#2b3947",
  strongLine: "#8a9bac",
  text: "#ffffff",
  secondText: "#c4d1dd",
  accent: "#1f6fc4",
  accentText: "#8ec7ff",
  accentSoft: "#10304f",
  nav: "#000000",
  navText: "#dfe8f0",
  good: "#57e08f",
  notice: "#ffdf5d",
  warning: "#ffab66",
  critical: "#ff8a8e",
  goodSoft: "#0d2a1a",
  noticeSoft: "#332b06",
  warningSoft: "#4a2603",
  criticalSoft: "#650c14",
  offered: "#5f83a6",
  answered: "#3fbf83",
  abandoned: "#ff7b80",
  level: "#8ec7ff",
};

export type ThemeName = "light" | "dark" | "wall";
export const palettes: Record<ThemeName, Palette> = { light, dark, wall };
