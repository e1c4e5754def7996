/**
 * What the pages ask about floors and seats, one hook per question.
 *
 * Room:  api; between the client and the seat pages. Who sits where comes with the live stream.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./client";
import type { Floor, FloorLayout, FreeSeat, PlanImport, SeatMark, SeatUse } from "./views";

const root = "/api/v1";
const floorsKey = ["floors"];

export function useFloors() {
  return useQuery({
    queryKey: floorsKey,
    queryFn: () => request<{ floors: Floor[] }>("GET", `${root}/floors`),
    select: (body) => body.floors,
  });
}

export function useFloor(id: string) {
  return useQuery({
    queryKey: [...floorsKey, id],
    queryFn: () => request<{ floor: Floor }>("GET", `${root}/floors/${id}`),
    select: (body) => body.floor,
    // What is being drawn is not replaced under the hand; saving tells whether it was changed.
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** Without a layout the server puts the site's seats in rows. */
export function useCreateFloor() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { site: number; name: string }) =>
      request<{ floor: Floor }>("POST", `${root}/floors`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: floorsKey }),
  });
}

export function useChangeFloor(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; layout: FloorLayout; revision: number }) =>
      request<{ floor: Floor }>("PUT", `${root}/floors/${id}`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: floorsKey, exact: true }),
  });
}

/** Out of order, reserved, or neither: the live stream shows it. */
export function useMarkSeat() {
  return useMutation({
    mutationFn: ({ seat, state }: { seat: number; state: SeatMark }) =>
      request<void>("PUT", `${root}/seats/${seat}/state`, { state }),
  });
}

export function useImportFloors() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { text: string; is_preview: boolean }) =>
      request<{ import: PlanImport }>("POST", `${root}/floors/import`, body),
    onSuccess: ({ import: report }) =>
      report.is_written ? queries.invalidateQueries({ queryKey: floorsKey }) : undefined,
  });
}

export type Wish = { site: number; team: number | null; zone: string | null; hours: number };

export function useFreeSeats(wish: Wish) {
  const query = new URLSearchParams({ site: String(wish.site), hours: String(wish.hours) });
  if (wish.team !== null) query.set("team", String(wish.team));
  if (wish.zone !== null) query.set("zone", wish.zone);
  return useQuery({
    queryKey: ["free-seats", query.toString()],
    queryFn: () => request<{ free: FreeSeat[] }>("GET", `${root}/seats/free?${query}`),
    select: (body) => body.free,
    // Seats are taken while somebody walks there.
    refetchInterval: 10_000,
  });
}

export type UseQuestion = { site: number; floor: number | null; zone: string | null } & {
  from: string;
  to: string;
};

export function useSeatUse(question: UseQuestion, isWanted: boolean) {
  const query = new URLSearchParams({ from: question.from, to: question.to });
  query.set("site", String(question.site));
  if (question.floor !== null) query.set("floor", String(question.floor));
  if (question.zone !== null) query.set("zone", question.zone);
  return useQuery({
    queryKey: ["seat-use", query.toString()],
    enabled: isWanted,
    queryFn: () => request<{ use: SeatUse }>("GET", `${root}/seats/use?${query}`),
    select: (body) => body.use,
    staleTime: 60_000,
  });
}

type Team = { id: number; name: string };

export function useTeams() {
  return useQuery({
    queryKey: ["teams"],
    queryFn: () => request<{ teams: Team[] }>("GET", `${root}/teams`),
    select: (body) => body.teams,
    staleTime: 60_000,
  });
}
