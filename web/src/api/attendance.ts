/**
 * What the pages ask about attendance: cases, scans, kiosks, terminals, files.
 *
 * Room:  api; between the client and the pages of attendance.
 */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, refusalOf, request, unreachable } from "./client";
import type {
  AttendanceCase,
  AttendanceFile,
  AttendanceImport,
  AttendanceRules,
  CaseDecision,
  Kiosk,
  KioskCode,
  RulesOfSite,
  Scan,
  Terminal,
} from "./views";

const root = "/api/v1/attendance";
const casesKey = ["attendance-cases"];
const kiosksKey = ["attendance-kiosks"];
const rulesKey = ["attendance-rules"];
const terminalsKey = ["attendance-terminals"];

/** A new one is there within a minute of what it is about; the list looks more often than that. */
export function useCases(from: string, until: string) {
  return useQuery({
    queryKey: [...casesKey, from, until],
    queryFn: () =>
      request<{ cases: AttendanceCase[] }>("GET", `${root}/cases?from=${from}&until=${until}`),
    select: (body) => body.cases,
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
  });
}

export function useExplain(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { revision: number; text: string; evidence: string[] }) =>
      request<{ case: AttendanceCase }>("POST", `${root}/cases/${id}/explanation`, body),
    onSettled: () => queries.invalidateQueries({ queryKey: casesKey }),
  });
}

export function useDecide(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { revision: number; decision: CaseDecision; reason: string }) =>
      request<{ case: AttendanceCase }>("POST", `${root}/cases/${id}/decision`, body),
    onSettled: () => queries.invalidateQueries({ queryKey: casesKey }),
  });
}

export function sheetAddress(team: number, month: string, lang: string): string {
  return `${root}/sheet.xlsx?${new URLSearchParams({ team: String(team), month, lang })}`;
}

/** The rules of each site, since when and from when on. */
export function useRules() {
  return useQuery({
    queryKey: rulesKey,
    queryFn: () => request<{ sites: RulesOfSite[]; today: string }>("GET", `${root}/rules`),
  });
}

export function useSetRules(site: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { from: string; rules: AttendanceRules }) =>
      request("PUT", `${root}/rules/${site}`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: rulesKey }),
  });
}

export function useReleasePhone(person: number) {
  return useMutation({ mutationFn: () => request("DELETE", `${root}/phones/${person}`) });
}

type Named = { id: number; name: string };

/** The kiosks, and the sites at which there may be some. */
export function useKiosks() {
  return useQuery({
    queryKey: kiosksKey,
    queryFn: () => request<{ kiosks: Kiosk[]; sites: Named[] }>("GET", `${root}/kiosks`),
  });
}

export function useCreateKiosk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { site: number; name: string }) => request("POST", `${root}/kiosks`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: kiosksKey }),
  });
}

export function useRemoveKiosk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request("DELETE", `${root}/kiosks/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: kiosksKey }),
  });
}

export function useTerminals() {
  return useQuery({
    queryKey: terminalsKey,
    queryFn: () => request<{ terminals: Terminal[] }>("GET", `${root}/terminals`),
    select: (body) => body.terminals,
    refetchInterval: 20_000,
  });
}

export type NewTerminal = {
  serial: string;
  site: number;
  name: string;
  address?: string;
  says_way: boolean;
};

export function useCreateTerminal() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewTerminal) => request("POST", `${root}/terminals`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: terminalsKey }),
  });
}

export function useRemoveTerminal() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request("DELETE", `${root}/terminals/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: terminalsKey }),
  });
}

export function useAttendanceImport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { kind: AttendanceFile; name: string; text: string; is_preview: boolean }) =>
      request<{ import: AttendanceImport }>("POST", `${root}/import`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: casesKey }),
  });
}

export function useScan() {
  return useMutation({
    mutationFn: (code: string) =>
      request<{ scan: Scan }>("POST", `${root}/scan`, { code, device: thisDevice() }),
  });
}

/** What tells this browser from others: random, made once, kept here. */
function thisDevice(): string {
  const key = "callboard.device";
  const known = localStorage.getItem(key);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  localStorage.setItem(key, made);
  return made;
}

/** The code of a kiosk, asked again when it changes; with the screen's own token where it has one. */
export function useKioskCode(kiosk: string, token: string | null) {
  return useQuery({
    queryKey: ["kiosk-code", kiosk],
    queryFn: () => readCode(kiosk, token),
    // The next code is there a moment after the change; a clock that is off asks a little too often.
    refetchInterval: (query) => {
      const code = query.state.data;
      if (!code) return 3_000;
      const left = Date.parse(code.changes_at) - Date.parse(code.at);
      return Math.min(15_000, Math.max(500, left + 150));
    },
    refetchIntervalInBackground: true,
    gcTime: 0,
    retry: false,
  });
}

async function readCode(kiosk: string, token: string | null): Promise<KioskCode> {
  const query = new URLSearchParams({ origin: location.origin });
  let response: Response;
  try {
    response = await fetch(`${root}/kiosks/${kiosk}/code?${query}`, {
      credentials: token ? "omit" : "same-origin",
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  } catch (cause) {
    throw new ApiError(0, unreachable, String(cause), null);
  }
  if (!response.ok) throw await refusalOf(response);
  return ((await response.json()) as { code: KioskCode }).code;
}
