/**
 * What the pages ask about compliance: events as they are sought, with the rules; taking note of one.
 *
 * Room:  api; between the client and the page of compliance.
 */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { request } from "./client";
import type { ComplianceEvent, ListMeta } from "./views";

const path = "/api/v1/compliance";
const key = ["compliance"];

/** Youngest first, page after page. */
export function useCompliance(asked: Record<string, string>) {
  return useInfiniteQuery({
    queryKey: [...key, asked],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams(asked);
      if (pageParam) query.set("before", pageParam);
      return request<{ events: ComplianceEvent[]; meta: ListMeta }>("GET", `${path}?${query}`);
    },
    getNextPageParam: (last) => last.meta.next_before ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

export function useNote(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { revision: number; note: string }) =>
      request("POST", `${path}/${id}/note`, body),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}
