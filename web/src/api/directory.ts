/**
 * The house's directory and its synchronisations.
 *
 * Room:  api; between the client and the page of accounts.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type { Directory, SyncReport } from "./views";

const root = "/api/v1";
const directoryKey = ["directory"];

export function useDirectory() {
  return useQuery({
    queryKey: directoryKey,
    queryFn: () => request<{ directory: Directory | null }>("GET", `${root}/directory`),
    select: (body) => body.directory,
  });
}

export function useSyncDirectory() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { dry_run: boolean; allow_many: boolean }) =>
      request<{ sync: SyncReport }>("POST", `${root}/directory/sync`, body),
    onSettled: () => {
      queries.invalidateQueries({ queryKey: directoryKey });
      queries.invalidateQueries({ queryKey: ["accounts"] });
    },
  });
}
