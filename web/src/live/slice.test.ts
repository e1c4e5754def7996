import { expect, test } from "vitest";
import { sliceIn, sliceView, sliceWord } from "./slice";

const read = (slice: string) => sliceIn(new URLSearchParams({ slice }));

test("a slice reads back as it is written", () => {
  const slice = { kind: "team", id: "12" } as const;
  expect(read(sliceWord(slice))).toEqual(slice);
  expect(sliceView(slice)).toBe("overview:team:12");
});

test("what is no slice is the whole centre", () => {
  for (const wrong of ["", "team", "team-", "team-x", "queue-1", "planet-3"])
    expect(read(wrong)).toBeNull();
  expect(sliceIn(new URLSearchParams())).toBeNull();
  expect(sliceView(null)).toBe("overview");
});
