/**
 * The ways of signing in that a house has already.
 *
 * Room:  api; between the client and the sign-in page.
 */
import { useQuery } from "@tanstack/react-query";
import { request } from "./client";
import type { SignInWays } from "./views";

export function useSignInWays() {
  return useQuery({
    queryKey: ["sign-in-ways"],
    queryFn: () => request<{ sign_in: SignInWays }>("GET", "/api/v1/sign-in"),
    select: (body) => body.sign_in,
    staleTime: 60_000,
  });
}
