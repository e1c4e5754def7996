import { expect, test } from "vitest";
import type { Landmarks, LandmarkView } from "../../api/views";
import { around, nearest } from "./landmarks";

const zone = "Asia/Shanghai";
const at = (text: string) => Date.parse(`${text}+08:00`);
const landmark = (from: string, until: string | null = null): LandmarkView => ({
  at: `${from}+08:00`,
  until: until && `${until}+08:00`,
  kind: until ? "below_target" : "anomaly",
  source: null,
  anomaly: "repeated",
  count: 1,
  lowest: null,
});
const days: Record<string, LandmarkView[]> = {
  "2026-11-24": [landmark("2026-11-24T09:00:00", "2026-11-24T09:30:00")],
  "2026-11-27": [landmark("2026-11-27T08:00:00.400"), landmark("2026-11-27T10:00:00")],
};
const asked: string[] = [];
const landmarksOf = async (day: string) => {
  asked.push(day);
  return { day, definition: {}, landmarks: days[day] ?? [] } as unknown as Landmarks;
};
const from = at("2026-11-20T00:00:00");
const until = at("2026-11-27T11:00:00");
const find = async (moment: string, direction: "earlier" | "later") => {
  const found = await nearest({ at: at(moment), direction, zone, from, until, landmarksOf });
  return found?.at.slice(0, 19) ?? null;
};

test("the next landmark is of the same day, or of a day further on", async () => {
  expect(await find("2026-11-27T07:00:00", "later")).toBe("2026-11-27T08:00:00");
  expect(await find("2026-11-27T08:00:01", "later")).toBe("2026-11-27T10:00:00");
  expect(await find("2026-11-27T08:00:01", "earlier")).toBe("2026-11-24T09:00:00");
  expect(await find("2026-11-24T09:00:00", "later")).toBe("2026-11-27T08:00:00");
});

test("where nothing comes any more nothing is found, and the search ends with the record", async () => {
  expect(await find("2026-11-27T10:00:00", "later")).toBeNull();
  asked.length = 0;
  expect(await find("2026-11-24T09:00:00", "earlier")).toBeNull();
  expect(asked.at(-1)).toBe("2026-11-20");
});

test("what lasts is told while it lasts, what is of a moment for a minute", () => {
  const of = (day: string, moment: string) => around(days[day] ?? [], at(moment)).length;
  expect(of("2026-11-24", "2026-11-24T09:29:59")).toBe(1);
  expect(of("2026-11-24", "2026-11-24T09:30:00")).toBe(0);
  expect(of("2026-11-27", "2026-11-27T10:00:30")).toBe(1);
  expect(of("2026-11-27", "2026-11-27T10:01:30")).toBe(0);
});
