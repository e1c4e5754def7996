/** Local days written as `2026-11-23`, and sums over expectations. */
import type { Forecast, ForecastDay } from "../../api/views";

const dayLength = 86_400_000;
const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);

export function plusDays(day: string, count: number): string {
  return new Date(utc(day) + count * dayLength).toISOString().slice(0, 10);
}

/** 1 is Monday. */
export function weekday(day: string): number {
  return ((new Date(utc(day)).getUTCDay() + 6) % 7) + 1;
}

/** The same weekday before `day`, as young as the history that ends with `last` allows. */
export function sameWeekday(day: string, last: string): string {
  const behind = Math.max(1, Math.ceil((utc(day) - utc(last)) / (7 * dayLength)));
  return plusDays(day, -7 * behind);
}

/** `09:30` of a slot. */
export function slotTime(slot: number, minutes: number): string {
  const minute = slot * minutes;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** The place of a quantile's level; -1 where the run has none. */
export const placeOf = (run: Forecast, level: number) =>
  run.levels.findIndex((one) => Math.abs(one - level) < 1e-9);

/** The days of a week, added up: Mondays begin one. */
export function weeks(days: ForecastDay[]): { first: string; last: string; mean: number }[] {
  const found: { first: string; last: string; mean: number }[] = [];
  for (const day of days) {
    const open = found.at(-1);
    if (open && weekday(day.day) !== 1) {
      open.last = day.day;
      open.mean += day.total.mean;
    } else {
      found.push({ first: day.day, last: day.day, mean: day.total.mean });
    }
  }
  return found;
}
