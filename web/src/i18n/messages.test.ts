import { expect, test } from "vitest";
// @ts-expect-error a plain script, shared with `npm run check`
import { findings } from "../../checks/messages.mjs";

test("no message is missing, unused or written in code", () => {
  expect(findings()).toEqual([]);
});
