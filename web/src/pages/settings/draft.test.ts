import { expect, test } from "vitest";
import type { SettingChange, Settings } from "../../api/views";
import { drop, effective, keyOf, put } from "./draft";

const named = (name: string | null): SettingChange => ({
  kind: "display_name",
  of: "did",
  id: 3,
  name,
});
const limit: SettingChange = { kind: "break_limit", reason: "meal", limit_s: 60 };

test("a thing is changed once, as it was typed last", () => {
  const list = put(put([], [named("a"), limit]), [named("b")]);
  expect(list).toEqual([named("b"), limit]);
  expect(drop(list, [keyOf(limit)])).toEqual([named("b")]);
});

test("what is so already is no change", () => {
  const settings = {
    dids: [{ id: 3, name: "b", own_name: "a" }],
    breaks: [{ reason: "meal", limit_s: 60 }],
  } as unknown as Settings;
  expect(effective([named("b"), limit], settings)).toEqual([]);
  expect(effective([named("a"), named(null)], settings)).toHaveLength(2);
});
