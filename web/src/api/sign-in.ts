/**
 * Second steps, second factors, sessions and the rules of signing in, one hook per question.
 *
 * Room:  api; between the client and the pages of signing in, of one's own account and of accounts.
 * Holds: codes and secrets are in no cache but that of the page that shows them, until it is left.
 */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type { Enrolment, OpenSession, OwnAccount, Pending, SignInRules, Strength } from "./views";

const root = "/api/v1";
const sessionKey = ["session"];
const accountKey = ["own-account"];
const rulesKey = ["sign-in-rules"];
const codesKey = ["new-recovery-codes"];
const sessionsKey = (account: number | null) => ["sessions", account];

type Codes = { recovery_codes: string[] };

/** Signs in; what comes back may be that a second step is due. */
export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; password: string }) =>
      request<{ pending?: Pending }>("POST", `${root}/session`, body),
    onSuccess: ({ pending }) => pending ?? queries.invalidateQueries({ queryKey: sessionKey }),
    gcTime: 0,
  });
}

export function useSecondStep() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => request("POST", `${root}/session/code`, { code }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }),
    gcTime: 0,
  });
}

/** `isDue`: on the way in, where the house demands it; else for whoever is signed in. */
export function useBeginEnrolment(isDue: boolean) {
  return useMutation({
    mutationFn: (password: string) =>
      isDue
        ? request<{ enrolment: Enrolment }>("POST", `${root}/session/enrolment`, {})
        : request<{ enrolment: Enrolment }>("POST", `${root}/account/second-factor`, { password }),
    gcTime: 0,
  });
}

export function useConfirmEnrolment(isDue: boolean) {
  const queries = useQueryClient();
  const path = isDue ? "session/enrolment/code" : "account/second-factor/code";
  return useMutation({
    mutationFn: (code: string) => request<Codes>("POST", `${root}/${path}`, { code }),
    onSuccess: ({ recovery_codes }) => {
      // On the way in the codes stand before everything else, until they are put away.
      if (isDue) queries.setQueryData(codesKey, recovery_codes);
      queries.invalidateQueries({ queryKey: accountKey });
      queries.invalidateQueries({ queryKey: sessionsKey(null) });
    },
    gcTime: 0,
  });
}

/** Recovery codes that were made on the way in and not put away yet. */
export function useNewRecoveryCodes() {
  const queries = useQueryClient();
  const { data } = useQuery<string[]>({
    queryKey: codesKey,
    queryFn: () => [],
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const putAway = async () => {
    await queries.invalidateQueries({ queryKey: sessionKey });
    queries.setQueryData(codesKey, []);
  };
  return { codes: data ?? [], putAway };
}

export function useOwnAccount() {
  return useQuery({
    queryKey: accountKey,
    queryFn: () => request<{ account: OwnAccount }>("GET", `${root}/account`),
    select: (body) => body.account,
  });
}

export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { current: string; new: string }) =>
      request("POST", `${root}/password`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsKey(null) }),
    gcTime: 0,
  });
}

export function useRenewRecoveryCodes() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (password: string) =>
      request<Codes>("POST", `${root}/account/recovery-codes`, { password }),
    onSuccess: () => queries.invalidateQueries({ queryKey: accountKey }),
    gcTime: 0,
  });
}

export function useRemoveSecondFactor() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (password: string) =>
      request("POST", `${root}/account/second-factor/removal`, { password }),
    onSuccess: () => queries.invalidateQueries({ queryKey: accountKey }),
    gcTime: 0,
  });
}

/** For somebody who lost it: done by an administrator, with a reason. */
export function useTakeSecondFactor(account: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      request("POST", `${root}/accounts/${account}/second-factor/removal`, { reason }),
    onSettled: () => {
      queries.invalidateQueries({ queryKey: ["accounts"] });
      queries.invalidateQueries({ queryKey: sessionsKey(account) });
    },
  });
}

const sessionsPath = (account: number | null) =>
  account === null ? `${root}/sessions` : `${root}/accounts/${account}/sessions`;

/** Open sessions: one's own (`null`), or those of an account. */
export function useSessions(account: number | null) {
  return useQuery({
    queryKey: sessionsKey(account),
    queryFn: () => request<{ sessions: OpenSession[] }>("GET", sessionsPath(account)),
    select: (body) => body.sessions,
  });
}

/** Ends one session by its id, or (`null`) all but one's own. */
export function useEndSession(account: number | null) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string | null) =>
      request("DELETE", `${sessionsPath(account)}${id === null ? "" : `/${id}`}`),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsKey(account) }),
  });
}

export function useSignInRules() {
  return useQuery({
    queryKey: rulesKey,
    queryFn: () => request<{ rules: SignInRules }>("GET", `${root}/sign-in-rules`),
    select: (body) => body.rules,
    // What is being edited is not replaced under the hand.
    refetchOnWindowFocus: false,
  });
}

export function useChangeSignInRules() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (rules: SignInRules) =>
      request<{ rules: SignInRules }>("PUT", `${root}/sign-in-rules`, rules),
    onSuccess: (body) => {
      queries.setQueryData(rulesKey, body);
      queries.invalidateQueries({ queryKey: accountKey });
    },
  });
}

/** How good a password is, by the server that will judge it. */
export function useStrength(name: string, password: string) {
  return useQuery({
    queryKey: ["password-strength", name, password],
    enabled: password !== "",
    queryFn: () =>
      request<{ strength: Strength }>("POST", `${root}/password-strength`, { name, password }),
    select: (body) => body.strength,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
}
