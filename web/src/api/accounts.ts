/**
 * Accounts and the table of rights.
 *
 * Room:  api; between the client and the page of accounts.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type { Access, Account, AccountChange, NewAccount } from "./views";

const root = "/api/v1";
const accountsKey = ["accounts"];

export function useAccounts(isWanted: boolean) {
  return useQuery({
    queryKey: accountsKey,
    enabled: isWanted,
    queryFn: () => request<{ accounts: Account[] }>("GET", `${root}/accounts`),
    select: (body) => body.accounts,
  });
}

export function useAccess(isWanted: boolean) {
  return useQuery({
    queryKey: ["access"],
    enabled: isWanted,
    queryFn: () => request<{ access: Access }>("GET", `${root}/access`),
    select: (body) => body.access,
    // It changes with the program only.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useCreateAccount() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewAccount) =>
      request<{ account: Account }>("POST", `${root}/accounts`, body),
    onSettled: () => queries.invalidateQueries({ queryKey: accountsKey }),
  });
}

export function useChangeAccount() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: AccountChange & { id: number }) =>
      request<{ account: Account }>("PUT", `${root}/accounts/${id}`, body),
    onSettled: () => {
      queries.invalidateQueries({ queryKey: accountsKey });
      // It may have been one's own.
      queries.invalidateQueries({ queryKey: ["session"] });
    },
  });
}

/** For somebody who forgot theirs. */
export function useSetPassword(account: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (password: string) =>
      request("PUT", `${root}/accounts/${account}/password`, { password }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["sessions", account] }),
    gcTime: 0,
  });
}
