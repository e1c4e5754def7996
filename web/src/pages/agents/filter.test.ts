import { expect, test } from "vitest";
import { isFound } from "./filter";

const agent = { name: "Li Na", team: "Night 2" };

test("an agent is found by name, by team, or by a word of each", () => {
  expect(isFound(agent, "li")).toBe(true);
  expect(isFound(agent, "NIGHT")).toBe(true);
  expect(isFound(agent, " night  na ")).toBe(true);
});

test("a word that is in neither finds nobody, nor does a missing team", () => {
  expect(isFound(agent, "li day")).toBe(false);
  expect(isFound({ name: "Li Na", team: null }, "null")).toBe(false);
});
