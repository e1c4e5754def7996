import { describe, expect, it } from "vitest";
import type { ComplianceEvent } from "../../api/views";
import { textOf } from "../../i18n/language";
import { foundText, gradesText } from "./compliance-words";

const why = {
  count: 240,
  grades: { yellow: 200, orange: 500, red: 1250 },
  usual: null,
  window_minutes: null,
  actions: [],
  origins: [],
  entries: [],
} satisfies ComplianceEvent["why"];

describe("why an event is graded so", () => {
  it("tells what is usual where a habit is known, and that none is where not", () => {
    const english = textOf("en");
    const found = (usual: number | null) =>
      foundText({ rule: "bulk_looks", why: { ...why, usual } }, english);
    expect(found(18)).toContain("at most 18 are usual");
    expect(found(null)).toContain("fixed limit");
    expect(gradesText({ why }, english)).toContain("500");
  });

  it("says of what is always red that it is", () => {
    const grades = { yellow: 1, orange: 1, red: 1 };
    expect(gradesText({ why: { ...why, grades } }, textOf("en"))).not.toContain("yellow");
  });
});
