/**
 * What the settings page asks, one hook per question.
 *
 * Room:  api; between the client and the settings page.
 * Holds: applying sends the digest of the preview that was looked at.
 */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type {
  ListMeta,
  PastChange,
  PlannedChange,
  Preview,
  SettingChange,
  Settings,
} from "./views";

const root = "/api/v1/settings";
const settingsKey = ["settings"];
const pastKey = ["settings-changes"];

export function useSettings(isWanted: boolean) {
  return useQuery({
    queryKey: settingsKey,
    enabled: isWanted,
    queryFn: () => request<{ settings: Settings }>("GET", root),
    select: (body) => body.settings,
    // A source may register a queue at any time; what is typed lies beside it and is kept.
    refetchInterval: 60_000,
  });
}

export function usePreview() {
  return useMutation({
    mutationFn: (changes: SettingChange[]) =>
      request<{ preview: Preview }>("POST", `${root}/preview`, { changes }),
  });
}

type Applied = { applied: { records: number; changes: PlannedChange[]; settings: Settings } };

export function useApply() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { changes: SettingChange[]; digest: string }) =>
      request<Applied>("POST", root, body),
    onSuccess: ({ applied }) => {
      queries.setQueryData(settingsKey, { settings: applied.settings });
      queries.invalidateQueries({ queryKey: pastKey });
    },
    onError: () => {
      queries.invalidateQueries({ queryKey: settingsKey });
      queries.invalidateQueries({ queryKey: pastKey });
    },
  });
}

type PastAnswer = { changes: PastChange[]; meta: ListMeta };

/** Who changed what, youngest first. */
export function usePastChanges() {
  return useInfiniteQuery({
    queryKey: pastKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<PastAnswer>(
        "GET",
        `${root}/changes?limit=50${pageParam ? `&before=${pageParam}` : ""}`,
      ),
    getNextPageParam: ({ meta }) => meta.next_before ?? null,
  });
}
