/**
 * Which agents are shown: by state, team, site, skill and words.
 *
 * Room:  pages/agents; the filters are those of the table's view, and stand in the address.
 */
import type { AgentRow, AgentState } from "../../api/views";
import type { Filters } from "../../parts/view-settings";
import { isOverdue, type Thresholds } from "./limits";

export type FilterState = AgentState | "overrun" | "present";

export type AgentFilter = {
  state: FilterState;
  team: string | null;
  site: string | null;
  /** The skill's id. */
  skill: number | null;
  name: string;
};

/** Who is signed out is hidden until asked for: at night it would be most of the list. */
export const firstState: FilterState = "present";

export function filterOf(filters: Filters, skillIds: Map<string, number>): AgentFilter {
  return {
    state: (filters.state as FilterState | undefined) ?? firstState,
    team: filters.team ?? null,
    site: filters.site ?? null,
    skill: filters.skill ? (skillIds.get(filters.skill) ?? -1) : null,
    name: filters.name ?? "",
  };
}

/** Whoever passes all filters but that of the state: what the counts beside the states count. */
export function isMeant(agent: AgentRow, filter: AgentFilter): boolean {
  if (filter.team !== null && agent.team !== filter.team) return false;
  if (filter.site !== null && agent.site !== filter.site) return false;
  if (filter.skill !== null && !agent.skill_ids.includes(filter.skill)) return false;
  return filter.name === "" || isFound(agent, filter.name);
}

type Found = Pick<AgentRow, "name" | "team"> & Partial<Pick<AgentRow, "key" | "seat">>;

/** Every word sought is somewhere in name, extension, seat or team, in any order. */
export function isFound(agent: Found, sought: string): boolean {
  const parts = [agent.name, agent.team ?? "", agent.key ?? "", agent.seat ?? ""];
  const within = parts.join("\n").toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

export function hasState(
  agent: AgentRow,
  state: FilterState,
  thresholds: Thresholds,
  now: number,
): boolean {
  if (state === "present") return agent.state !== "signed_out";
  if (state === "overrun") return isOverdue(agent, thresholds, now);
  return agent.state === state;
}

/** How many are in each state, of those whom the other filters let through. */
export function countStates(
  rows: Record<string, AgentRow>,
  filter: AgentFilter,
  thresholds: Thresholds,
  now: number,
): Record<FilterState, number> {
  const counts: Record<FilterState, number> = {
    present: 0,
    available: 0,
    ringing: 0,
    talking: 0,
    holding: 0,
    after_contact_work: 0,
    not_ready: 0,
    overrun: 0,
    signed_out: 0,
  };
  for (const agent of Object.values(rows)) {
    if (!isMeant(agent, filter)) continue;
    counts[agent.state] += 1;
    if (agent.state !== "signed_out") counts.present += 1;
    if (isOverdue(agent, thresholds, now)) counts.overrun += 1;
  }
  return counts;
}
