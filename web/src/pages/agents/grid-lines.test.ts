import { expect, test } from "vitest";
import type { AgentRow } from "../../api/views";
import { countOf, gridLines, gridOrder } from "./grid-lines";

const person = (name: string, team: string | null, state = "talking") =>
  ({ name, team, state, seat: null }) as AgentRow;
const rows = {
  1: person("二", "B"),
  2: person("A10", "A"),
  3: person("A2", "A", "available"),
  4: person("x", null),
};

test("people stand by group and name, whatever they do; who has no group stands last", () => {
  const order = gridOrder(rows, ["4", "1", "2", "3"], "team");
  expect(order).toEqual(["3", "2", "1", "4"]);
  const busy = { ...rows, 3: person("A2", "A", "ringing") };
  expect(gridOrder(busy, ["1", "2", "3", "4"], "team")).toEqual(order);
});

test("each group has a head and as many lines as it needs", () => {
  const lines = gridLines(rows, ["3", "2", "1"], "team", 1);
  expect(lines.map((line) => [line.kind, line.members])).toEqual([
    ["head", ["3", "2"]],
    ["tiles", ["3"]],
    ["tiles", ["2"]],
    ["head", ["1"]],
    ["tiles", ["1"]],
  ]);
  expect(countOf(rows, ["2", "3"])).toEqual({ talking: 1, available: 1 });
});
