/**
 * What the pages ask of the server, one hook per question.
 *
 * Room:  api; between the client and the pages.
 */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { type Slice, sliceView } from "../live/slice";
import { ApiError, request, setCsrfToken } from "./client";
import { may } from "./rights";
import type {
  AgentDay,
  AnomalyRow,
  Attribution,
  Contact,
  ContactsAnswer,
  Curve,
  FramesAnswer,
  HealthReport,
  History,
  Ivr,
  Landmarks,
  ListMeta,
  ReplayRange,
  Session,
  SliceKind,
  SourcesView,
} from "./views";

const root = "/api/v1";
const sessionKey = ["session"];

/** The session, or null when nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: readSession,
    staleTime: 60_000,
    retry: false,
    // Each part of the page that asks for it would ask again at once; the interval does.
    retryOnMount: false,
    refetchInterval: (query) => (query.state.error ? 5_000 : false),
  });
}

async function readSession(): Promise<Session | null> {
  try {
    const { session } = await request<{ session: Session }>("GET", `${root}/session`);
    setCsrfToken(session.csrf_token);
    return session;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function useSetup() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { token: string; password: string }) =>
      request("POST", `${root}/setup`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }),
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request<{ signed_out: { next: string } } | undefined>("DELETE", `${root}/session`),
    onSuccess: (answer) => {
      // The provider that opened the session has one of its own.
      if (answer) return window.location.assign(answer.signed_out.next);
      setCsrfToken(null);
      // The session first: whoever watches it leaves before the rest is gone.
      queries.setQueryData(sessionKey, null);
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
    },
  });
}

/** Whose day: a queue's, that of a slice of the centre, or with neither the whole centre's. */
export type CurveOf = { queue: string | null; slice: Slice | null };

/** A day's quarter hours. `day` null means today; undefined: not known yet. */
export function useCurve(of: CurveOf, day: string | null | undefined, by: Attribution) {
  const path = of.queue === null ? `${root}/curve` : `${root}/queues/${of.queue}/curve`;
  const slice = of.slice ? { [of.slice.kind]: of.slice.id } : {};
  return useQuery({
    queryKey: ["curve", of.queue, sliceView(of.slice), day, by],
    enabled: day !== undefined,
    queryFn: () => {
      const asked = query({ ...slice, day: day ?? null, attribution: by });
      return request<{ curve: Curve }>("GET", `${path}${asked}`);
    },
    select: (body) => body.curve,
    refetchInterval: day === null ? 30_000 : false,
    placeholderData: keepPreviousData,
  });
}

