import { expect, test } from "vitest";
import type { Definition, Figures, QueueRow } from "../../api/views";
import { arranged, grouped, isShown, withHeads } from "./arrange";
import { needOf } from "./marks";

const definition: Definition = {
  id: 1,
  version: 1,
  rule: "less_short_abandons",
  threshold_s: 30,
  short_s: 5,
  without_closed_hours: false,
  target: 0.8,
};
const figures = { offered: 10, service_level: 1 } as Figures;

function queue(name: string, part: Partial<QueueRow> = {}): QueueRow {
  return {
    name,
    waiting: 0,
    staffed: 3,
    available: 1,
    today: figures,
    last_15m: figures,
    ...part,
  } as QueueRow;
}

const rows = {
  1: queue("b", { skill: "A", skill_id: 7, site: "N", site_id: 1 }),
  2: queue("a", { skill: "B", skill_id: 8, waiting: 4 }),
  3: queue("c", { skill: "A", skill_id: 7, waiting: 2, longest_wait_ms: 61_000 }),
  4: queue("d"),
};
const question = {
  filters: {},
  thresholds: {},
  definition,
  sorting: { column: "need", isDescending: false },
  columns: [],
};

test("whoever needs somebody comes first, by the house or by one's own thresholds", () => {
  expect(arranged(rows, question)).toEqual(["3", "2", "1", "4"]);
  const thresholds = { waiting: { is_below: false, warn: 3, alert: 4 } };
  expect(arranged(rows, { ...question, thresholds })).toEqual(["2", "3", "1", "4"]);
  expect(needOf(rows[2], definition, thresholds)).toBe("critical");
});

test("one's own threshold takes the place of the house's rule for the column", () => {
  expect(needOf(rows[3], definition, {})).toBe("warning");
  const patient = { longest_wait: { is_below: false, warn: 120_000, alert: null } };
  expect(needOf(rows[3], definition, patient)).toBe("good");
  expect(needOf(queue("x", { waiting: 1, staffed: 0 }), definition, patient)).toBe("critical");
});

test("filters by skill, site, words and need all hold", () => {
  const shown = (filters: Record<string, string>) =>
    Object.values(rows)
      .filter((row) => isShown(row, filters, definition, {}))
      .map((row) => row.name);
  expect(shown({ skill: "A" })).toEqual(["b", "c"]);
  expect(shown({ skill: "A", site: "N" })).toEqual(["b"]);
  expect(shown({ find: "a c" })).toEqual(["c"]);
  expect(shown({ need: "yes" })).toEqual(["c"]);
});

test("groups keep the order within, count what filters hide, and stand last without a name", () => {
  const groups = grouped(rows, ["3", "2", "4"], "skill");
  expect(groups.map((group) => [group.key, group.members, group.total])).toEqual([
    ["skill:7", ["3"], 2],
    ["skill:8", ["2"], 1],
    ["skill:none", ["4"], 1],
  ]);
  expect(withHeads(groups, new Set(["skill:7"]))).toEqual([
    "skill:7",
    "skill:8",
    "2",
    "skill:none",
    "4",
  ]);
});
