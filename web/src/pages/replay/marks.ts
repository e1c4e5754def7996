/** The moments of a day that are worth a look: which comes next, and what is said of it. */
import type { Marks, MarkView } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { clock, day, endOfDay, minute, startOfDay } from "../../format/times";
import type { Text } from "../../i18n/language";
import { anomalyText } from "../../parts/contact-words";

export type Direction = "earlier" | "later";

const second = 1_000;
/** Days that are searched for the next one. */
const farthest = 62;

/** Where one stands to see it: the whole second in which it has happened. */
export const momentOf = (mark: MarkView) => Math.ceil(Date.parse(mark.at) / second) * second;

type Search = {
  at: number;
  direction: Direction;
  zone: string;
  from: number;
  until: number;
  marksOf: (day: string) => Promise<Marks>;
};

/** The nearest mark before or after a moment, days after days; null where there is none. */
export async function nearest(search: Search): Promise<MarkView | null> {
  const { direction, zone, from, until, marksOf } = search;
  let at = search.at;
  for (let days = 0; days < farthest && from <= at && at <= until; days += 1) {
    const today = day(at, zone);
    const found = ofDay((await marksOf(today)).marks, search.at, direction);
    if (found && momentOf(found) <= until) return found;
    at = direction === "later" ? endOfDay(today, zone) : startOfDay(today, zone) - 1;
  }
  return null;
}

/** Playing on, one would stay at the mark just passed: the way back leaves it a second behind. */
function ofDay(marks: MarkView[], at: number, direction: Direction): MarkView | undefined {
  return direction === "later"
    ? marks.find((mark) => momentOf(mark) > at)
    : marks.findLast((mark) => momentOf(mark) < at);
}

/** Those in which the moment lies; what is of one moment is told for a minute. */
export function around(marks: MarkView[], at: number): MarkView[] {
  return marks.filter((mark) => {
    const until = mark.until ? Date.parse(mark.until) : momentOf(mark) + 60 * second;
    const isOpen = !mark.until && mark.kind !== "anomaly";
    return Date.parse(mark.at) <= at && (isOpen || at < until);
  });
}

export function markText(mark: MarkView, target: number | null, zone: string, text: Text): string {
  // Quarter hours begin with a minute; a connection is lost at a second.
  const write = mark.kind === "below_target" ? minute : clock;
  const until = mark.until ? write(mark.until, zone) : text("replay.until_open");
  const span = `${write(mark.at, zone)} – ${until}`;
  const source = mark.source ?? "";
  switch (mark.kind) {
    case "below_target": {
      const values = { span, lowest: rate(mark.lowest), target: rate(target) };
      return text("replay.mark_below", values);
    }
    case "source_lost":
      return text("replay.mark_lost", { span, source });
    case "source_gap":
      return text("replay.mark_gap", { span, source });
    case "anomaly": {
      const kind = anomalyText(mark.anomaly ?? "", text);
      const values = { time: clock(mark.at, zone), kind, count: count(mark.count) };
      return text("replay.mark_anomaly", values);
    }
  }
}
