import { expect, test } from "vitest";
import type { Definition, Figures, QueueRow } from "../api/views";
import { compareNeed, severityOfShortfall, severityOfWait, verdictOf } from "./severity";

const definition: Definition = {
  id: 1,
  version: 1,
  rule: "less_short_abandons",
  threshold_s: 30,
  short_s: 5,
  without_closed_hours: false,
  target: 0.92,
};

function queue(
  name: string,
  part: { waiting?: number; wait?: number; level?: number; staffed?: number },
): QueueRow {
  const last_15m = { offered: 40, service_level: part.level ?? 0.95 } as Figures;
  return {
    name,
    waiting: part.waiting ?? 0,
    longest_wait_ms: part.wait ?? null,
    staffed: part.staffed ?? 5,
    available: 1,
    today: last_15m,
    last_15m,
  };
}

test("a wait is judged in multiples of the promised wait", () => {
  expect([30, 31, 61, 121].map((seconds) => severityOfWait(seconds * 1_000, 30))).toEqual([
    "good",
    "notice",
    "warning",
    "critical",
  ]);
});

test("without a target or a measurement nothing is below target", () => {
  expect(severityOfShortfall(null, 0.92)).toBe("good");
  expect(severityOfShortfall(0.1, null)).toBe("good");
});

test("waiting with nobody signed in is critical whatever the figures say", () => {
  expect(verdictOf(queue("a", { waiting: 1, staffed: 0 }), definition)).toEqual({
    severity: "critical",
    cause: "nobody_staffed",
  });
});

test("the worst queue comes first, then the longest wait, then the name", () => {
  const queues = [
    queue("fine", {}),
    queue("slow", { waiting: 2, wait: 70_000 }),
    queue("slower", { waiting: 2, wait: 80_000 }),
    queue("low", { level: 0.6 }),
  ];
  expect(queues.sort(compareNeed(definition)).map((one) => one.name)).toEqual([
    "low",
    "slower",
    "slow",
    "fine",
  ]);
});

test("of queues in equal need where nobody waits, the farthest below its target comes first", () => {
  const queues = [
    queue("a", { level: 0.6 }),
    queue("b", { level: 0.4 }),
    queue("c", { level: 0.5 }),
  ];
  expect(queues.sort(compareNeed(definition)).map(({ name }) => name)).toEqual(["b", "c", "a"]);
});
