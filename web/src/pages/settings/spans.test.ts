import { expect, test } from "vitest";
import { dateRuns, runs, spansIn, stretchOf, withDates } from "./spans";

test("hours are taken as people type them", () => {
  for (const text of [
    "08:00-20:00",
    "8-20",
    "8:00 - 20:00",
    "0800-2000",
    "08：00～20：00",
    "8至20",
  ]) {
    expect(spansIn(text).spans, text).toEqual(["08:00-20:00"]);
  }
  expect(spansIn("13:30-20:00，08:00-12:00").spans).toEqual(["08:00-12:00", "13:30-20:00"]);
  expect(spansIn("22:00-06:00").spans).toEqual(["22:00-06:00"]);
  expect(spansIn("20:00-00:00").spans).toEqual(["20:00-24:00"]);
  expect(spansIn("00:00-24:00").spans).toEqual(["00:00-24:00"]);
  expect(spansIn("  ").spans).toEqual([]);
});

test("what is no hours says why and where", () => {
  const said = (text: string) => {
    const typed = spansIn(text);
    return typed.error && `${typed.error} ${typed.at}`;
  };
  expect(said("08:00")).toBe("malformed 08:00");
  expect(said("8-25")).toBe("malformed 8-25");
  expect(said("24:00-25:00")).toBe("malformed 24:00-25:00");
  expect(said("08:60-09:00")).toBe("malformed 08:60-09:00");
  expect(said("8-9-10")).toBe("malformed 8-9-10");
  expect(said("08:00-12:00 08:01-13:00")).toBe("grid 08:01-13:00");
  expect(said("08:00-08:00")).toBe("empty 08:00-08:00");
  expect(said("08:00-12:00 11:00-13:00")).toBe("overlap 11:00-13:00");
  expect(said("0-1 1-2 2-3 3-4 4-5 5-6 6-7 7-8 8-9")).toBe("many 9");
});

test("days with the same hours stand together", () => {
  const week = [["8"], ["8"], ["9"], ["8"], ["8"], [], []];
  const shown = runs(week).map((run) => `${run.first}-${run.last} ${run.spans.join()}`);
  expect(shown).toEqual(["0-1 8", "2-2 9", "3-4 8", "5-6 "]);
});

test("a night ends on the next day", () => {
  expect(stretchOf("22:00-06:00")).toEqual({ from: 1320, until: 1800 });
});

test("dates in a row with one name are one", () => {
  const day = (date: string, name: string | null, spans: string[] = []) => ({ date, name, spans });
  const found = dateRuns([
    day("2026-10-02", "a"),
    day("2026-10-01", "a"),
    day("2026-10-03", "b"),
    day("2026-10-10", null, ["9"]),
  ]);
  const shown = found.map((run) => `${run.from} ${run.until} ${run.name} ${run.spans.join()}`);
  expect(shown).toEqual([
    "2026-10-01 2026-10-02 a ",
    "2026-10-03 2026-10-03 b ",
    "2026-10-10 2026-10-10 null 9",
  ]);
});

test("dates are added to the hours of a queue and replace those of the same day", () => {
  const day = (date: string, spans: string[] = []) => ({ date, spans, name: null });
  const week = Array.from({ length: 7 }, () => ["08:00-12:00"]);
  const own = { zone: null, week, exceptions: [day("2026-10-02", ["9"]), day("2026-05-01")] };
  const all = withDates(own, [day("2026-10-01"), day("2026-10-02")]);
  expect(all.week).toEqual(week);
  expect(all.exceptions).toEqual([day("2026-05-01"), day("2026-10-01"), day("2026-10-02")]);
  expect(withDates(null, []).week[6]).toEqual(["00:00-24:00"]);
});
