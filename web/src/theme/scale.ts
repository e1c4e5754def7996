/**
 * Sizes of the product, once: type, spacing, density, corners; and which height each takes on a wall.
 *
 * Room:  theme; published as style sheet variables beside the palette (`--type-body`, `--space-m`).
 * Holds: nothing is smaller than 12 px; on a wall a figure's digits are at least 4 % of the screen's
 *        height and a label's letters 2 %, measured by the browser walks.
 */

/** Pixels; line heights are unitless in `base.css`. */
export const type = {
  note: 12,
  label: 13,
  body: 14,
  title: 15,
  head: 20,
  figure: 20,
  large: 32,
} as const;

export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24 } as const;

export const corner = { small: 4, normal: 6, panel: 8 } as const;

export type Density = "comfortable" | "compact";

/** Height of a table row and of a form's control. */
export const density: Record<Density, { row: number; control: number }> = {
  comfortable: { row: 38, control: 36 },
  compact: { row: 30, control: 28 },
};

/** On a wall, in percent of the screen's height: digits take 0.72 of a font's size. */
export const wallType = { label: 2.9, name: 3.5, figure: 5.8 } as const;

export const fontFamily =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** Name and value of every size, as style sheets read it. */
export function sizes(): [string, string][] {
  const named = (name: string, values: Record<string, number>, unit: string) =>
    Object.entries(values).map(([key, value]): [string, string] => [
      `--${name}-${key}`,
      `${value}${unit}`,
    ]);
  return [
    ...named("type", type, "px"),
    ...named("space", space, "px"),
    ...named("corner", corner, "px"),
    ...named("wall", wallType, ""),
  ];
}
