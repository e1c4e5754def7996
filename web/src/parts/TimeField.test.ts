import { expect, test } from "vitest";
import { timeIn } from "./TimeField";

test("a time is read as people type it, and nothing else is", () => {
  expect(["9:05", "0905", "09：05：30", "23:59:59"].map(timeIn)).toEqual([
    "09:05:00",
    "09:05:00",
    "09:05:30",
    "23:59:59",
  ]);
  expect(["", "24:00", "9:5", "12:60", "noon", "12:00:61"].map(timeIn)).toEqual(
    Array(6).fill(null),
  );
});
