/**
 * People of the house: lists, one person, changes from a day on, protected facts, claims.
 *
 * Room:  api; between the client and the pages of people.
 * Holds: whatever changes a person answers with it whole, and that stands at once; a look at one person
 *        is in the audit list, so it is asked for once and not at every glance.
 */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, request, upload } from "./client";
import type {
  ListMeta,
  NewPerson,
  PeopleChoices,
  PeopleFileReport,
  PeopleMeta,
  PersonChange,
  PersonFactChange,
  PersonFactKind,
  PersonLine,
  PersonProfile,
  ProtectedFact,
  ProtectedKind,
  SkillSpread,
  UnclaimedAgent,
} from "./views";

const root = "/api/v1/people";
const listKey = ["people"];
const personKey = (id: string) => ["person", id];
const seldom = { staleTime: 60_000, refetchOnWindowFocus: false } as const;

type Asked = Record<string, string>;
type PersonBody = { profile: PersonProfile };

const question = (asked: Asked) => new URLSearchParams(asked).toString();

export function usePeople(asked: Asked) {
  return useQuery({
    queryKey: [...listKey, "list", asked],
    queryFn: () =>
      request<{ people: PersonLine[]; meta: PeopleMeta }>("GET", `${root}?${question(asked)}`),
    placeholderData: keepPreviousData,
  });
}

export function usePeopleChoices() {
  return useQuery({
    queryKey: [...listKey, "choices"],
    queryFn: () => request<{ choices: PeopleChoices }>("GET", `${root}/choices`),
    select: (body) => body.choices,
    ...seldom,
  });
}

export function useSkillSpread(asked: Asked) {
  return useQuery({
    queryKey: [...listKey, "skills", asked],
    queryFn: () => request<{ spread: SkillSpread }>("GET", `${root}/skills?${question(asked)}`),
    select: (body) => body.spread,
    placeholderData: keepPreviousData,
  });
}

export function useUnclaimed() {
  return useQuery({
    queryKey: [...listKey, "unclaimed"],
    queryFn: () => request<{ agents: UnclaimedAgent[] }>("GET", `${root}/unclaimed`),
    select: (body) => body.agents,
  });
}

export function usePerson(id: string, day: string | null) {
  return useQuery({
    queryKey: [...personKey(id), "profile", day],
    queryFn: () => request<PersonBody>("GET", `${root}/${id}${day ? `?day=${day}` : ""}`),
    select: (body) => body.profile,
    placeholderData: keepPreviousData,
    ...seldom,
  });
}

export function usePersonChanges(id: string, limit: number) {
  return useQuery({
    queryKey: [...personKey(id), "changes", limit],
    queryFn: () =>
      request<{ changes: PersonChange[]; meta: ListMeta }>(
        "GET",
        `${root}/${id}/changes?limit=${limit}`,
      ),
    placeholderData: keepPreviousData,
    ...seldom,
  });
}

/** Whatever comes back with a person, it is that person from now on. */
function useChange<T>(ask: (given: T) => Promise<PersonBody>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSuccess: (body) => {
      const key = personKey(String(body.profile.person.id));
      queries.setQueryData([...key, "profile", null], body);
      queries.invalidateQueries({ queryKey: [...key, "changes"] });
      queries.invalidateQueries({ queryKey: listKey });
    },
    onError: (error) => {
      // Somebody was quicker: what stands here is old.
      if (error instanceof ApiError && error.status === 409) {
        queries.invalidateQueries({ queryKey: ["person"] });
      }
    },
  });
}

export function useCreatePerson() {
  return useChange((body: NewPerson) => request<PersonBody>("POST", root, body));
}

export type Master = {
  number: string;
  name: string;
  hired_on: string;
  left_on: string | null;
  reason: string;
  revision: number;
};

export function useChangeMaster(id: number) {
  return useChange((body: Master) => request<PersonBody>("PUT", `${root}/${id}`, body));
}

export type ChangeFrom = {
  id: number;
  from: string | null;
  changes: PersonFactChange[];
  reason: string;
  revision: number;
};

export function useChangeFrom() {
  return useChange(({ id, ...body }: ChangeFrom) =>
    request<PersonBody>("POST", `${root}/${id}/changes`, body),
  );
}

export type TakeBack = {
  kind: PersonFactKind;
  slot: number;
  from: string;
  reason: string;
  revision: number;
};

export function useTakeBack(id: number) {
  return useChange((body: TakeBack) =>
    request<PersonBody>("POST", `${root}/${id}/take-back`, body),
  );
}

/** The revision of a person just now: who claims an agent has not looked at the person's page. */
export async function revisionOf(id: number): Promise<number> {
  const body = await request<PersonBody>("GET", `${root}/${id}`);
  return body.profile.person.revision;
}

export type Import = { file: File; from: string; reason: string | null };

/** Without a reason it is only looked at. */
export function useImportPeople() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, from, reason }: Import) => {
      const asked = question(reason === null ? { from, preview: "true" } : { from, reason });
      return upload<{ import: PeopleFileReport }>(`${root}/import?${asked}`, file);
    },
    onSuccess: (body) => {
      if (!body.import.is_written) return;
      queries.invalidateQueries({ queryKey: listKey });
      queries.invalidateQueries({ queryKey: ["person"] });
    },
  });
}

const protectedKey = (id: number) => ["protected", id];

export function useProtected(id: number, isWanted: boolean) {
  return useQuery({
    queryKey: protectedKey(id),
    enabled: isWanted,
    queryFn: () => request<{ protected: ProtectedFact[] }>("GET", `${root}/${id}/protected`),
    select: (body) => body.protected,
    ...seldom,
  });
}

export type NewProtected = {
  kind: ProtectedKind;
  first_day: string;
  until_day: string | null;
  consent_on: string;
};

export function useKeepProtected(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewProtected) =>
      request<{ protected: ProtectedFact[] }>("POST", `${root}/${id}/protected`, body),
    onSuccess: (body) => {
      queries.setQueryData(protectedKey(id), body);
      queries.invalidateQueries({ queryKey: personKey(String(id)) });
      queries.invalidateQueries({ queryKey: listKey });
    },
  });
}

export function useRemoveProtected(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, first_day }: ProtectedFact) =>
      request("DELETE", `${root}/${id}/protected/${kind}/${first_day}`),
    onSuccess: () => {
      queries.invalidateQueries({ queryKey: protectedKey(id) });
      queries.invalidateQueries({ queryKey: personKey(String(id)) });
      queries.invalidateQueries({ queryKey: listKey });
    },
  });
}
