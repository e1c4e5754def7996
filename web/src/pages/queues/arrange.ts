/**
 * Which queues are shown, in which order, below which heads.
 *
 * Room:  pages/queues; plain functions, so that the calm order can call them whenever it renews.
 * Holds: groups come by name, queues without one last; a closed group keeps its head.
 */
import type { Definition, QueueRow } from "../../api/views";
import { sortedKeys } from "../../parts/calm-order";
import type { Column, Sorting } from "../../parts/LiveTable";
import type { Filters } from "../../parts/view-settings";
import { compareByNeed, needOf, type Thresholds } from "./marks";

export type GroupBy = "skill" | "site";
export type Rows = Record<string, QueueRow>;

/** The key of a group's row; `none` stands for queues without a group. */
export const groupKey = (by: GroupBy, id: number | null | undefined) => `${by}:${id ?? "none"}`;

export function isShown(
  queue: QueueRow,
  filters: Filters,
  definition: Definition,
  thresholds: Thresholds,
): boolean {
  if (filters.skill && queue.skill !== filters.skill) return false;
  if (filters.site && queue.site !== filters.site) return false;
  if (filters.find && !isFound(queue, filters.find)) return false;
  return filters.need !== "yes" || needOf(queue, definition, thresholds) !== "good";
}

/** Every word sought is somewhere in name, skill or site. */
function isFound(queue: QueueRow, sought: string): boolean {
  const within = `${queue.name}\n${queue.skill ?? ""}\n${queue.site ?? ""}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

export type Question = {
  filters: Filters;
  thresholds: Thresholds;
  definition: Definition;
  sorting: Sorting;
  columns: Column<QueueRow>[];
};

export function arranged(rows: Rows, question: Question): string[] {
  const { filters, thresholds, definition, sorting, columns } = question;
  const keys = Object.keys(rows).filter((key) => {
    const row = rows[key];
    return row && isShown(row, filters, definition, thresholds);
  });
  if (sorting.column !== "need") return sortedKeys(rows, keys, columns, sorting);
  const compare = compareByNeed(definition, thresholds);
  return keys.sort((one, other) => {
    const [first, second] = [rows[one], rows[other]];
    return first && second ? compare(first, second) : 0;
  });
}

export type Group = { key: string; name: string; members: string[]; total: number };

/** The ordered queues by group; `total` counts those that filters hide too. */
export function grouped(rows: Rows, order: string[], by: GroupBy): Group[] {
  const groups = new Map<string, Group>();
  const groupOf = (queue: QueueRow) => {
    const key = groupKey(by, by === "skill" ? queue.skill_id : queue.site_id);
    const group = groups.get(key) ?? { key, name: queue[by] ?? "", members: [], total: 0 };
    groups.set(key, group);
    return group;
  };
  for (const queue of Object.values(rows)) groupOf(queue).total += 1;
  for (const key of order) {
    const queue = rows[key];
    if (queue) groupOf(queue).members.push(key);
  }
  const filled = [...groups.values()].filter((group) => group.members.length > 0);
  return filled.sort(
    (one, other) =>
      Number(one.name === "") - Number(other.name === "") ||
      one.name.localeCompare(other.name, "zh-CN"),
  );
}

/** Heads and, of open groups, their queues. */
export function withHeads(groups: Group[], closed: ReadonlySet<string>): string[] {
  return groups.flatMap((group) =>
    closed.has(group.key) ? [group.key] : [group.key, ...group.members],
  );
}
