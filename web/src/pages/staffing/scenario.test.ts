import { expect, test } from "vitest";
import type { Requirement } from "../../api/views";
import {
  peopleOf,
  percentOfPeople,
  readScenario,
  type Scenario,
  shrinkageOf,
  withAgents,
  withShrinkage,
  written,
} from "./scenario";

const scenario: Scenario = { queues: [3], from: "2026-11-29", to: "2026-11-29" };

test("a scenario comes back from the address as it went, and nonsense does not", () => {
  const search = new URLSearchParams({ s: written({ ...scenario, seats: 20 }) });
  expect(readScenario(search)).toEqual({ ...scenario, seats: 20 });
  for (const s of ["", "{", "[]", "null", '{"queues":["x"],"from":"a","to":"b"}']) {
    expect(readScenario(new URLSearchParams({ s }))).toBeNull();
  }
});

test("what says nothing is not written", () => {
  const empty = {
    ...scenario,
    seats: null,
    targets: { asa_s: null },
    people: [],
    may_close: false,
  };
  expect(written(empty)).toBe(written(scenario));
  expect(written({ ...scenario, targets: { service_level: 0 } })).toContain("service_level");
});

test("shrinkage is kept in one order, and none is gone", () => {
  const both = withShrinkage(withShrinkage(scenario, "leave", 7), "break", 29);
  expect(both.shrinkage?.map(({ kind }) => kind)).toEqual(["break", "leave"]);
  expect(shrinkageOf(both, "break")).toBe(29);
  expect(withShrinkage(both, "leave", null).shrinkage?.length).toBe(1);
});

test("people follow the requirement and are told as a share of it", () => {
  const row = { queue: 3, start: "", contacts: 1, handle_s: 1, load: 1, scheduled: 1, with: [] };
  const requirement = {
    step_minutes: 60,
    basis: [{ queue: 3 }],
    rows: [
      { ...row, slot: 9, agents: 10 },
      { ...row, slot: 10, agents: 5 },
      { ...row, slot: 11, agents: null },
    ],
  } as unknown as Requirement;
  const people = peopleOf(requirement, 80);
  expect(people[0]?.agents.slice(8, 12)).toEqual([0, 8, 4, 0]);
  expect(people[0]?.agents.length).toBe(24);
  expect(percentOfPeople(people, requirement)).toBe(80);
  expect(percentOfPeople(withAgents(people, 3, 10, 7), requirement)).toBe(100);
});
