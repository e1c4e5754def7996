import { expect, test } from "vitest";
import { severityBy, worst } from "../live/severity";
import { fieldOf, type Limit, levelOf, thresholdOf } from "./thresholds";

const wait: Limit = { unit: "ms", isBelow: false, house: null };
const level: Limit = { unit: "share", isBelow: true, house: null };

test("people write seconds and percent, milliseconds and shares are kept", () => {
  expect(levelOf("ms", "90")).toBe(90_000);
  expect(levelOf("share", "92.5")).toBe(0.925);
  expect(levelOf("count", " 7 ")).toBe(7);
  expect([levelOf("count", ""), levelOf("count", "x"), levelOf("ms", "-1")]).toEqual([
    null,
    undefined,
    undefined,
  ]);
  for (const value of ["0.3", "92.4", "57"]) {
    expect(fieldOf("share", levelOf("share", value))).toBe(value);
  }
});

test("an alert that is milder than the warning is refused, by the direction of the figure", () => {
  expect(thresholdOf(wait, { warn: "60", alert: "30" })).toEqual({ complaint: "wrong_order" });
  expect(thresholdOf(level, { warn: "80", alert: "90" })).toEqual({ complaint: "wrong_order" });
  expect(thresholdOf(level, { warn: "90", alert: "80" })).toEqual({
    threshold: { is_below: true, warn: 0.9, alert: 0.8 },
  });
  expect(thresholdOf(wait, { warn: "", alert: " " })).toEqual({ threshold: null });
  expect(thresholdOf(wait, { warn: "", alert: "9" })).toEqual({
    threshold: { is_below: false, warn: null, alert: 9_000 },
  });
  expect(thresholdOf(wait, { warn: "a", alert: "" })).toEqual({ complaint: "wrong_number" });
});

test("from a level on for high values, below it for low ones; nothing measured is no verdict", () => {
  const high = { is_below: false, warn: 5, alert: 10 };
  expect([4, 5, 9, 10].map((value) => severityBy(value, high))).toEqual([
    "good",
    "warning",
    "warning",
    "critical",
  ]);
  const low = { is_below: true, warn: 0.9, alert: 0.8 };
  expect([0.9, 0.89, 0.8, 0.79].map((value) => severityBy(value, low))).toEqual([
    "good",
    "warning",
    "warning",
    "critical",
  ]);
  expect([severityBy(null, low), severityBy(0, low)]).toEqual(["good", "critical"]);
  expect(worst(["good", "warning", "notice"])).toBe("warning");
});
