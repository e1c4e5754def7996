/** The names of what a block can be and show. */
import type { BlockKind, WallMeasure, WallSpan } from "../../api/views";
import type { Key } from "../../i18n/language";
import type { MeasureId } from "../../parts/measures";

export const kindNames: Record<BlockKind, Key> = {
  figure: "wall.kind_figure",
  queues: "wall.kind_queues",
  people: "wall.kind_people",
  curve: "wall.kind_curve",
  clock: "wall.kind_clock",
};

export const spanNames: Record<WallSpan, Key> = {
  now: "window.now",
  today: "window.today",
  last_5m: "window.last_5m",
  last_15m: "window.last_15m",
  last_30m: "window.last_30m",
};

/** Every measure of a wall is one of the catalogue. */
export const wallMeasures: (WallMeasure & MeasureId)[] = [
  "service_level",
  "waiting",
  "longest_wait_ms",
  "available",
  "signed_in",
  "talking",
  "in_ivr",
  "offered",
  "answered",
  "abandoned",
  "diverted",
  "answer_rate",
  "abandonment",
  "asa_ms",
  "aht_ms",
  "occupancy",
];

const states: WallMeasure[] = [
  "waiting",
  "longest_wait_ms",
  "available",
  "signed_in",
  "talking",
  "in_ivr",
];

/** The spans over which a measure is counted: states are of now. */
export function spansOf(measure: WallMeasure): WallSpan[] {
  if (states.includes(measure)) return ["now"];
  if (measure === "occupancy") return ["today"];
  return ["last_5m", "last_15m", "last_30m", "today"];
}
