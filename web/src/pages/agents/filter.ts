/**
 * Which agents are shown. The filter lives in the address, so that it can be shared and survives a reload.
 */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { AgentRow, AgentState } from "../../api/views";

export type FilterState = AgentState | "overrun" | "present";
export type AgentFilter = { state: FilterState; team: string | null; name: string };

/** Who is signed out is hidden until asked for: at night it would be most of the list. */
const firstState: FilterState = "present";

export function useAgentFilter() {
  const [search, setSearch] = useSearchParams();
  const state = (search.get("state") as FilterState | null) ?? firstState;
  const team = search.get("team");
  const name = search.get("name") ?? "";
  const filter = useMemo<AgentFilter>(() => ({ state, team, name }), [state, team, name]);
  const change = useCallback(
    (part: Partial<AgentFilter>) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [key, value] of Object.entries(part)) {
            if (value === null || value === "" || value === firstState) next.delete(key);
            else next.set(key, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return { filter, change };
}

export function isShown(agent: AgentRow, filter: AgentFilter): boolean {
  if (filter.team !== null && agent.team !== filter.team) return false;
  if (!isFound(agent, filter.name)) return false;
  return hasState(agent, filter.state);
}

/** Every word sought is somewhere in the name or the team, in any order. */
export function isFound(agent: Pick<AgentRow, "name" | "team">, sought: string): boolean {
  const within = `${agent.name}\n${agent.team ?? ""}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

export function hasState(agent: AgentRow, state: FilterState): boolean {
  if (state === "present") return agent.state !== "signed_out";
  if (state === "overrun") return agent.is_overrun;
  return agent.state === state;
}
