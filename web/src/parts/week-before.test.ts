import { expect, test } from "vitest";
import type { Curve } from "../api/views";
import { compare, compareForecast, offeredByTime, weekBefore } from "./week-before";

const curve = (day: string, from: string, offered: number[], isRunning = false): Curve =>
  ({
    day,
    zone: "Europe/Berlin",
    step_s: 900,
    points: offered.map((count, place) => ({
      start: new Date(Date.parse(from) + place * 900_000).toISOString(),
      is_running: isRunning && place === offered.length - 1,
      figures: { offered: count },
    })),
  }) as unknown as Curve;

test("a week before is the same weekday, over months and years", () => {
  expect(weekBefore("2026-11-27")).toBe("2026-11-20");
  expect(weekBefore("2027-01-03")).toBe("2026-12-27");
});

test("what runs is not compared, nor what comes later that day", () => {
  const before = curve("2026-11-20", "2026-11-20T09:00:00Z", [10, 20, 30, 40]);
  const now = curve("2026-11-27", "2026-11-27T09:00:00Z", [11, 22, 3], true);
  const until = Date.parse("2026-11-27T09:30:00Z");
  expect(compare(now, before)).toEqual({ until, now: 33, before: 30 });
});

test("intervals meet by the clock, also when it was changed in between", () => {
  // The clock went back on 25 October: 10:00 was 08:00 UTC a week before and is 09:00 UTC now.
  const before = curve("2026-10-22", "2026-10-22T08:00:00Z", [5, 6]);
  const now = curve("2026-10-29", "2026-10-29T09:00:00Z", [7, 8]);
  expect(offeredByTime(before).get("10:00")).toBe(5);
  expect(compare(now, before)).toMatchObject({ now: 15, before: 11 });
});

test("without anything then, or without a full interval, there is no comparison", () => {
  const now = curve("2026-11-27", "2026-11-27T09:00:00Z", [1, 2]);
  expect(compare(now, curve("2026-11-20", "2026-11-20T09:00:00Z", [0, 0]))).toBeNull();
  expect(compare(curve("2026-11-27", "2026-11-27T09:00:00Z", [1], true), now)).toBeNull();
});

test("a forecast is compared where it says something, up to the interval that runs", () => {
  const now = curve("2026-11-27", "2026-11-27T09:00:00Z", [11, 22, 33, 3], true);
  const said = [1, 2, 3].map((place) => ({ start: now.points[place]?.start ?? "", offered: 20 }));
  const from = Date.parse("2026-11-27T09:15:00Z");
  const until = Date.parse("2026-11-27T09:45:00Z");
  expect(compareForecast({ ...now, forecast: said })).toEqual({ from, until, now: 55, before: 40 });
  expect(compareForecast({ ...now, forecast: null })).toBeNull();
  expect(compareForecast({ ...now, forecast: [] })).toBeNull();
});
