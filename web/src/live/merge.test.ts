import { expect, test } from "vitest";
import { mergePatch } from "./merge";

test("a patch changes, adds and removes, as RFC 7386 says", () => {
  const view = { waiting: 3, queues: { "7": { waiting: 1 }, "8": { waiting: 2 } }, in_ivr: 4 };
  const patch = { waiting: 2, queues: { "7": { waiting: 0 }, "8": null, "9": { waiting: 5 } } };
  expect(mergePatch(view, patch)).toEqual({
    waiting: 2,
    queues: { "7": { waiting: 0 }, "9": { waiting: 5 } },
    in_ivr: 4,
  });
});

test("what the patch does not touch keeps its identity", () => {
  const view = { queues: { "7": { waiting: 1 }, "8": { waiting: 2 } } };
  const merged = mergePatch(view, { queues: { "7": { waiting: 0 } } });
  expect(merged.queues["8"]).toBe(view.queues["8"]);
  expect(merged.queues["7"]).not.toBe(view.queues["7"]);
});

test("lists are replaced whole, and a patch to nothing builds it", () => {
  expect(mergePatch({ list: [1, 2] }, { list: [3] })).toEqual({ list: [3] });
  expect(mergePatch(null, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
});
