/** When a token ends, and how near that is. */
import type { Severity } from "../../live/severity";

type Ending = { expires_at?: string | null; revoked_at?: string | null };
type Kind = "good" | "soon" | "ended" | "revoked" | "endless";
export type Term = { kind: Kind; at: string | null; isOver: boolean; severity: Severity };

/** Days before its end from which a token is marked: time to make another one. */
export const soonDays = 14;

export function termOf({ expires_at, revoked_at }: Ending, now: number): Term {
  if (revoked_at != null) return over("revoked", revoked_at);
  if (expires_at == null) return { kind: "endless", at: null, isOver: false, severity: "notice" };
  const left = Date.parse(expires_at) - now;
  if (left <= 0) return over("ended", expires_at);
  const isSoon = left < soonDays * 86_400_000;
  return {
    kind: isSoon ? "soon" : "good",
    at: expires_at,
    isOver: false,
    severity: isSoon ? "warning" : "good",
  };
}

export const isOver = (token: Ending, now: number) => termOf(token, now).isOver;

function over(kind: "ended" | "revoked", at: string): Term {
  return { kind, at, isOver: true, severity: "notice" };
}
