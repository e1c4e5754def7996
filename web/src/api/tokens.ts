/**
 * API tokens of programs.
 *
 * Room:  api; between the client and the page of accounts.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type { ApiToken, NewApiToken, TokenRequest } from "./views";

const root = "/api/v1/tokens";
const tokensKey = ["api-tokens"];

export function useTokens() {
  return useQuery({
    queryKey: tokensKey,
    queryFn: () => request<{ tokens: ApiToken[] }>("GET", root),
    select: (body) => body.tokens,
  });
}

export function useCreateToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: TokenRequest) => request<{ token: NewApiToken }>("POST", root, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensKey }),
    gcTime: 0,
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request("DELETE", `${root}/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: tokensKey }),
  });
}
