/**
 * A day beside the same weekday a week before, and beside its forecast.
 *
 * Room:  parts; for the curve.
 * Holds: compared is what is over on both days: the interval that runs would be set against a whole one.
 *        Intervals meet by the clock's time, also across a change of the clock.
 */
import type { Curve as Day } from "../api/views";
import { minute } from "../format/times";

const week = 7 * 86_400_000;

/** `2026-11-27` to `2026-11-20`. */
export function weekBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - week).toISOString().slice(0, 10);
}

/** Offered contacts of the day before by the clock's time. */
export function offeredByTime(day: Day): Map<string, number> {
  const pair = (point: Day["points"][number]) =>
    [minute(point.start, day.zone), point.figures.offered] as const;
  return new Map(day.points.map(pair));
}

export type Compared = {
  /** The end of the last interval that is over, in milliseconds. */
  until: number;
  now: number;
  before: number;
};

/** Offered until the last full interval of `day`, and by the same time a week before; null: nothing then. */
export function compare(day: Day, before: Day): Compared | null {
  const then = offeredByTime(before);
  const over = day.points.filter((point) => !point.is_running);
  const last = over.at(-1);
  if (!last) return null;
  const sum = { now: 0, before: 0 };
  for (const point of over) {
    sum.now += point.figures.offered;
    sum.before += then.get(minute(point.start, day.zone)) ?? 0;
  }
  const until = Date.parse(last.start) + day.step_s * 1_000;
  return sum.before === 0 ? null : { until, ...sum };
}

/** The same against what was published; null: nothing was said of that time. */
export function compareForecast(day: Day): (Compared & { from: number }) | null {
  const said = new Map(day.forecast?.map(({ start, offered }) => [start, offered]));
  const over = day.points.filter((point) => !point.is_running && said.has(point.start));
  const [first, last] = [over[0], over.at(-1)];
  if (!first || !last) return null;
  const sum = { now: 0, before: 0 };
  for (const point of over) {
    sum.now += point.figures.offered;
    sum.before += said.get(point.start) ?? 0;
  }
  // A run of the rest of today says nothing of the hours before it.
  const from = Date.parse(first.start);
  const until = Date.parse(last.start) + day.step_s * 1_000;
  return sum.before === 0 ? null : { from, until, ...sum };
}
