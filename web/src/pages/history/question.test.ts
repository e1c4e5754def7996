import { expect, test } from "vitest";
import { addressOf, first, type Question, questionIn, requestOf } from "./question";

const full: Question = {
  ...first,
  measures: ["offered", "aht_ms"],
  group: "queue",
  period: null,
  from: "2026-11-01",
  to: "2026-11-07",
  step: "1d",
  queue: ["2", "3"],
  definition: "of_answered",
  attribution: "by_event",
  compare: "week",
  drawn: "aht_ms",
  rows: "lines",
};

test("an address reads back as the question it was written from", () => {
  for (const question of [first, full]) {
    expect(questionIn(addressOf(question))).toEqual(question);
  }
});

test("what cannot be read falls back to what is usual", () => {
  expect(questionIn(new URLSearchParams("group=person&step=2h&period=ever"))).toEqual(first);
});

test("the server is asked by its own names", () => {
  const request = new URLSearchParams(requestOf(full));
  expect(request.get("by")).toBe("queue");
  expect(request.get("queue")).toBe("2,3");
  expect(request.has("period")).toBe(false);
  expect(request.has("rows")).toBe(false);
});
