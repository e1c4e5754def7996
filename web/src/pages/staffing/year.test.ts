import { expect, test } from "vitest";
import { daysOf, monthsFrom, readTraining } from "./year";

test("months go over the turn of the year", () => {
  expect(monthsFrom("2026-11-30", 3)).toEqual(["2026-11", "2026-12", "2027-01"]);
  expect(["2026-11", "2026-12", "2027-02", "2028-02"].map(daysOf)).toEqual([30, 31, 28, 29]);
});

test("a training curve is read as it is typed", () => {
  expect(readTraining("0 50")).toEqual([0, 0.5]);
  expect(readTraining("30%，70%")).toEqual([0.3, 0.7]);
  expect(readTraining("x 120 -5 ")).toEqual([]);
});
