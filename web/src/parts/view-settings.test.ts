import { expect, test } from "vitest";
import type { ViewSettings } from "../api/views";
import { isSame, moved, movedTo, understood, withFilters } from "./view-settings";

const settings: ViewSettings = {
  columns: ["name", "waiting", "gone"],
  sorting: { column: "waiting", is_descending: true },
  filters: { skill: "a", site: "b" },
  thresholds: { waiting: { is_below: false, warn: 5, alert: null } },
  density: "comfortable",
  group: null,
  layout: "table",
};

test("columns that are gone are left out, and the first always stands first", () => {
  const known = ["name", "waiting", "staffed"];
  expect(understood(settings, known).columns).toEqual(["name", "waiting"]);
  const without = { ...settings, columns: ["staffed", "staffed"] };
  expect(understood(without, known).columns).toEqual(["name", "staffed"]);
});

test("the order of filters and an absent level are no change, another order of columns is", () => {
  const turned = {
    ...settings,
    filters: { site: "b", skill: "a" },
    thresholds: { waiting: { is_below: false, warn: 5 } },
  };
  expect(isSame(settings, turned)).toBe(true);
  expect(isSame(settings, { ...settings, columns: ["name", "gone", "waiting"] })).toBe(false);
  expect(isSame(settings, { ...settings, density: "compact" })).toBe(false);
});

test("an empty filter is none", () => {
  expect(withFilters({ a: "1", b: "2" }, { a: "", b: null, c: "3" })).toEqual({ c: "3" });
});

test("a column moves by one and stays at the edge", () => {
  expect(moved(["a", "b", "c"], "b", -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], "c", 1)).toEqual(["a", "b", "c"]);
  expect(movedTo(["a", "b", "c"], "a", 2)).toEqual(["b", "c", "a"]);
});
