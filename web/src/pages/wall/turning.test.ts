import { expect, test } from "vitest";
import { pageAt } from "./turning";

test("pages turn with the clock and begin again after the last", () => {
  const pages = [0, 29_999, 30_000, 60_000, 90_000].map((now) => pageAt(now, 30, 3, 0));
  expect(pages).toEqual([0, 0, 1, 2, 0]);
});

test("turning by hand goes both ways around", () => {
  expect(pageAt(0, 30, 3, 1)).toBe(1);
  expect(pageAt(0, 30, 3, -1)).toBe(2);
  expect(pageAt(0, 30, 3, -7)).toBe(2);
});

test("a board without pages stays where it is", () => {
  expect(pageAt(1_000, 30, 0, 5)).toBe(0);
});
