import { expect, test } from "vitest";
import type { AgentRow } from "../../api/views";
import { deadline, isOverdue, severityOfStay } from "./limits";

const at = (second: number) => Date.parse("2026-11-27T02:00:00Z") + second * 1_000;
const talking = {
  state: "talking",
  since: "2026-11-27T02:00:00Z",
  is_overrun: false,
} as AgentRow;
const thresholds = { "state.talking": { is_below: false, warn: 60_000, alert: 120_000 } };

test("a state is too long from its own threshold on, and never without one", () => {
  expect([59, 60, 120].map((second) => severityOfStay(talking, thresholds, at(second)))).toEqual([
    "good",
    "warning",
    "critical",
  ]);
  expect(severityOfStay({ ...talking, state: "holding" }, thresholds, at(999))).toBe("good");
  expect(deadline(talking, {})).toBe(null);
});

test("the house's allowance for breaks always counts", () => {
  const away: AgentRow = {
    ...talking,
    state: "not_ready",
    overrun_from: "2026-11-27T02:10:00Z",
  };
  expect(isOverdue(away, {}, at(599))).toBe(false);
  expect(isOverdue(away, {}, at(600))).toBe(true);
  const stricter = { "state.not_ready": { is_below: false, warn: 300_000, alert: null } };
  expect(deadline(away, stricter)).toBe(at(300));
  const milder = { "state.not_ready": { is_below: false, warn: 900_000, alert: null } };
  expect(deadline(away, milder)).toBe(at(600));
});
