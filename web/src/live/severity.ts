/**
 * How much a queue needs somebody now, and why.
 *
 * Room:  live; orders the attention list and marks the rows of queue tables.
 * Holds: worst first is one order everywhere, by need and then by how far its reason goes; a queue is
 *        measured by its own target. Equal rows keep the order of their names.
 */
import type { Definition, Threshold } from "../api/views";

/** What of a queue decides: a row of a table has it, and a queue on a wall. */
export type Needing = {
  name: string;
  waiting: number;
  staffed: number;
  longest_wait_ms?: number | null;
  /** Its own where it has one; sums and absent ones follow the centre. */
  target?: number | null;
  last_15m: { offered: number; service_level?: number | null };
};

export type Severity = "good" | "notice" | "warning" | "critical";
export type Cause = "nobody_staffed" | "long_wait" | "below_target";
export type Verdict = { severity: Severity; cause: Cause | null };

export const rank: Record<Severity, number> = { good: 0, notice: 1, warning: 2, critical: 3 };
/** A service level of fewer contacts than this is chance, not a state of the queue. */
const fewestContacts = 5;

/** At which a wait, in multiples of the promised one, and a shortfall, as a share, are critical. */
const critical = { times: 4, shortfall: 0.15 };

export function verdictOf(queue: Needing, definition: Definition): Verdict {
  if (queue.waiting > 0 && queue.staffed === 0) {
    return { severity: "critical", cause: "nobody_staffed" };
  }
  const wait = severityOfWait(queue.longest_wait_ms, definition.threshold_s);
  const level = severityOfLevel(queue, definition);
  if (wait === "good" && level === "good") return { severity: "good", cause: null };
  const { byWait, byLevel } = scores(queue, definition);
  const isWait = rank[wait] === rank[level] ? byWait >= byLevel : rank[wait] > rank[level];
  return isWait
    ? { severity: wait, cause: "long_wait" }
    : { severity: level, cause: "below_target" };
}

/** How far each reason goes, 1 where it becomes critical. */
function scores(queue: Needing, definition: Definition) {
  const times = (queue.longest_wait_ms ?? 0) / 1_000 / definition.threshold_s;
  const { offered, service_level } = queue.last_15m;
  const isMeasured = offered >= fewestContacts && service_level != null;
  const shortfall = isMeasured ? shortfallOf(queue, definition) : 0;
  return { byWait: times / critical.times, byLevel: shortfall / critical.shortfall };
}

/** The service level that the queue shall reach. */
export function targetOf(queue: { target?: number | null }, definition: Definition) {
  return queue.target ?? definition.target ?? null;
}

/** How far the last quarter hour lies below the target, as a share. */
export function shortfallOf(queue: Needing, definition: Definition): number {
  return (targetOf(queue, definition) ?? 0) - (queue.last_15m.service_level ?? 0);
}

/** How bad, as a number to order by: 0 is good. */
export function rankOf(queue: Needing, definition: Definition): number {
  return rank[verdictOf(queue, definition).severity];
}

/** One, two and four times the promised wait. */
export function severityOfWait(wait_ms: number | null | undefined, threshold_s: number): Severity {
  const times = (wait_ms ?? 0) / 1_000 / threshold_s;
  if (times > critical.times) return "critical";
  if (times > 2) return "warning";
  return times > 1 ? "notice" : "good";
}

/** Of the last quarter hour; too few contacts are no verdict. */
export function severityOfLevel(queue: Needing, definition: Definition): Severity {
  const { offered, service_level } = queue.last_15m;
  if (offered < fewestContacts) return "good";
  return severityOfShortfall(service_level, targetOf(queue, definition));
}

/** Below the target at all, by 5 and by 15 points. */
export function severityOfShortfall(
  level: number | null | undefined,
  target: number | null | undefined,
): Severity {
  if (level == null || target == null) return "good";
  const shortfall = target - level;
  if (shortfall > critical.shortfall) return "critical";
  if (shortfall > 0.05) return "warning";
  return shortfall > 0 ? "notice" : "good";
}

/** By a person's own thresholds: from a value on, or below one. What was not measured is no verdict. */
export function severityBy(value: number | null | undefined, threshold: Threshold): Severity {
  if (value == null) return "good";
  const reaches = (level: number | null | undefined) =>
    level != null && (threshold.is_below ? value < level : value >= level);
  if (reaches(threshold.alert)) return "critical";
  return reaches(threshold.warn) ? "warning" : "good";
}

export function worst(severities: Severity[]): Severity {
  return severities.reduce((one, other) => (rank[other] > rank[one] ? other : one), "good");
}

/** For sorting: worst first. */
export function compareNeed(definition: Definition) {
  const compare = compareScores(definition);
  return (one: Needing, other: Needing): number =>
    rankOf(other, definition) - rankOf(one, definition) || compare(one, other);
}

/** Of queues in equal need: the one whose reason, as it is told, goes farther; then the name. */
export function compareScores(definition: Definition) {
  return (one: Needing, other: Needing): number =>
    scoreOf(other, definition) - scoreOf(one, definition) ||
    one.name.localeCompare(other.name, "zh-CN");
}

function scoreOf(queue: Needing, definition: Definition): number {
  if (queue.waiting > 0 && queue.staffed === 0) return Number.MAX_VALUE;
  const { byWait, byLevel } = scores(queue, definition);
  return Math.max(byWait, byLevel, 0);
}

/** The lowest service level of the last quarter hour first, then the name, alike in every language. */
export function compareLevels(one: Needing, other: Needing): number {
  return levelOf(one) - levelOf(other) || one.name.localeCompare(other.name, "zh-CN");
}

/** Where it is no verdict it is no reason to come first. */
function levelOf({ last_15m }: Needing): number {
  return last_15m.offered < fewestContacts ? 1 : (last_15m.service_level ?? 1);
}
