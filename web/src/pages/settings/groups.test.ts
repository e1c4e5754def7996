import { expect, test } from "vitest";
import type { PlannedChange } from "../../api/views";
import { groupsOf, touchesOf } from "./groups";

function change(id: number, share: number, more: Partial<PlannedChange> = {}): PlannedChange {
  return {
    subject: { kind: "queue", id, name: `q${id}` },
    fields: [{ field: "target", before: "nothing", after: { share } }],
    effective_from: null,
    touches: [{ reach: "contacts_today", count: id }],
    warnings: [],
    problem: null,
    ...more,
  };
}

test("the same change of many things is one group, and what it reaches adds up", () => {
  const groups = groupsOf([change(1, 0.9), change(2, 0.8), change(3, 0.9)]);
  expect(groups.map((group) => group.map((one) => one.subject.id))).toEqual([[1, 3], [2]]);
  expect(touchesOf(groups[0] ?? [])).toEqual([{ reach: "contacts_today", count: 4 }]);
});

test("what has a problem stands alone", () => {
  const problem = { code: "unknown", place: "", given: "", message: "", remedy: "" } as const;
  const groups = groupsOf([change(1, 0.9, { problem }), change(2, 0.9, { problem })]);
  expect(groups).toHaveLength(2);
});
