/**
 * The views of tables that a person keeps: with the account on the server, so they are on every device.
 *
 * Room:  api; between the client and `use-table-view`.
 */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type { SavedView, ViewPage, ViewSettings } from "./views";

const path = "/api/v1/views";
const viewsKey = ["views"];

export function useSavedViews(page: ViewPage) {
  return useQuery({
    queryKey: viewsKey,
    queryFn: () => request<{ views: SavedView[] }>("GET", path),
    select: (body) => body.views.filter((view) => view.page === page),
    retry: false,
    // Another device may have changed one; focusing the window asks again.
    staleTime: 15_000,
  });
}

export type NewView = {
  page: ViewPage;
  name: string;
  is_default: boolean;
  settings: ViewSettings;
};

export function useCreateView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewView) => request<{ view: SavedView }>("POST", path, body),
    onSuccess: ({ view }) => take(queries, view),
  });
}

export function useChangeView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name, is_default, settings, revision }: SavedView) =>
      request<{ view: SavedView }>("PUT", `${path}/${id}`, {
        name,
        is_default,
        settings,
        revision,
      }),
    onSuccess: ({ view }) => take(queries, view),
    // A refusal too: what it tells of is in the list.
    onSettled: () => queries.invalidateQueries({ queryKey: viewsKey }),
  });
}

export function useRemoveView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request("DELETE", `${path}/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: viewsKey }),
  });
}

/** The answer enters the list at once: a saved view must not flicker back while the list is read anew. */
function take(queries: QueryClient, view: SavedView) {
  queries.setQueryData<{ views: SavedView[] }>(viewsKey, (before) => {
    const others = (before?.views ?? []).filter((other) => other.id !== view.id);
    const rest = view.is_default
      ? others.map((other) => ({
          ...other,
          is_default: other.page !== view.page && other.is_default,
        }))
      : others;
    return { ...before, views: [...rest, view].sort((one, other) => one.id - other.id) };
  });
}
