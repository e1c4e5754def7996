import { expect, test } from "vitest";
import type { Waits } from "../../api/views";
import { stepsOf } from "./waits";

const waits: Waits = {
  steps_s: [5, 60],
  answered: [3, 0, 0],
  abandoned: [0, 1, 0],
  waited: [4, 1, 0],
  abandonment: [0, 1, null],
};

test("steps end with the longest wait, and the one beyond the last says so", () => {
  expect(stepsOf(waits)).toEqual([
    { label: "≤ 0:05", answered: 3, abandoned: 0, waited: 4, share: 0 },
    { label: "≤ 1:00", answered: 0, abandoned: 1, waited: 1, share: 1 },
  ]);
  const long = stepsOf({ ...waits, answered: [3, 0, 2] });
  expect(long.at(-1)).toEqual({
    label: "> 1:00",
    answered: 2,
    abandoned: 0,
    waited: 0,
    share: null,
  });
  expect(stepsOf({ ...waits, answered: [0, 0, 0], abandoned: [0, 0, 0] })).toEqual([]);
});
