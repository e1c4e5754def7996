/**
 * What the pages ask about discipline: findings, checks with pictures, the month, the catalogue.
 *
 * Room:  api; between the client and the pages of discipline.
 */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request, upload } from "./client";
import type {
  CheckKept,
  ConductCheck,
  ConductFinding,
  ConductLimits,
  ConductRuleContent,
  ConductRuleLine,
  DisciplineMonth,
  FindingDecision,
} from "./views";

const root = "/api/v1/discipline";
const findingsKey = ["discipline-findings"];
const monthKey = ["discipline-month"];
const rulesKey = ["discipline-rules"];

export function useFindings() {
  return useQuery({
    queryKey: findingsKey,
    queryFn: () => request<{ findings: ConductFinding[] }>("GET", `${root}/findings`),
    select: (body) => body.findings,
    refetchInterval: 30_000,
  });
}

function useStep<Body>(path: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => request("POST", `${root}${path}`, body),
    onSettled: () => {
      queries.invalidateQueries({ queryKey: findingsKey });
      queries.invalidateQueries({ queryKey: monthKey });
    },
  });
}

export const useAppeal = (id: number) =>
  useStep<{ revision: number; text: string }>(`/findings/${id}/appeal`);

type Decision = { revision: number; decision: FindingDecision; reason: string; number?: string };
export const useDecideFinding = (id: number) => useStep<Decision>(`/findings/${id}/decision`);

export const useCommend = () =>
  useStep<{ number: string; points: number; reason: string }>("/commendations");

export const usePublish = () =>
  useStep<{ month: string; revision: number; reason: string }>("/lists");

export const photoAddress = (id: number) => `${root}/findings/${id}/photo`;
export const pointsAddress = (month: string) => `${root}/points.csv?month=${month}`;

/** Sends a check and then its pictures; sent again after a cut it is the same check. */
export function useSendCheck() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ check, photos }: { check: ConductCheck; photos: (Blob | null)[] }) => {
      const kept = await request<{ check: CheckKept }>("POST", `${root}/checks`, check);
      for (const [index, photo] of photos.entries()) {
        const id = kept.check.findings[index];
        if (!photo || id === undefined) continue;
        await upload("PUT", photoAddress(id), photo).catch((error) => {
          // It came through before the line was cut.
          if (error.code !== "has_photo") throw error;
        });
      }
      return kept.check;
    },
    onSuccess: () => {
      queries.invalidateQueries({ queryKey: findingsKey });
      queries.invalidateQueries({ queryKey: monthKey });
    },
  });
}

export function useDisciplineMonth(month: string) {
  return useQuery({
    queryKey: [...monthKey, month],
    queryFn: () => request<{ month: DisciplineMonth }>("GET", `${root}/month?month=${month}`),
    select: (body) => body.month,
    placeholderData: keepPreviousData,
  });
}

type Catalogue = { rules: ConductRuleLine[]; limits: ConductLimits; today: string };

export function useConductRules() {
  return useQuery({
    queryKey: rulesKey,
    queryFn: () => request<Catalogue>("GET", `${root}/rules`),
  });
}

export function useSetConductRule() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { code: string; from: string; rule: ConductRuleContent }) =>
      request("PUT", `${root}/rules`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: rulesKey }),
  });
}
