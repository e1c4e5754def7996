/**
 * The catalogue of measures a screen can show: its name, its formula in words, how it is written.
 *
 * Room:  parts; the formulas are those of the glossary, and `Measure` shows them on request.
 */
import type { Figures, Part } from "../api/views";
import { count, duration, rate } from "../format/numbers";
import type { Key } from "../i18n/language";

export type MeasureId =
  | keyof Pick<
      Figures,
      | "offered"
      | "refused"
      | "answered"
      | "abandoned"
      | "diverted"
      | "handled"
      | "service_level"
      | "answer_rate"
      | "abandonment"
      | "loss_rate"
      | "asa_ms"
      | "aht_ms"
      | "wait_max_ms"
      | "occupancy"
      | "rona"
      | "transfer_rate"
    >
  | "waiting"
  | "longest_wait_ms"
  | "in_ivr"
  | "talking"
  | "staffed"
  | "available"
  | "signed_in"
  | "rung_out"
  | "transferred"
  | "utilisation";

type Measure = {
  name: Key;
  formula: Key;
  write: (value: number | null | undefined) => string;
  /** The contacts it is made of, the first shown first; none: it is made of people's time. */
  parts: Part[];
};

export const partNames: Record<Part, Key> = {
  offered: "measure.offered",
  refused: "measure.refused",
  answered: "measure.answered",
  abandoned: "measure.abandoned",
  diverted: "measure.diverted",
  handled: "measure.handled",
  in_time: "part.in_time",
  missed: "part.missed",
  longest_wait: "measure.wait_max",
  rung_out: "part.rung_out",
  transferred: "measure.transferred",
  waiting: "measure.waiting",
  talking: "measure.talking",
  in_ivr: "measure.in_ivr",
};

export const measures: Record<MeasureId, Measure> = {
  offered: {
    name: "measure.offered",
    formula: "formula.offered",
    write: count,
    parts: ["offered"],
  },
  refused: {
    name: "measure.refused",
    formula: "formula.refused",
    write: count,
    parts: ["refused"],
  },
  answered: {
    name: "measure.answered",
    formula: "formula.answered",
    write: count,
    parts: ["answered"],
  },
  abandoned: {
    name: "measure.abandoned",
    formula: "formula.abandoned",
    write: count,
    parts: ["abandoned"],
  },
  diverted: {
    name: "measure.diverted",
    formula: "formula.diverted",
    write: count,
    parts: ["diverted"],
  },
  handled: {
    name: "measure.handled",
    formula: "formula.handled",
    write: count,
    parts: ["handled"],
  },
  service_level: {
    name: "measure.service_level",
    formula: "formula.service_level",
    write: rate,
    parts: ["missed", "in_time"],
  },
  answer_rate: {
    name: "measure.answer_rate",
    formula: "formula.answer_rate",
    write: rate,
    parts: ["answered", "offered"],
  },
  abandonment: {
    name: "measure.abandonment",
    formula: "formula.abandonment",
    write: rate,
    parts: ["abandoned", "offered"],
  },
  loss_rate: {
    name: "measure.loss_rate",
    formula: "formula.loss_rate",
    write: rate,
    parts: ["offered", "refused", "answered"],
  },
  asa_ms: { name: "measure.asa", formula: "formula.asa", write: duration, parts: ["answered"] },
  aht_ms: { name: "measure.aht", formula: "formula.aht", write: duration, parts: ["handled"] },
  wait_max_ms: {
    name: "measure.wait_max",
    formula: "formula.wait_max",
    write: duration,
    parts: ["longest_wait"],
  },
  occupancy: { name: "measure.occupancy", formula: "formula.occupancy", write: rate, parts: [] },
  utilisation: {
    name: "measure.utilisation",
    formula: "formula.utilisation",
    write: rate,
    parts: [],
  },
  rona: { name: "measure.rona", formula: "formula.rona", write: rate, parts: ["rung_out"] },
  transfer_rate: {
    name: "measure.transfer_rate",
    formula: "formula.transfer_rate",
    write: rate,
    parts: ["answered"],
  },
  waiting: {
    name: "measure.waiting",
    formula: "formula.waiting",
    write: count,
    parts: ["waiting"],
  },
  longest_wait_ms: {
    name: "measure.longest_wait",
    formula: "formula.longest_wait",
    write: duration,
    parts: ["waiting"],
  },
  in_ivr: { name: "measure.in_ivr", formula: "formula.in_ivr", write: count, parts: ["in_ivr"] },
  talking: {
    name: "measure.talking",
    formula: "formula.talking",
    write: count,
    parts: ["talking"],
  },
  staffed: { name: "measure.staffed", formula: "formula.staffed", write: count, parts: [] },
  available: { name: "measure.available", formula: "formula.available", write: count, parts: [] },
  signed_in: { name: "measure.signed_in", formula: "formula.signed_in", write: count, parts: [] },
  rung_out: {
    name: "measure.rung_out",
    formula: "formula.rung_out",
    write: count,
    parts: ["rung_out"],
  },
  transferred: {
    name: "measure.transferred",
    formula: "formula.transferred",
    write: count,
    parts: ["transferred"],
  },
};
