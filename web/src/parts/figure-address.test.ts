import { describe, expect, test } from "vitest";
import {
  type Asked,
  figureIn,
  figureSearch,
  questionOf,
  withFigure,
  withoutFigure,
} from "./figure-address";

const asked: Asked = {
  measure: "service_level",
  span: "last_15m",
  scope: { kind: "queue", id: "7" },
  by: "by_event",
  moment: "2026-11-24T00:30:00.000Z",
  rule: "of_offered",
  part: "missed",
  wait: { beyond: 20, within: 30 },
};

describe("a figure's address", () => {
  test("reads back what was written and keeps the rest", () => {
    const search = withFigure(new URLSearchParams("state=available&contact=9"), asked);
    expect(figureIn(search)).toEqual(asked);
    expect(search.get("state")).toBe("available");
    expect(search.get("contact")).toBeNull();
    expect(withoutFigure(search).toString()).toBe("state=available");
  });

  test("written in one go it is the same", () => {
    const span = { from: "2026-11-24T00:30:00Z", to: "2026-11-24T00:45:00Z" };
    const bare = { ...asked, scope: null, moment: null, rule: null, part: null, wait: null };
    const past = "?at=2026-11-24T00:31:00.000Z&state=talking";
    for (const search of ["", "?state=a%20b&figure=offered&span=today&of=queue-1", "?x=1", past]) {
      for (const one of [asked, { ...asked, span }, bare]) {
        const slowly = withFigure(new URLSearchParams(search), one);
        const at_once = new URLSearchParams(figureSearch(search, one));
        expect([...at_once]).toEqual([...slowly]);
      }
    }
  });

  test("a page of the past turns to the moment of what was pressed, whatever it asks for already", () => {
    const ahead = new URLSearchParams("at=2026-11-24T00:30:05.000Z");
    const search = withFigure(ahead, asked);
    expect(search.get("at")).toBe(asked.moment);
    expect(search.get("moment")).toBe(asked.moment);
    expect(withFigure(ahead, { ...asked, moment: null }).get("at")).toBe(ahead.get("at"));
    expect(withFigure(new URLSearchParams(), asked).has("at")).toBe(false);
  });

  test("an interval is asked by its edges, a span by its name", () => {
    const span = { from: "2026-11-24T00:30:00Z", to: "2026-11-24T00:45:00Z" };
    const search = withFigure(new URLSearchParams(), { ...asked, span });
    expect(figureIn(search)?.span).toEqual(span);
    expect(questionOf({ ...asked, span }, "missed")).toMatchObject({ ...span, span: null });
    expect(questionOf(asked, "missed")).toMatchObject({ span: "last_15m", from: null, queue: "7" });
    expect(questionOf({ ...asked, span: "now" }, "waiting").span).toBeNull();
  });

  test("waits are asked by their bounds, and those beyond the last by one", () => {
    expect(questionOf(asked, "missed")).toMatchObject({ beyond_s: "20", within_s: "30" });
    const long = { ...asked, wait: { beyond: 600, within: null } };
    expect(figureIn(withFigure(new URLSearchParams(), long))).toEqual(long);
    expect(questionOf(long, "missed")).toMatchObject({ beyond_s: "600", within_s: null });
    const short = { ...asked, wait: { beyond: 0, within: 10 } };
    expect(questionOf(short, "missed")).toMatchObject({ beyond_s: null, within_s: "10" });
    expect(figureIn(new URLSearchParams("figure=answered&wait=long"))?.wait).toBeNull();
  });

  test("what cannot be read opens nothing", () => {
    for (const text of ["", "figure=happiness", "figure=answered&span=yesterday"]) {
      expect(figureIn(new URLSearchParams(text))).toBeNull();
    }
    expect(figureIn(new URLSearchParams("figure=answered&of=queue-x"))?.scope).toBeNull();
  });
});
