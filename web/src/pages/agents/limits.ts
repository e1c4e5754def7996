/**
 * How long a state may last: a break by the house's allowance, every state by a person's thresholds.
 *
 * Room:  pages/agents. A threshold `state.talking` is a time in the state talking.
 * Holds: what the house allows for breaks always counts; one's own thresholds are added to it.
 */
import type { AgentRow, AgentState, ViewSettings } from "../../api/views";
import type { Severity } from "../../live/severity";

export type Thresholds = ViewSettings["thresholds"];

/** States that may have a limit. */
export const limited: Exclude<AgentState, "signed_out" | "available">[] = [
  "ringing",
  "talking",
  "holding",
  "after_contact_work",
  "not_ready",
];

export const stateLimitId = (state: AgentState) => `state.${state}`;
export const stateLimitIds = limited.map(stateLimitId);

/** The instants from which the present state is too long; null: never. */
export function deadlines(
  agent: AgentRow,
  thresholds: Thresholds,
): { warn: number | null; alert: number | null } {
  if (!agent.since || agent.state === "signed_out") return { warn: null, alert: null };
  const own = thresholds[stateLimitId(agent.state)];
  if (!own && !agent.overrun_from) return { warn: null, alert: null };
  const since = Date.parse(agent.since);
  const after = (length: number | null | undefined) => (length == null ? null : since + length);
  const house = agent.overrun_from ? Date.parse(agent.overrun_from) : null;
  return { warn: earlier(after(own?.warn), house), alert: after(own?.alert) };
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** The first of the two; what a list sorts by. */
export function deadline(agent: AgentRow, thresholds: Thresholds): number | null {
  const { warn, alert } = deadlines(agent, thresholds);
  return earlier(warn, alert);
}

export function severityOfStay(agent: AgentRow, thresholds: Thresholds, now: number): Severity {
  const { warn, alert } = deadlines(agent, thresholds);
  if (alert !== null && now >= alert) return "critical";
  if (warn !== null && now >= warn) return "warning";
  // The server knows to the microsecond when a break became too long.
  return agent.is_overrun ? "warning" : "good";
}

export function isOverdue(agent: AgentRow, thresholds: Thresholds, now: number): boolean {
  return agent.is_overrun || severityOfStay(agent, thresholds, now) !== "good";
}
