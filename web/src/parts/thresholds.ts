/**
 * A column's thresholds between what is kept (counts, milliseconds, shares) and what people write.
 *
 * Room:  parts; for `ThresholdForm` and the boards that mark cells.
 * Holds: what is written reads back equal; an empty field is no threshold.
 */
import type { Threshold } from "../api/views";
import { count, duration, rate } from "../format/numbers";

export type Unit = "count" | "ms" | "share";

/** What may be marked in a column, and what marks it where the person set nothing. */
export type Limit = {
  unit: Unit;
  isBelow: boolean;
  house: { warn: number; alert: number } | null;
};

const perUnit: Record<Unit, number> = { count: 1, ms: 1_000, share: 0.01 };
const writers: Record<Unit, (value: number) => string> = { count, ms: duration, share: rate };

export const writeLevel = (unit: Unit, value: number) => writers[unit](value);

/** As it stands in the field: seconds, percent, a number. */
export function fieldOf(unit: Unit, value: number | null | undefined): string {
  return value == null ? "" : String(Number((value / perUnit[unit]).toFixed(3)));
}

/** Null: left empty; undefined: no number. */
export function levelOf(unit: Unit, field: string): number | null | undefined {
  const written = field.trim().replace(",", ".");
  if (written === "") return null;
  const value = Number(written);
  if (!Number.isFinite(value) || value < 0) return undefined;
  return Number((value * perUnit[unit]).toFixed(6));
}

export type Complaint = "wrong_number" | "wrong_order";

/** The threshold that two fields say; null: none; or what is wrong with them. */
export function thresholdOf(
  limit: Limit,
  fields: { warn: string; alert: string },
): { threshold: Threshold | null } | { complaint: Complaint } {
  const warn = levelOf(limit.unit, fields.warn);
  const alert = levelOf(limit.unit, fields.alert);
  if (warn === undefined || alert === undefined) return { complaint: "wrong_number" };
  if (warn === null && alert === null) return { threshold: null };
  const isOrdered = limit.isBelow
    ? (alert ?? -1) <= (warn ?? 1e300)
    : (warn ?? -1) <= (alert ?? 1e300);
  if (!isOrdered) return { complaint: "wrong_order" };
  return { threshold: { is_below: limit.isBelow, warn, alert } };
}
