/**
 * The audit list, as it is sought.
 *
 * Room:  api; between the client and the page of accounts.
 */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { request } from "./client";
import type { AuditRow, ListMeta } from "./views";

const path = "/api/v1/audit";

/** Youngest first, page after page. */
export function useAudit(asked: Record<string, string>) {
  return useInfiniteQuery({
    queryKey: ["audit", asked],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams(asked);
      if (pageParam) query.set("before", pageParam);
      return request<{ audit: AuditRow[]; meta: ListMeta }>("GET", `${path}?${query}`);
    },
    getNextPageParam: (last) => last.meta.next_before ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function auditCsv(asked: Record<string, string>): string {
  return `${path}.csv?${new URLSearchParams(asked)}`;
}
