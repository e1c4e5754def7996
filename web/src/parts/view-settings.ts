/**
 * How a table is shown, as plain data: what a saved view keeps and what a page begins with.
 *
 * Room:  parts; for `use-table-view`, `ViewMenu` and `ColumnPanel`.
 * Holds: what is kept may name columns that are gone; they are left out, never an error.
 */
import type { ViewSettings } from "../api/views";

export type Filters = Record<string, string>;

/** Kept settings as this page can show them: known columns once, the first of the page always there. */
export function understood(kept: ViewSettings, known: string[]): ViewSettings {
  const columns = kept.columns.filter(
    (id, index) => known.includes(id) && kept.columns.indexOf(id) === index,
  );
  const [first] = known;
  return {
    ...kept,
    columns: first && !columns.includes(first) ? [first, ...columns] : columns,
  };
}

export function isSame(one: ViewSettings, other: ViewSettings): boolean {
  return written(one) === written(other);
}

function written(settings: ViewSettings): string {
  const { columns, sorting, filters, thresholds, density, group, layout } = settings;
  const limits = sorted(thresholds).map(([id, limit]) => [
    id,
    limit.is_below,
    limit.warn ?? null,
    limit.alert ?? null,
  ]);
  const sort = [sorting.column, sorting.is_descending];
  return JSON.stringify([columns, sort, sorted(filters), limits, density, group ?? null, layout]);
}

function sorted<V>(record: Record<string, V>): [string, V][] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Filters with some of them changed; null or nothing takes one away. */
export function withFilters(filters: Filters, part: Record<string, string | null>): Filters {
  const next = { ...filters };
  for (const [id, value] of Object.entries(part)) {
    if (value === null || value === "") delete next[id];
    else next[id] = value;
  }
  return next;
}

/** A column moved by one place; at the edge it stays. */
export function moved(columns: string[], id: string, by: -1 | 1): string[] {
  const from = columns.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= columns.length) return columns;
  return movedTo(columns, id, to);
}

export function movedTo(columns: string[], id: string, to: number): string[] {
  const rest = columns.filter((column) => column !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}
