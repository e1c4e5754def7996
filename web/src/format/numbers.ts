/**
 * Figures as people read them: durations, rates, counts. Rounding happens here and nowhere earlier.
 *
 * Room:  format; last step before the screen.
 * Holds: null and undefined show as an en dash, never as 0.
 */

export const nothing = "–";

/** `m:ss`, from an hour on `h:mm:ss`: the same in every language and quick to compare in a column. */
export function duration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return nothing;
  const total = Math.max(0, Math.round(milliseconds / 1_000));
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const seconds = String(total % 60).padStart(2, "0");
  if (hours === 0) return `${minutes}:${seconds}`;
  return `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`;
}

/** A share of 0..1 in percent with one decimal. */
export function rate(share: number | null | undefined): string {
  if (share === null || share === undefined) return nothing;
  return `${(share * 100).toFixed(1)}%`;
}

/** By hand: the first use of Intl.NumberFormat takes 40 ms of the first view. */
export function count(number: number | null | undefined): string {
  if (number === null || number === undefined) return nothing;
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** How much more or less, `+1.8%`, `−12.0%`. */
export function change(share: number): string {
  const size = rate(Math.abs(share));
  if (size === rate(0)) return "±0%";
  return `${share > 0 ? "+" : "−"}${size}`;
}

/** A lag or skew, signed, in the unit that fits. */
export function lag(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return nothing;
  if (Math.abs(milliseconds) < 1_000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

const units = ["B", "kB", "MB", "GB", "TB"];

/** A size on disk or in memory, in thousands. */
export function bytes(size: number | null | undefined): string {
  if (size === null || size === undefined) return nothing;
  let [value, unit] = [size, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
