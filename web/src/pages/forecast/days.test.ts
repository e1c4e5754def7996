import { expect, test } from "vitest";
import type { ForecastDay } from "../../api/views";
import { plusDays, sameWeekday, slotTime, weekday, weeks } from "./days";

test("days go over months, years and clock changes", () => {
  expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(plusDays("2026-03-29", 1)).toBe("2026-03-30");
  expect(plusDays("2028-03-01", -1)).toBe("2028-02-29");
  expect([weekday("2026-11-23"), weekday("2026-11-29")]).toEqual([1, 7]);
});

test("the same weekday lies in the history, as late as it allows", () => {
  expect(sameWeekday("2026-11-25", "2026-11-23")).toBe("2026-11-18");
  expect(sameWeekday("2026-11-30", "2026-11-23")).toBe("2026-11-23");
  expect(sameWeekday("2026-12-22", "2026-11-23")).toBe("2026-11-17");
  expect(sameWeekday("2026-11-20", "2026-11-23")).toBe("2026-11-13");
});

test("slots are named by the wall clock", () => {
  expect([slotTime(0, 30), slotTime(19, 30), slotTime(95, 15)]).toEqual([
    "00:00",
    "09:30",
    "23:45",
  ]);
});

test("weeks begin on Mondays and add up", () => {
  const day = (name: string, mean: number) =>
    ({ day: name, total: { mean, quantiles: [] } }) as unknown as ForecastDay;
  const found = weeks([day("2026-11-28", 1), day("2026-11-29", 2), day("2026-11-30", 4)]);
  expect(found).toEqual([
    { first: "2026-11-28", last: "2026-11-29", mean: 3 },
    { first: "2026-11-30", last: "2026-11-30", mean: 4 },
  ]);
});
