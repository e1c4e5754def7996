/**
 * People as tiles in lines: a head for each group, then as many tiles a line as fit.
 *
 * Room:  pages/agents; plain functions below `AgentGrid`.
 * Holds: groups come by name, nobody's group last; within a group the place does not depend on what
 *        somebody does, so that a tile stays where it is.
 */
import type { AgentRow, AgentState } from "../../api/views";

export type GridGroup = "team" | "site";

export type Line =
  | { kind: "head"; key: string; name: string; members: string[] }
  | { kind: "tiles"; key: string; members: string[] };

const collator = new Intl.Collator("zh-CN", { numeric: true });

/** In which order people stand: by group, then by seat, else by name. */
export function gridOrder(rows: Record<string, AgentRow>, keys: string[], by: GridGroup): string[] {
  const places = keys.map((key) => {
    const row = rows[key];
    const place = by === "site" ? (row?.seat ?? row?.name) : row?.name;
    return { key, group: row?.[by] ?? "", place: place ?? "" };
  });
  places.sort(
    (one, other) =>
      Number(one.group === "") - Number(other.group === "") ||
      collator.compare(one.group, other.group) ||
      collator.compare(one.place, other.place) ||
      Number(one.key) - Number(other.key),
  );
  return places.map((place) => place.key);
}

/** `perLine` tiles beside each other. */
export function gridLines(
  rows: Record<string, AgentRow>,
  order: string[],
  by: GridGroup,
  perLine: number,
): Line[] {
  const groups = new Map<string, string[]>();
  for (const key of order) {
    const group = rows[key]?.[by] ?? "";
    const members = groups.get(group);
    if (members) members.push(key);
    else groups.set(group, [key]);
  }
  return [...groups].flatMap(([name, members]): Line[] => {
    const lines: Line[] = [{ kind: "head", key: `head ${name}`, name, members }];
    for (let at = 0; at < members.length; at += perLine) {
      const part = members.slice(at, at + perLine);
      lines.push({ kind: "tiles", key: `${name} ${at}`, members: part });
    }
    return lines;
  });
}

export function countOf(
  rows: Record<string, AgentRow>,
  members: string[],
): Partial<Record<AgentState, number>> {
  const counts: Partial<Record<AgentState, number>> = {};
  for (const key of members) {
    const state = rows[key]?.state;
    if (state) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}
