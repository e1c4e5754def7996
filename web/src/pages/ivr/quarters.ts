/**
 * Quarter hours of a day of the zone, and the time of the IVR's page as it stands in the address.
 *
 * Room:  pages/ivr; pure.
 * Holds: a day has 92, 96 or 100 of them; a moment is rounded to the quarter hour before it.
 */
import { endOfDay, startOfDay } from "../../format/times";

export const quarter = 900_000;

export function quarterBefore(moment: number): number {
  return Math.floor(moment / quarter) * quarter;
}

/** The first instants of a day's quarter hours, in milliseconds. */
export function quartersOf(day: string, zone: string): number[] {
  const begin = startOfDay(day, zone);
  const length = Math.round((endOfDay(day, zone) - begin) / quarter);
  return Array.from({ length }, (_, number) => begin + number * quarter);
}

/** The part of a day that an address names, or all of it where it names none that can be. */
export function spanOf(day: string, zone: string, search: URLSearchParams): [number, number] {
  const [begin, end] = [startOfDay(day, zone), endOfDay(day, zone)];
  const named = (name: string, otherwise: number) => {
    const moment = quarterBefore(Date.parse(search.get(name) ?? ""));
    return moment >= begin && moment <= end ? moment : otherwise;
  };
  const [from, to] = [named("from", begin), named("to", end)];
  return from < to ? [from, to] : [begin, end];
}
