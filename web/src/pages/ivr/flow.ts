/**
 * The graph that is drawn: nodes, queues and ends as places, ways between them as links.
 *
 * Room:  pages/ivr; pure, under `IvrFlow`.
 * Holds: links lead to a deeper level only: the drawing knows no circles, and ways back stand in the cards.
 */
import type { Ivr, IvrGoal, IvrNode, IvrWay } from "../../api/views";

export type Place = { key: string; label: string; goal: IvrGoal; depth: number };
export type LinkOf = { source: string; target: string; value: number };
export type Flow = { places: Place[]; links: LinkOf[] };

type Labels = { refused: string; ended_in_node: string; ended: string };

export function flowOf(ivr: Ivr, labels: Labels): Flow {
  const levels = new Map(ivr.nodes.map((node) => [node.id, node.level]));
  const last = Math.max(...ivr.nodes.map((node) => node.level)) + 1;
  const places = new Map<string, Place>(
    ivr.nodes.map((node) => [`node ${node.id}`, placeOf(node)]),
  );
  const links: LinkOf[] = [];
  for (const node of ivr.nodes) {
    for (const way of node.ways) {
      if (way.goal === "node" && (levels.get(way.id ?? -1) ?? 0) <= node.level) continue;
      const target = targetOf(way, labels, last);
      if (!places.has(target.key)) places.set(target.key, target);
      links.push({ source: `node ${node.id}`, target: target.key, value: way.count });
    }
  }
  return { places: [...places.values()], links };
}

function placeOf(node: IvrNode): Place {
  return { key: `node ${node.id}`, label: node.name, goal: "node", depth: node.level };
}

function targetOf(way: IvrWay, labels: Labels, depth: number): Place {
  const { goal } = way;
  if (goal === "node" || goal === "queue") {
    return { key: `${goal} ${way.id}`, label: way.name ?? String(way.id), goal, depth };
  }
  return { key: goal, label: labels[goal], goal, depth };
}
