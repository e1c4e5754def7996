import { expect, test } from "vitest";
import type { Ivr, IvrNode } from "../../api/views";
import { flowOf, levelsOf } from "./flow";

const labels = { refused: "refused", ended_in_node: "hung up", ended: "ended" };

function node(id: number, level: number, ways: IvrNode["ways"]): IvrNode {
  return {
    id,
    name: `node ${id}`,
    level,
    visits: 10,
    begun: level === 0 ? 10 : 0,
    mean_ms: 1_000,
    ended_visits: 10,
    now: 0,
    keys: [],
    ways,
    is_slow: false,
    is_dead_end: false,
  };
}

const ivr: Ivr = {
  from: "2026-11-22T00:00:00Z",
  to: "2026-11-23T00:00:00Z",
  zone: "Asia/Shanghai",
  begun: 10,
  nodes: [
    node(1, 0, [
      { goal: "node", id: 2, name: "node 2", count: 6 },
      { goal: "ended_in_node", id: null, name: null, count: 4 },
    ]),
    node(2, 1, [
      { goal: "queue", id: 7, name: "bills", count: 3 },
      { goal: "node", id: 1, name: "node 1", count: 2 },
      { goal: "ended_in_node", id: null, name: null, count: 1 },
    ]),
  ],
};

test("ways lead to nodes, queues and ends that are common to all nodes", () => {
  const { places, links, left } = flowOf(ivr, labels);
  expect(places.map((place) => place.label)).toEqual(["node 1", "node 2", "hung up", "bills"]);
  expect(links).toEqual([
    { source: "node 1", target: "node 2", value: 6 },
    { source: "node 1", target: "ended_in_node", value: 4 },
    { source: "node 2", target: "queue 7", value: 3 },
    { source: "node 2", target: "ended_in_node", value: 1 },
  ]);
  expect(left).toEqual([{ source: "node 2", target: "node 1", value: 2 }]);
});

test("ends stand behind the deepest node", () => {
  const { places } = flowOf(ivr, labels);
  expect(places.map((place) => place.depth)).toEqual([0, 1, 2, 2]);
});

test("a way within a level is drawn, and what it leads to stands behind it", () => {
  const to = (id: number, count: number) => ({ goal: "node" as const, id, name: null, count });
  const nodes = [
    node(1, 0, [to(2, 5), to(3, 1)]),
    node(2, 0, [to(3, 4), to(2, 1)]),
    node(3, 1, [to(1, 2)]),
  ];
  const { places, links, left } = flowOf({ ...ivr, nodes }, labels);
  expect(places.map((place) => place.depth)).toEqual([0, 1, 2]);
  expect([...levelsOf({ ...ivr, nodes })]).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
  ]);
  expect(links.map((link) => link.value)).toEqual([5, 4, 1]);
  // Back to the first node, and a node into itself.
  expect(left.map((link) => [link.source, link.target])).toEqual([
    ["node 3", "node 1"],
    ["node 2", "node 2"],
  ]);
});
