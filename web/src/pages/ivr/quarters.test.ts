import { expect, test } from "vitest";
import { quarter, quartersOf, spanOf } from "./quarters";

const shanghai = "Asia/Shanghai";

test("a day has as many quarter hours as its clocks give it", () => {
  expect(quartersOf("2026-11-23", shanghai)).toHaveLength(96);
  expect(quartersOf("2026-10-25", "Europe/Amsterdam")).toHaveLength(100);
  expect(quartersOf("2026-03-29", "Europe/Amsterdam")).toHaveLength(92);
});

test("what an address names is taken, and the whole day where that cannot be", () => {
  const begin = Date.parse("2026-11-22T16:00:00Z");
  const span = (query: string) => spanOf("2026-11-23", shanghai, new URLSearchParams(query));
  const whole = [begin, begin + 96 * quarter];
  expect(span("")).toEqual(whole);
  const evening = "from=2026-11-23T11:00:00Z&to=2026-11-23T12:20:00Z";
  expect(span(evening)).toEqual([
    Date.parse("2026-11-23T11:00:00Z"),
    Date.parse("2026-11-23T12:15:00Z"),
  ]);
  for (const wrong of ["from=yesterday", "from=2026-11-20T11:00:00Z", "to=2026-11-22T16:00:00Z"]) {
    expect(span(wrong)).toEqual(whole);
  }
});
