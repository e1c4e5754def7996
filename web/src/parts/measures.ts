/**
 * The catalogue of measures a screen can show: its name, its formula in words, how it is written.
 *
 * Room:  parts; the formulas are those of the glossary, and `Measure` shows them on request.
 */
import type { Figures } from "../api/views";
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
  | "signed_in";

type Measure = { name: Key; formula: Key; write: (value: number | null | undefined) => string };

export const measures: Record<MeasureId, Measure> = {
  offered: { name: "measure.offered", formula: "formula.offered", write: count },
  refused: { name: "measure.refused", formula: "formula.refused", write: count },
  answered: { name: "measure.answered", formula: "formula.answered", write: count },
  abandoned: { name: "measure.abandoned", formula: "formula.abandoned", write: count },
  diverted: { name: "measure.diverted", formula: "formula.diverted", write: count },
  service_level: { name: "measure.service_level", formula: "formula.service_level", write: rate },
  answer_rate: { name: "measure.answer_rate", formula: "formula.answer_rate", write: rate },
  abandonment: { name: "measure.abandonment", formula: "formula.abandonment", write: rate },
  loss_rate: { name: "measure.loss_rate", formula: "formula.loss_rate", write: rate },
  asa_ms: { name: "measure.asa", formula: "formula.asa", write: duration },
  aht_ms: { name: "measure.aht", formula: "formula.aht", write: duration },
  wait_max_ms: { name: "measure.wait_max", formula: "formula.wait_max", write: duration },
  occupancy: { name: "measure.occupancy", formula: "formula.occupancy", write: rate },
  rona: { name: "measure.rona", formula: "formula.rona", write: rate },
  transfer_rate: { name: "measure.transfer_rate", formula: "formula.transfer_rate", write: rate },
  waiting: { name: "measure.waiting", formula: "formula.waiting", write: count },
  longest_wait_ms: {
    name: "measure.longest_wait",
    formula: "formula.longest_wait",
    write: duration,
  },
  in_ivr: { name: "measure.in_ivr", formula: "formula.in_ivr", write: count },
  talking: { name: "measure.talking", formula: "formula.talking", write: count },
  staffed: { name: "measure.staffed", formula: "formula.staffed", write: count },
  available: { name: "measure.available", formula: "formula.available", write: count },
  signed_in: { name: "measure.signed_in", formula: "formula.signed_in", write: count },
};
