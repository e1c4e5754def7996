/**
 * The order of a live list, renewed seldom enough that a row does not run away from the finger.
 *
 * Room:  parts; for `LiveTable`.
 * Holds: a change of `arrange` (filter, sorting, another moment of a replay) orders at once;
 *        otherwise every two seconds, and not while the list is held by a pointer.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Column, Sorting } from "./LiveTable";

const renewal = 2_000;

export function useCalmOrder<R>(
  rows: Record<string, R>,
  arrange: (rows: Record<string, R>, keys: string[], at: number) => string[],
  /** The floor's time in milliseconds, for orders that depend on it. */
  at = 0,
): { order: string[]; hold: (isHeld: boolean) => void } {
  const latest = useRef({ rows, at });
  const isHeld = useRef(false);
  const [kept, setKept] = useState(() => ({
    arrange,
    order: arrange(rows, Object.keys(rows), at),
  }));
  useEffect(() => {
    latest.current = { rows, at };
  }, [rows, at]);
  useEffect(() => {
    const renew = () =>
      setKept((before) => {
        const { rows: now, at: moment } = latest.current;
        return { arrange, order: arrange(now, keysFrom(before.order, now), moment) };
      });
    renew();
    const timer = setInterval(() => isHeld.current || renew(), renewal);
    return () => clearInterval(timer);
  }, [arrange]);
  const hold = useCallback((held: boolean) => {
    isHeld.current = held;
  }, []);
  const order = useMemo(() => kept.order.filter((key) => key in rows), [kept, rows]);
  return { order, hold };
}

/** All keys, those of the order before first: what is nearly sorted is sorted in one run. */
function keysFrom<R>(order: string[], rows: Record<string, R>): string[] {
  const known = new Set(order);
  return [
    ...order.filter((key) => key in rows),
    ...Object.keys(rows).filter((key) => !known.has(key)),
  ];
}

/** Sorting by a column: one click ascends, the next descends. */
export function useSorting(first: Sorting): [Sorting, (column: string) => void] {
  const [sorting, setSorting] = useState(first);
  const sort = useCallback((column: string) => {
    setSorting((before) => ({
      column,
      isDescending: before.column === column ? !before.isDescending : true,
    }));
  }, []);
  return [sorting, sort];
}

/** Keys ordered by a column's value; rows without one come last either way. */
export function sortedKeys<R>(
  rows: Record<string, R>,
  keys: string[],
  columns: Column<R>[],
  sorting: Sorting,
): string[] {
  const value = columns.find((column) => column.id === sorting.column)?.value;
  if (!value) return keys;
  const sign = sorting.isDescending ? -1 : 1;
  const read = (key: string) => (rows[key] === undefined ? null : (value(rows[key]) ?? null));
  const pairs = keys.map((key) => ({ key, value: read(key) }));
  pairs.sort(
    (one, other) => compare(one.value, other.value, sign) || compareKeys(one.key, other.key),
  );
  return pairs.map((pair) => pair.key);
}

/** Equals keep one order, whichever it is. */
function compareKeys(one: string, other: string): number {
  if (one === other) return 0;
  return one.length - other.length || (one < other ? -1 : 1);
}

type Value = number | string | null;

const collator = new Intl.Collator("zh-CN", { numeric: true });

function compare(one: Value, other: Value, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === "number" && typeof other === "number") return sign * (one - other);
  return sign * collator.compare(String(one), String(other));
}
