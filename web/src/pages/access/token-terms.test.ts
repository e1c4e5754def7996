import { expect, test } from "vitest";
import { soonDays, termOf } from "./token-terms";

const now = Date.parse("2026-11-27T00:00:00Z");
const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();

test("a token is good, near its end, over, revoked, or without an end", () => {
  const kind = (expires_at: string | null, revoked_at: string | null = null) =>
    termOf({ expires_at, revoked_at }, now).kind;
  expect(kind(inDays(soonDays + 1))).toBe("good");
  expect(kind(inDays(soonDays - 1))).toBe("soon");
  expect(kind(inDays(0))).toBe("ended");
  expect(kind(null)).toBe("endless");
  expect(kind(inDays(90), inDays(-1))).toBe("revoked");
  expect(termOf({ expires_at: inDays(-1), revoked_at: null }, now).isOver).toBe(true);
});
