import { describe, expect, test } from "vitest";
import { bytes, change, count, duration, lag, rate } from "./numbers";
import { clock, day, dayClock, endOfDay, localInstant, startOfDay } from "./times";

describe("numbers", () => {
  test("nothing measured is a dash, never zero", () => {
    expect([duration(null), rate(null), count(null), lag(null)]).toEqual(["–", "–", "–", "–"]);
    expect([duration(0), rate(0), count(0)]).toEqual(["0:00", "0.0%", "0"]);
  });

  test("durations grow a field at each hour", () => {
    expect(duration(9_400)).toBe("0:09");
    expect(duration(599_600)).toBe("10:00");
    expect(duration(3_661_000)).toBe("1:01:01");
  });

  test("rates round on the screen only", () => {
    expect(rate(0.9249)).toBe("92.5%");
    expect(rate(1)).toBe("100.0%");
  });
});

describe("times", () => {
  test("are those of the centre's zone", () => {
    expect(clock("2026-11-23T16:30:00Z", "Asia/Shanghai")).toBe("00:30:00");
    expect(day("2026-11-23T16:30:00Z", "Asia/Shanghai")).toBe("2026-11-24");
  });

  test("a local time is the instant at which the zone's clocks show it", () => {
    for (const [text, zone] of [
      ["2026-11-23 14:05:09", "Asia/Shanghai"],
      ["2026-03-29 01:59:59", "Europe/Amsterdam"],
      ["2026-03-29 03:00:00", "Europe/Amsterdam"],
    ] as const) {
      expect(dayClock(localInstant(text, zone), zone)).toBe(text);
    }
  });

  test("days have 23, 24 or 25 hours", () => {
    const hours = (text: string, zone: string) =>
      (endOfDay(text, zone) - startOfDay(text, zone)) / 3_600_000;
    expect(hours("2026-11-23", "Asia/Shanghai")).toBe(24);
    expect(hours("2026-03-29", "Europe/Amsterdam")).toBe(23);
    expect(hours("2026-10-25", "Europe/Amsterdam")).toBe(25);
    expect(startOfDay("2026-11-23", "Asia/Shanghai")).toBe(Date.parse("2026-11-22T16:00:00Z"));
  });
});

test("a change says its direction, and none where nothing shows", () => {
  expect([0.018, -0.12, 0.0004, -0.0004, 0].map(change)).toEqual([
    "+1.8%",
    "−12.0%",
    "±0%",
    "±0%",
    "±0%",
  ]);
});

test("sizes have three digits at most and the unit that fits", () => {
  expect([0, 999, 1_000, 99_960, 999_499, 999_500, 3_210_000_000].map(bytes)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "100 kB",
    "999 kB",
    "1.0 MB",
    "3.2 GB",
  ]);
  expect(bytes(null)).toBe("–");
});
