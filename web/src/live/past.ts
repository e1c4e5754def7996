/**
 * Which past moment the pages show; null is now.
 *
 * Room:  live; the address holds it as `at`, the shell gives it to the pages.
 * Holds: whoever follows a view follows it as it was then; nobody else has to know.
 */
import { createContext, useContext } from "react";
import { withoutFigure } from "../parts/figure-address";

const Past = createContext<string | null>(null);

export const PastOf = Past.Provider;
export const usePast = () => useContext(Past);

/** The places that can be shown as they were. */
const places = [
  /^\/$/,
  /^\/(queues|agents|contacts)(\/\d+)?$/,
  /^\/(seats|sources|ivr)$/,
  /^\/wall\/\d+$/,
];

export const canBePast = (pathname: string) => places.some((place) => place.test(pathname));

/** The way to the same place a while ago: with its slice, filters and order, without what lies over it. */
export function lookBack(pathname: string, search: string): string {
  const kept = withoutFigure(new URLSearchParams(search));
  kept.delete("at");
  const of = kept.size > 0 ? `${pathname}?${kept}` : pathname;
  return `/replay?${new URLSearchParams({ of })}`;
}

/** The moment in an address, as written by us or by hand; null where there is none or it is none. */
export function pastIn(pathname: string, search: URLSearchParams): string | null {
  const written = search.get("at");
  const moment = written === null ? Number.NaN : Date.parse(written);
  if (Number.isNaN(moment) || !canBePast(pathname)) return null;
  return new Date(moment).toISOString();
}

/** What stands in an address instead of a moment: whoever sent it meant another time than now. */
export function unreadIn(pathname: string, search: URLSearchParams): string | null {
  const written = search.get("at");
  return canBePast(pathname) && pastIn(pathname, search) === null ? written : null;
}

/**
 * The intervals that were over at a moment. One that ran then is left out: what is known of it now holds
 * what was still to come.
 */
export function overBy<P extends { start: string }>(points: P[], stepS: number, at: string): P[] {
  const end = Date.parse(at) - stepS * 1_000;
  return points.filter((point) => Date.parse(point.start) <= end);
}
