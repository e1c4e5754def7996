/**
 * How this person looks at a table just now: a saved view, with what was changed since.
 *
 * Room:  parts; a board calls it with what the page begins with.
 * Holds: an unchanged view follows its newest version from any device; what was changed stays in this
 *        tab until it is saved or given up. Filters that stand in the address come before all others,
 *        so that a link shows what its sender saw.
 * Proof: view-settings.test.ts, and the walks through saved views.
 */
import { createContext, useCallback, useContext, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { useSession } from "../api/queries";
import { useSavedViews } from "../api/saved-views";
import type { SavedView, ViewPage, ViewSettings } from "../api/views";
import type { Density } from "../theme/scale";
import type { Sorting } from "./LiveTable";
import { type Filters, isSame, understood, withFilters } from "./view-settings";

export type BuiltIn = {
  page: ViewPage;
  /** Every column of the page, the one that always stays first. */
  columns: string[];
  /** The filters that the page knows, as they stand in the address. */
  filters: string[];
  settings: Omit<ViewSettings, "density" | "filters" | "thresholds">;
};

export type TableView = {
  page: ViewPage;
  settings: ViewSettings;
  change: (part: Partial<ViewSettings>) => void;
  filter: (part: Record<string, string | null>) => void;
  /** The saved views of the page. */
  views: SavedView[];
  /** Nobody knows yet which view the page begins with. */
  isPending: boolean;
  /** Why they cannot be read. */
  error: Error | null;
  /** Null: what the page begins with. */
  chosen: SavedView | null;
  isChanged: boolean;
  /** The columns are others than the page begins with. */
  hasOwnColumns: boolean;
  choose: (id: number | null) => void;
  sorting: Sorting;
  /** By a column's head: another column descends first, the same one turns round. */
  sort: (column: string) => void;
};

/** `chosen` undefined: nothing yet, so the default view; `changed`: what is not saved. */
type Memory = { chosen?: number | null; changed: ViewSettings | null };

const noViews: SavedView[] = [];
const densityKey = "callboard.density";

const Tables = createContext<TableView | null>(null);

/** Around a board, for what stands in the heads of its columns. */
export const TableViewOf = Tables.Provider;
export const useTable = () => useContext(Tables);

/** Signing out: what the next person sees must not be what this one looked for. */
export function forgetTableViews() {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith(memoryPrefix)) sessionStorage.removeItem(key);
}

const memoryPrefix = "callboard.view.";

export function useTableView(builtIn: BuiltIn): TableView {
  const { page } = builtIn;
  const { data: saved = noViews, isPending: isAsked, error } = useSavedViews(page);
  const [memory, remember] = useMemory(page);
  const isPending = isAsked && memory.chosen === undefined;
  const [search, setSearch] = useSearchParams();
  const chosen =
    memory.chosen === undefined
      ? (saved.find((view) => view.is_default) ?? null)
      : (saved.find((view) => view.id === memory.chosen) ?? null);
  const base = useMemo(() => baseOf(chosen, builtIn), [chosen, builtIn]);
  const kept = memory.changed ?? base;
  const given = JSON.stringify(filtersIn(search, builtIn.filters));
  const settings = useMemo(() => {
    const filters: Filters = JSON.parse(given);
    const settled = understood(kept, builtIn.columns);
    return Object.keys(filters).length === 0 ? settled : { ...settled, filters };
  }, [kept, given, builtIn]);

  const id = chosen?.id ?? null;
  const change = useCallback(
    (part: Partial<ViewSettings>) => {
      if (part.density) localStorage.setItem(densityKey, part.density);
      remember({ chosen: id, changed: { ...settings, ...part } });
    },
    [remember, id, settings],
  );
  const filter = useCallback(
    (part: Record<string, string | null>) => {
      const filters = withFilters(settings.filters, part);
      change({ filters });
      setSearch((before) => withAddress(before, builtIn.filters, filters), { replace: true });
    },
    [settings, change, setSearch, builtIn],
  );
  const choose = useCallback(
    (next: number | null) => {
      remember({ chosen: next, changed: null });
      // The view's own filters hold, not those of a link that was opened before.
      setSearch((before) => withAddress(before, builtIn.filters, {}), { replace: true });
    },
    [remember, setSearch, builtIn],
  );
  const { column, is_descending } = settings.sorting;
  const sorting = useMemo(() => ({ column, isDescending: is_descending }), [column, is_descending]);
  const sort = useCallback(
    (by: string) =>
      change({ sorting: { column: by, is_descending: by === column ? !is_descending : true } }),
    [change, column, is_descending],
  );
  const isChanged = !isSame(settings, understood(base, builtIn.columns));
  const hasOwnColumns = settings.columns.join() !== builtIn.settings.columns.join();
  // One object as long as nothing of it changes: with each frame of the stream it is the same.
  return useMemo(
    () => ({
      page,
      settings,
      views: saved,
      isPending,
      error,
      chosen,
      isChanged,
      hasOwnColumns,
      change,
      filter,
      choose,
      sorting,
      sort,
    }),
    [
      page,
      settings,
      saved,
      isPending,
      error,
      chosen,
      isChanged,
      hasOwnColumns,
      change,
      filter,
      choose,
      sorting,
      sort,
    ],
  );
}

function baseOf(chosen: SavedView | null, builtIn: BuiltIn): ViewSettings {
  if (chosen) return chosen.settings;
  return { ...builtIn.settings, filters: {}, thresholds: {}, density: usualDensity() };
}

function usualDensity(): Density {
  return localStorage.getItem(densityKey) === "compact" ? "compact" : "comfortable";
}

function filtersIn(search: URLSearchParams, ids: string[]): Filters {
  const given = ids.map((id): [string, string] => [id, search.get(id) ?? ""]);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

function withAddress(before: URLSearchParams, ids: string[], filters: Filters): URLSearchParams {
  const next = new URLSearchParams(before);
  for (const id of ids) {
    if (filters[id]) next.set(id, filters[id]);
    else next.delete(id);
  }
  return next;
}

/**
 * For as long as the tab is open: going to a queue and back must not lose one's table. By account:
 * where a session ran out, somebody else may sign in here.
 */
function useMemory(page: ViewPage): [Memory, (memory: Memory) => void] {
  const { data: session } = useSession();
  const key = `${memoryPrefix}${page}.${session?.name ?? ""}`;
  const [memory, setMemory] = useState<Memory>(() => {
    const text = sessionStorage.getItem(key);
    return text === null ? { changed: null } : (JSON.parse(text) as Memory);
  });
  const remember = useCallback(
    (next: Memory) => {
      sessionStorage.setItem(key, JSON.stringify(next));
      setMemory(next);
    },
    [key],
  );
  return [memory, remember];
}
