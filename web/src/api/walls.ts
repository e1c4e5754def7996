/**
 * What the pages ask about boards of wall screens, one hook per question.
 *
 * Room:  api; between the client and the wall pages.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, refusalOf, request, unreachable } from "./client";
import type { Board, NewWallToken, WallCurve, WallLayout, WallToken } from "./views";

const root = "/api/v1";
const boardsKey = ["walls"];
const tokensKey = (board: number) => ["wall-tokens", board];

export function useBoards() {
  return useQuery({
    queryKey: boardsKey,
    queryFn: () => request<{ boards: Board[] }>("GET", `${root}/walls`),
    select: (body) => body.boards,
  });
}

export function useBoard(id: string) {
  return useQuery({
    queryKey: [...boardsKey, id],
    queryFn: () => request<{ board: Board }>("GET", `${root}/walls/${id}`),
    select: (body) => body.board,
    // What is being edited is not replaced under the hand; saving tells whether it was changed.
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** Without a layout the server makes a good first board. */
export function useCreateBoard() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; layout?: WallLayout }) =>
      request<{ board: Board }>("POST", `${root}/walls`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: boardsKey }),
  });
}

export function useChangeBoard(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; layout: WallLayout; revision: number }) =>
      request<{ board: Board }>("PUT", `${root}/walls/${id}`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: boardsKey, exact: true }),
  });
}

export function useRemoveBoard() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request("DELETE", `${root}/walls/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: boardsKey }),
  });
}

export function useWallTokens(board: number) {
  return useQuery({
    queryKey: tokensKey(board),
    queryFn: () => request<{ tokens: WallToken[] }>("GET", `${root}/walls/${board}/tokens`),
    select: (body) => body.tokens,
  });
}

/** The links of all boards. */
export function useAllWallTokens(isWanted: boolean) {
  return useQuery({
    queryKey: ["wall-tokens"],
    enabled: isWanted,
    queryFn: () => request<{ tokens: WallToken[] }>("GET", `${root}/wall-tokens`),
    select: (body) => body.tokens,
  });
}

export function useCreateWallToken(board: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; days: number }) =>
      request<{ token: NewWallToken }>("POST", `${root}/walls/${board}/tokens`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensKey(board) }),
  });
}

export function useRevokeWallToken(board: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request("DELETE", `${root}/wall-tokens/${id}`),
    // Its board's list, and that of all boards.
    onSuccess: () => {
      queries.invalidateQueries({ queryKey: tokensKey(board) });
      queries.invalidateQueries({ queryKey: ["wall-tokens"], exact: true });
    },
  });
}

/** The curves of a board, asked with the screen's own token where it has one. */
/** `day` null is today. */
export function useWallCurves(
  board: string,
  { token, day }: { token: string | null; day: string | null },
  isWanted: boolean,
) {
  return useQuery({
    queryKey: ["wall-curves", board, day],
    enabled: isWanted,
    queryFn: () => readCurves(board, token, day),
    refetchInterval: day === null ? 30_000 : false,
    refetchIntervalInBackground: true,
    gcTime: 60_000,
  });
}

async function readCurves(
  board: string,
  token: string | null,
  day: string | null,
): Promise<Record<string, WallCurve>> {
  let response: Response;
  try {
    response = await fetch(`${root}/walls/${board}/curves${day ? `?day=${day}` : ""}`, {
      credentials: token ? "omit" : "same-origin",
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  } catch (cause) {
    throw new ApiError(0, unreachable, String(cause), null);
  }
  if (!response.ok) throw await refusalOf(response);
  return ((await response.json()) as { curves: Record<string, WallCurve> }).curves;
}

/** A site, skill or queue by its word, for choosing what a block is about. */
export type Choice = { scope: string; name: string };
type Named = { id: number; name: string };

/** Everything a block can be about, by kind. */
export function useScopes() {
  return useQuery({
    queryKey: ["wall-scopes"],
    queryFn: readScopes,
    staleTime: 60_000,
  });
}

async function readScopes(): Promise<Record<"sites" | "skills" | "queues", Choice[]>> {
  const [queues, skills, sites] = await Promise.all([
    request<{ queues: { rows: Record<string, { name: string }> } }>("GET", `${root}/queues`),
    request<{ skills: Named[] }>("GET", `${root}/skills`),
    request<{ figures: { rows: Named[] } }>("GET", `${root}/figures?by=site`),
  ]);
  const choices = (kind: string, named: Named[]) =>
    named.map(({ id, name }) => ({ scope: `${kind}:${id}`, name }));
  const rows = Object.entries(queues.queues.rows);
  return {
    sites: choices("site", sites.figures.rows),
    skills: choices("skill", skills.skills),
    queues: choices(
      "queue",
      rows.map(([id, { name }]) => ({ id: Number(id), name })),
    ),
  };
}
