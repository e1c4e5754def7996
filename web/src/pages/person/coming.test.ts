import { describe, expect, it } from "vitest";
import type { PersonSpan } from "../../api/views";
import { questionOf } from "../people/question";
import { comingOf } from "./Coming";
import { arranged } from "./OverTime";

const today = "2026-11-24";

function span(
  kind: PersonSpan["kind"],
  slot: number,
  days: [string, string | null],
  text: string,
): PersonSpan {
  const [first_day, until_day] = days;
  return {
    kind,
    slot,
    value: { text },
    first_day,
    until_day,
    is_future: first_day > today,
    is_past: until_day !== null && until_day <= today,
  };
}

describe("changes to come", () => {
  it("a move says what ends with it, and is told once", () => {
    const spans = [
      span("team", 0, ["2026-01-05", "2026-12-01"], "A"),
      span("team", 0, ["2026-12-01", null], "B"),
    ];
    const [move, ...rest] = comingOf({ spans, today });
    expect(rest).toEqual([]);
    expect(move).toMatchObject({ day: "2026-12-01", value: { text: "B" }, ends: { text: "A" } });
  });

  it("an end with nothing after it is a change too", () => {
    const spans = [span("skill", 3, ["2026-01-05", "2027-01-01"], "C")];
    expect(comingOf({ spans, today })).toMatchObject([
      { day: "2027-01-01", value: null, ends: { text: "C" } },
    ]);
  });

  it("what has begun, or ends today, is none", () => {
    const spans = [
      span("team", 0, [today, null], "A"),
      span("skill", 3, ["2026-01-05", today], "C"),
    ];
    expect(comingOf({ spans, today })).toEqual([]);
  });
});

it("spans stand by kind, the youngest first", () => {
  const spans = [
    span("skill", 1, ["2026-01-05", null], "C"),
    span("team", 0, ["2026-01-05", "2026-03-01"], "A"),
    span("team", 0, ["2026-03-01", null], "B"),
  ];
  expect(arranged(spans).map((one) => one.value.text)).toEqual(["B", "A", "C"]);
});

it("filters become the server's question, words as they are", () => {
  expect(questionOf({ q: "王 7", team: "none", least: "2", agent: "no", day: "" })).toEqual({
    q: "王 7",
    team: "none",
    least_skills: "2",
    has_agent: "false",
  });
});
