/**
 * Which cells of a queue are marked, and how much the queue needs somebody: the house's rules, and in
 * their place a person's own thresholds.
 *
 * Room:  pages/queues; over `live/severity`, whose verdict overview and walls show to everybody.
 * Holds: with no thresholds of one's own the verdict is that of the overview.
 */
import type { Definition, Figures, QueueRow, ViewSettings } from "../../api/views";
import {
  compareScores,
  rank,
  type Severity,
  severityBy,
  severityOfLevel,
  severityOfShortfall,
  severityOfWait,
  targetOf,
  worst,
} from "../../live/severity";
import type { MeasureId } from "../../parts/measures";
import type { Limit, Unit } from "../../parts/thresholds";

export type Thresholds = ViewSettings["thresholds"];
type FigureId = MeasureId & keyof Figures;

/** A column that holds a number. */
export type Field = { id: string; measure: MeasureId; span: "now" | "today" | "last_15m" };

const now = (id: string, measure: MeasureId): Field => ({ id, measure, span: "now" });
const of = (span: "today" | "last_15m", measures: FigureId[]): Field[] =>
  measures.map((measure) => ({ id: `${span}_${measure}`, measure, span }));

/** Every number of a queue that a column can show, in the order in which the panel names them. */
export const fields: Field[] = [
  now("waiting", "waiting"),
  now("longest_wait", "longest_wait_ms"),
  now("available", "available"),
  now("staffed", "staffed"),
  { id: "level_last_15m", measure: "service_level", span: "last_15m" },
  { id: "level_today", measure: "service_level", span: "today" },
  ...of("today", ["offered", "answered", "abandoned", "abandonment", "asa_ms", "aht_ms"]),
  ...of("today", ["answer_rate", "loss_rate", "refused", "diverted", "handled", "wait_max_ms"]),
  ...of("today", ["occupancy", "rona", "transfer_rate"]),
  ...of("last_15m", ["offered", "answered", "abandoned", "abandonment", "asa_ms", "aht_ms"]),
];

const byId = new Map(fields.map((field) => [field.id, field]));

export function figureOf(queue: QueueRow, { measure, span }: Field): number | null {
  if (span !== "now") return queue[span][measure as FigureId] ?? null;
  if (measure === "longest_wait_ms") return queue.longest_wait_ms ?? null;
  return queue[measure as "waiting" | "available" | "staffed"];
}

const shares: MeasureId[] = [
  "service_level",
  "abandonment",
  "answer_rate",
  "loss_rate",
  "occupancy",
  "rona",
  "transfer_rate",
];
const lowIsBad: MeasureId[] = ["service_level", "answer_rate", "available", "staffed", "answered"];

export function limitOf(field: Field, definition: Definition): Limit {
  const { measure } = field;
  const unit: Unit = measure.endsWith("_ms") ? "ms" : shares.includes(measure) ? "share" : "count";
  return { unit, isBelow: lowIsBad.includes(measure), house: houseOf(field, definition) };
}

/** What the house marks without being asked, as warn and alert. */
function houseOf({ id, measure }: Field, definition: Definition): Limit["house"] {
  const promised = definition.threshold_s * 1_000;
  if (id === "longest_wait") return { warn: 2 * promised, alert: 4 * promised };
  if (measure !== "service_level" || definition.target == null) return null;
  return { warn: definition.target - 0.05, alert: definition.target - 0.15 };
}

/** Of one cell. */
export function markOf(
  queue: QueueRow,
  field: Field,
  definition: Definition,
  thresholds: Thresholds,
): Severity {
  const own = thresholds[field.id];
  const value = figureOf(queue, field);
  if (own) return severityBy(value, own);
  if (field.id === "longest_wait") return severityOfWait(value, definition.threshold_s);
  if (field.measure === "service_level")
    return severityOfShortfall(value, targetOf(queue, definition));
  return "good";
}

/** Of the whole row. */
export function needOf(queue: QueueRow, definition: Definition, thresholds: Thresholds): Severity {
  if (queue.waiting > 0 && queue.staffed === 0) return "critical";
  const own = Object.entries(thresholds).map(([id, threshold]) => {
    const field = byId.get(id);
    return field ? severityBy(figureOf(queue, field), threshold) : "good";
  });
  if (!thresholds.longest_wait)
    own.push(severityOfWait(queue.longest_wait_ms, definition.threshold_s));
  if (!thresholds.level_last_15m) own.push(severityOfLevel(queue, definition));
  return worst(own);
}

/** Worst first. */
export function compareByNeed(definition: Definition, thresholds: Thresholds) {
  const compare = compareScores(definition);
  return (one: QueueRow, other: QueueRow): number =>
    rank[needOf(other, definition, thresholds)] - rank[needOf(one, definition, thresholds)] ||
    compare(one, other);
}