/** Contacts, youngest first. The pages after the first are of the first one's moment. */
export function useContactsOf(asked: Record<string, string | null>, moment: string | null) {
  return useInfiniteQuery({
    queryKey: ["contacts", asked, moment],
    initialPageParam: { before: null as string | null, at: moment },
    queryFn: ({ pageParam }) =>
      request<ContactsAnswer>(
        "GET",
        `${root}/contacts${query({ ...asked, ...pageParam, limit: "100" })}`,
      ),
    getNextPageParam: ({ meta }, [first]) =>
      meta.next_before ? { before: meta.next_before, at: first?.meta.at ?? meta.at } : null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** One agent and a day; `day` null is today, `moment` null is now. */
export function useAgentDay(id: string, day: string | null, moment: string | null) {
  return useQuery({
    queryKey: ["agent", id, day, moment],
    queryFn: () =>
      request<{ agent: AgentDay }>("GET", `${root}/agents/${id}${query({ day, at: moment })}`),
    select: (body) => body.agent,
    refetchInterval: moment === null ? 3_000 : false,
    placeholderData: keepPreviousData,
  });
}

/** One contact, as of a past moment where there is one. */
export function useContact(id: string, at: string | null) {
  return useQuery({
    queryKey: ["contact", id, at],
    queryFn: () => request<{ contact: Contact }>("GET", `${root}/contacts/${id}${query({ at })}`),
    placeholderData: keepPreviousData,
    select: (body) => body.contact,
    refetchInterval: (state) =>
      at === null && state.state.data?.contact.entries.some((entry) => entry.is_open)
        ? 3_000
        : false,
  });
}

/** What the source said of a contact, word by word; asked for once it is wanted, since the look is audited. */
export function useContactFrames(id: string, isWanted: boolean) {
  return useQuery({
    queryKey: ["contact-frames", id],
    enabled: isWanted,
    queryFn: () => request<FramesAnswer>("GET", `${root}/contacts/${id}/frames`),
    staleTime: 60_000,
  });
}

/** How the server is; every few seconds, so that rates can be told. */
export function useHealth() {
  return useQuery({
    queryKey: ["health"],
    queryFn: () => request<{ health: HealthReport }>("GET", `${root}/health`),
    select: (body) => body.health,
    refetchInterval: 5_000,
  });
}

/** The latest anomalies; `moment` null is now. */
export function useAnomalies(moment: string | null) {
  return useQuery({
    queryKey: ["anomalies", moment],
    queryFn: () =>
      request<{ anomalies: AnomalyRow[]; meta: ListMeta }>(
        "GET",
        `${root}/anomalies${query({ until: moment })}`,
      ),
    refetchInterval: moment === null ? 10_000 : false,
    placeholderData: keepPreviousData,
  });
}

/** The IVR over some time; `isRunning`: it still changes. */
export function useIvr(from: string, to: string | null, isRunning: boolean) {
  return useQuery({
    queryKey: ["ivr", from, to],
    queryFn: () => request<{ ivr: Ivr }>("GET", `${root}/ivr${query({ from, to })}`),
    select: (body) => body.ivr,
    refetchInterval: isRunning ? 10_000 : false,
    placeholderData: keepPreviousData,
  });
}

export function useReplayRange() {
  return useQuery({
    queryKey: ["replay", "range"],
    queryFn: () => request<{ range: ReplayRange }>("GET", `${root}/replay/range`),
    select: (body) => body.range,
    refetchInterval: 60_000,
  });
}

/** The moments of a day that are worth a look, for who waits and for who searches days after days. */
export function landmarksQuery(day: string, queue: string | null, by: Attribution) {
  return {
    queryKey: ["landmarks", day, queue, by],
    queryFn: async () => {
      const asked = query({ day, queue, attribution: by });
      return (await request<{ landmarks: Landmarks }>("GET", `${root}/replay/landmarks${asked}`))
        .landmarks;
    },
    staleTime: 60_000,
  };
}

export function useLandmarks(day: string, queue: string | null, by: Attribution) {
  return useQuery({ ...landmarksQuery(day, queue, by), refetchInterval: 60_000 });
}

/** Since when each of these queues has been below its target; one that reaches it is not in it. */
export function useBelowSince(queues: string[], by: Attribution, at: string | null) {
  return useQuery({
    queryKey: ["below-since", queues.join(), by, at],
    enabled: queues.length > 0,
    queryFn: () =>
      request<{ since: Record<string, string> }>(
        "GET",
        `${root}/queues/below-since${query({ queues: queues.join(), attribution: by, at })}`,
      ),
    select: (body) => body.since,
    placeholderData: keepPreviousData,
    refetchInterval: at === null ? 60_000 : false,
    staleTime: 30_000,
  });
}

/** Figures of the past; `asked` is the query as it stands behind `?`. */
export function useHistory(asked: string) {
  return useQuery({
    queryKey: ["history", asked],
    queryFn: () => request<{ history: History }>("GET", `${root}/history?${asked}`),
    select: (body) => body.history,
    retry: false,
    staleTime: 60_000,
  });
}

type Row = { id: number; name: string };

/** What the overview can be narrowed to, by kind. */
export function useSlices() {
  return useQuery({ queryKey: ["slices"], queryFn: readSlices, staleTime: 300_000 });
}

async function readSlices(): Promise<Record<SliceKind, Row[]>> {
  const [site, skill, team, did] = await Promise.all([
    request<{ figures: { rows: Row[] } }>("GET", `${root}/figures?by=site`),
    request<{ skills: Row[] }>("GET", `${root}/skills`),
    request<{ teams: Row[] }>("GET", `${root}/teams`),
    request<{ dids: Row[] }>("GET", `${root}/dids`),
  ]);
  return { site: site.figures.rows, skill: skill.skills, team: team.teams, did: did.dids };
}

type Named = { value: string; label: string };
type CentreNames = Record<"queue" | "skill" | "site" | "team", Named[]>;

/** One object: who computes from the names must not compute anew with each drawing. */
const noNames: CentreNames = { queue: [], skill: [], site: [], team: [] };

/** Queues, skills, sites and teams by name, as a filter offers them. */
export function useCentreNames(): CentreNames {
  const names = useQuery({ queryKey: ["names"], queryFn: readNames, staleTime: 300_000 });
  return names.data ?? noNames;
}

async function readNames() {
  const [queues, skills, sites, teams] = await Promise.all([
    request<{ queues: { rows: Record<string, { name: string }> } }>("GET", `${root}/queues`),
    request<{ skills: Row[] }>("GET", `${root}/skills`),
    request<{ figures: { rows: Row[] } }>("GET", `${root}/figures?by=site`),
    request<{ teams: Row[] }>("GET", `${root}/teams`),
  ]);
  const named = (rows: Row[]) => rows.map(({ id, name }) => ({ value: String(id), label: name }));
  const queue = Object.entries(queues.queues.rows);
  return {
    queue: queue.map(([value, { name }]) => ({ value, label: name })),
    skill: named(skills.skills),
    site: named(sites.figures.rows),
    team: named(teams.teams),
  };
}

let zone: string | undefined;

function browserZone(): string {
  zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone;
}

/** Telephone systems and feeds that are out of reach, by name; empty for whom that is no business. */
export function useLostSources(): { total: number; lost: string[] } {
  const session = useSession();
  const sources = useQuery({
    queryKey: ["lost-sources"],
    enabled: may(session.data, "watch_floor"),
    queryFn: () => request<{ sources: SourcesView }>("GET", `${root}/sources`),
    select: (body) => {
      const rows = Object.values(body.sources.rows);
      const lost = rows.filter((row) => row.state === "lost").map((row) => row.name);
      return { total: rows.length, lost };
    },
    refetchInterval: 15_000,
  });
  return sources.data ?? noSources;
}

const noSources = { total: 0, lost: [] };

/** The centre's zone, in which every screen tells the time; until it is known the browser's. */
export function useZone(): string {
  const range = useReplayRange();
  const session = useSession();
  return range.data?.zone ?? session.data?.zone ?? browserZone();
}

/** What the floor's past views are kept under. */
export const replayKey = ["replay", "view"];

/** A view as it was at a past moment. The view of the moment before stays until the new one is there. */
export function useReplay<V>(view: string, at: string | null, by: Attribution) {
  return useQuery({
    queryKey: [...replayKey, view, at, by],
    enabled: at !== null,
    queryFn: () =>
      request<{ replay: V }>("GET", `${root}/replay${query({ at, view, attribution: by })}`),
    select: (body) => body.replay,
    placeholderData: (previous, before) => (before?.queryKey[2] === view ? previous : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

function query(parameters: Record<string, string | null>): string {
  const given = Object.entries(parameters).filter(
    (pair): pair is [string, string] => pair[1] !== null,
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
