import { expect, test } from "vitest";
import { canBePast, overBy, pastIn, unreadIn } from "./past";

const at = (text: string) => new URLSearchParams({ at: text });

test("a moment is read as it is written, and what is none is now", () => {
  expect(pastIn("/queues", at("2026-11-27T08:00:00Z"))).toBe("2026-11-27T08:00:00.000Z");
  expect(pastIn("/queues/7", at("2026-11-27T16:00:00+08:00"))).toBe("2026-11-27T08:00:00.000Z");
  for (const wrong of ["", "yesterday", "2026-99-01"]) {
    expect(pastIn("/", at(wrong))).toBeNull();
    expect(unreadIn("/", at(wrong))).toBe(wrong);
  }
  expect(unreadIn("/", at("2026-11-27T08:00:00Z"))).toBeNull();
  expect(unreadIn("/", new URLSearchParams())).toBeNull();
  expect(unreadIn("/history", at("yesterday"))).toBeNull();
  expect(pastIn("/", new URLSearchParams())).toBeNull();
});

test("what has a time of its own, or none, is never past", () => {
  for (const place of ["/history", "/walls", "/design", "/seats/3/edit", "/setup"])
    expect(canBePast(place)).toBe(false);
  expect(pastIn("/history", at("2026-11-27T08:00:00Z"))).toBeNull();
  for (const place of ["/", "/agents/12", "/contacts/5", "/ivr"])
    expect(canBePast(place)).toBe(true);
});

test("a curve of the past holds no interval that still ran", () => {
  const points = ["10:00", "10:15", "10:30"].map((time) => ({ start: `2026-11-27T${time}:00Z` }));
  const over = (at: string) => overBy(points, 900, `2026-11-27T${at}:00.000Z`).length;
  expect([over("10:14"), over("10:15"), over("10:29"), over("10:30"), over("10:50")]).toEqual([
    0, 1, 1, 2, 3,
  ]);
});
