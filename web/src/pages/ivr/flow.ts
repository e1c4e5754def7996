/**
 * The graph that is drawn: nodes, queues and ends as places, ways between them as links.
 *
 * Room:  pages/ivr; pure, under `IvrFlow`.
 * Holds: the drawing knows no circles. Of each circle the way that fewest took is left out and counted in
 *        `left`; every other way is drawn, also one within a level or past several.
 */
import type { Ivr, IvrGoal, IvrNode, IvrWay } from "../../api/views";

export type Place = { key: string; label: string; goal: IvrGoal; depth: number };
export type LinkOf = { source: string; target: string; value: number };
export type Flow = { places: Place[]; links: LinkOf[]; left: LinkOf[] };

type Labels = { refused: string; ended_in_node: string; ended: string };
type Ways = Map<string, string[]>;

/** On which level each node stands, cards and drawing alike: the longest way to it, in steps. */
export function levelsOf({ nodes }: Ivr): Map<number, number> {
  const depths = depthsOf(nodes.map(keyOf), withoutCircles(linksBetween(nodes)).kept);
  return new Map(nodes.map((node) => [node.id, depths.get(keyOf(node)) ?? 0]));
}

export function flowOf(ivr: Ivr, labels: Labels): Flow {
  const { kept, left } = withoutCircles(linksBetween(ivr.nodes));
  const depths = depthsOf(ivr.nodes.map(keyOf), kept);
  const places = new Map<string, Place>(
    ivr.nodes.map((node) => [keyOf(node), placeOf(node, depths)]),
  );
  const last = Math.max(0, ...depths.values()) + 1;
  const ends: LinkOf[] = [];
  for (const node of ivr.nodes) {
    for (const way of node.ways) {
      if (way.goal === "node") continue;
      const target = endOf(way, labels, last);
      if (!places.has(target.key)) places.set(target.key, target);
      ends.push({ source: keyOf(node), target: target.key, value: way.count });
    }
  }
  return { places: [...places.values()], links: [...kept, ...ends], left };
}

function linksBetween(nodes: IvrNode[]): LinkOf[] {
  const known = new Set(nodes.map(keyOf));
  const links = nodes.flatMap((node) =>
    node.ways
      .filter((way) => way.goal === "node")
      .map((way) => ({ source: keyOf(node), target: `node ${way.id}`, value: way.count })),
  );
  return links.filter((link) => known.has(link.target));
}

/** The broadest ways first: whatever would lead back to where it starts is left out. */
function withoutCircles(links: LinkOf[]): { kept: LinkOf[]; left: LinkOf[] } {
  const [kept, left]: [LinkOf[], LinkOf[]] = [[], []];
  const ways: Ways = new Map();
  for (const link of links.toSorted((one, other) => other.value - one.value)) {
    if (leads(ways, link.target, link.source)) {
      left.push(link);
      continue;
    }
    kept.push(link);
    ways.set(link.source, [...(ways.get(link.source) ?? []), link.target]);
  }
  return { kept, left };
}

function leads(ways: Ways, from: string, to: string): boolean {
  const [open, seen] = [[from], new Set<string>()];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (place === to) return true;
    if (seen.has(place)) continue;
    seen.add(place);
    open.push(...(ways.get(place) ?? []));
  }
  return false;
}

/** The longest way to each place, in steps, so that every link leads to the right. */
function depthsOf(keys: string[], links: LinkOf[]): Map<string, number> {
  const depths = new Map(keys.map((key) => [key, 0]));
  // A way without circles has fewer steps than there are places.
  for (let step = 1; step < keys.length; step += 1) {
    let isDone = true;
    for (const { source, target } of links) {
      const depth = (depths.get(source) ?? 0) + 1;
      if ((depths.get(target) ?? 0) >= depth) continue;
      depths.set(target, depth);
      isDone = false;
    }
    if (isDone) break;
  }
  return depths;
}

function keyOf(node: IvrNode): string {
  return `node ${node.id}`;
}

function placeOf(node: IvrNode, depths: Map<string, number>): Place {
  const key = keyOf(node);
  return { key, label: node.name, goal: "node", depth: depths.get(key) ?? 0 };
}

function endOf(way: IvrWay, labels: Labels, depth: number): Place {
  const { goal } = way;
  if (goal === "node" || goal === "queue") {
    return { key: `${goal} ${way.id}`, label: way.name ?? String(way.id), goal, depth };
  }
  return { key: goal, label: labels[goal], goal, depth };
}
