/**
 * The measures history knows, by what they are counted from.
 *
 * Room:  pages/history; names and formulas of contacts are those of the catalogue of measures.
 */
import { count, duration, rate } from "../../format/numbers";
import type { Key } from "../../i18n/language";
import { type MeasureId, measures } from "../../parts/measures";
import type { Group } from "./question";

export type HistoryMeasure = {
  name: Key;
  formula: Key;
  write: (value: number | null | undefined) => string;
  /** The same in the catalogue, whose contacts can be opened. */
  opens: MeasureId | null;
};

const ofContacts = [
  "offered",
  "answered",
  "abandoned",
  "diverted",
  "refused",
  "handled",
  "service_level",
  "answer_rate",
  "abandonment",
  "loss_rate",
  "asa_ms",
  "aht_ms",
  "wait_max_ms",
  "rona",
  "transfer_rate",
] as const;

const ofBoth = ["answered", "handled", "rona", "transfer_rate", "aht_ms"];

const ofPeople: Record<string, { name: Key; formula: Key; write: HistoryMeasure["write"] }> = {
  occupancy: { name: "measure.occupancy", formula: "formula.occupancy", write: rate },
  utilisation: { name: "measure.utilisation", formula: "formula.utilisation", write: rate },
  offers: { name: "measure.offers", formula: "formula.offers", write: count },
  rung_out: { name: "measure.rung_out", formula: "formula.rung_out", write: count },
  transferred: { name: "measure.transferred", formula: "formula.transferred", write: count },
  signed_in_ms: { name: "measure.signed_in_time", formula: "formula.state_time", write: duration },
  available_ms: { name: "measure.available_time", formula: "formula.state_time", write: duration },
  ringing_ms: { name: "measure.ringing_time", formula: "formula.state_time", write: duration },
  talking_ms: { name: "measure.talking_time", formula: "formula.state_time", write: duration },
  holding_ms: { name: "measure.holding_time", formula: "formula.state_time", write: duration },
  after_contact_work_ms: {
    name: "measure.after_contact_time",
    formula: "formula.state_time",
    write: duration,
  },
  not_ready_ms: { name: "measure.not_ready_time", formula: "formula.state_time", write: duration },
  break_overrun_ms: {
    name: "measure.break_overrun_time",
    formula: "formula.break_overrun_time",
    write: duration,
  },
};

const isOfPeople = (group: Group) => group === "team" || group === "agent" || group === "seat";
const takesWork = (group: Group) => isOfPeople(group) || group === "centre" || group === "site";

/** The measures that can be asked for a grouping, in the order of the list. */
export function measuresOf(group: Group): string[] {
  if (isOfPeople(group)) return [...ofBoth, ...Object.keys(ofPeople)];
  return takesWork(group) ? [...ofContacts, ...Object.keys(ofPeople)] : [...ofContacts];
}

export function measureOf(id: string, group: Group): HistoryMeasure | null {
  const known = measures[id as MeasureId];
  const isOfContacts = !isOfPeople(group) && (ofContacts as readonly string[]).includes(id);
  if (known && isOfContacts) return { ...known, opens: id as MeasureId };
  const work = ofPeople[id];
  if (work) return { ...work, opens: null };
  return known && ofBoth.includes(id) ? { ...known, opens: null } : null;
}
