import { expect, test } from "vitest";
import type { Text } from "../../i18n/language";
import { keptRolesText } from "./role-words";

const text = ((key: string, values?: Record<string, string>) =>
  key === "access.and" ? ", " : [key, ...Object.values(values ?? {})].join(" ")) as Text;

test("roles as they are kept are told in words, and what nobody knows stays as it is", () => {
  const places = { teams: new Map([[7, "一组"]]), sites: new Map<number, string>() };
  const told = (kept: string) => keptRolesText(kept, places, text);
  expect(told("viewer")).toBe("role.viewer");
  expect(told("team_leader@team-7, agent@site-2")).toBe(
    "access.held_at role.team_leader 一组, access.held_at role.agent 2",
  );
  expect(told("captain, is agent-3")).toBe("captain, is agent-3");
});
