/**
 * Staffing: the three directions asked, and plans that are kept.
 *
 * Room:  api; between the client and the staffing page.
 * Holds: while the next answer is on its way the last one stays; a question is never asked twice.
 */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, request } from "./client";
import type {
  Reachable,
  Requirement,
  Solution,
  StaffingDirection,
  StaffingPlan,
  StaffingScenario,
  YearMonth,
  YearRequest,
} from "./views";

const root = "/api/v1/staffing";
const plansKey = ["staffing-plans"];

type Answers = { requirement: Requirement; reachable: Reachable; solution: Solution };
const paths = { requirement: "forward", reachable: "reverse", solution: "two-way" } as const;

/** The answer to a scenario; nothing is asked while it is null. */
function useAnswer<K extends keyof Answers>(kind: K, scenario: StaffingScenario | null) {
  return useQuery({
    queryKey: ["staffing", kind, scenario],
    enabled: scenario !== null,
    queryFn: () => request<Pick<Answers, K>>("POST", `${root}/${paths[kind]}`, scenario),
    select: (body) => body[kind],
    placeholderData: keepPreviousData,
    retry: (count, error) => !(error instanceof ApiError) && count < 2,
    staleTime: 60_000,
  });
}

/** Every interval of every day as a workbook. */
export function requirementXlsx(scenario: StaffingScenario, language: string): string {
  const asked = new URLSearchParams({ scenario: JSON.stringify(scenario), lang: language });
  return `${root}/forward.xlsx?${asked}`;
}

export const useRequirement = (scenario: StaffingScenario | null) =>
  useAnswer("requirement", scenario);
export const useReachable = (scenario: StaffingScenario | null) => useAnswer("reachable", scenario);
export const useSolution = (scenario: StaffingScenario | null) => useAnswer("solution", scenario);

/** Whom to hire when; nothing is asked while it is null. */
export function useYear(asked: YearRequest | null) {
  return useQuery({
    queryKey: ["staffing-year", asked],
    enabled: asked !== null,
    queryFn: () => request<{ months: YearMonth[] }>("POST", `${root}/year`, asked),
    select: (body) => body.months,
    placeholderData: keepPreviousData,
    retry: (count, error) => !(error instanceof ApiError) && count < 2,
  });
}

export function usePlans() {
  return useQuery({
    queryKey: plansKey,
    queryFn: () => request<{ plans: StaffingPlan[] }>("GET", `${root}/plans`),
    select: (body) => body.plans,
  });
}

type Kept = { name: string; direction: StaffingDirection; scenario: StaffingScenario };

/** Keeps a new plan, or changes the one whose id and revision are given. */
export function useKeepPlan() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ known, ...kept }: Kept & { known: StaffingPlan | null }) =>
      known
        ? request<{ plan: StaffingPlan }>("PUT", `${root}/plans/${known.id}`, {
            ...kept,
            revision: known.revision,
          })
        : request<{ plan: StaffingPlan }>("POST", `${root}/plans`, kept),
    onSettled: () => queries.invalidateQueries({ queryKey: plansKey }),
  });
}

export function useRemovePlan() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request<void>("DELETE", `${root}/plans/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: plansKey }),
  });
}

/** After a forecast was made the same question has another answer. */
export function useAskAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["staffing"] });
}
