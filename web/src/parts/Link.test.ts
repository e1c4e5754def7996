import { expect, test } from "vitest";
import { thenOf } from "./Link";

const past = "2026-11-27T08:00:00.000Z";
const written = "at=2026-11-27T08%3A00%3A00.000Z";

test("a way leads to the same moment of the other place", () => {
  expect(thenOf("/", past)).toBe(`/?${written}`);
  expect(thenOf("/agents?state=talking", past)).toBe(`/agents?state=talking&${written}`);
  expect(thenOf("/queues/3#members", past)).toBe(`/queues/3?${written}#members`);
});

test("a place without a past, or with a moment of its own, stays as it is", () => {
  for (const to of ["/history", "/walls", "#times", "/?at=2026-01-01T00:00:00Z"])
    expect(thenOf(to, past)).toBe(to);
});
