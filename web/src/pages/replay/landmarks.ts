/** The moments of a day that are worth a look: which comes next, and what is said of it. */
import type { Landmarks, LandmarkView } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { clock, day, endOfDay, minute, startOfDay } from "../../format/times";
import type { Text } from "../../i18n/language";
import { anomalyText } from "../../parts/contact-words";

export type Direction = "earlier" | "later";

const second = 1_000;
/** Days that are searched for the next one. */
const farthest = 62;

/** Where one stands to see it: the whole second in which it has happened. */
export const momentOf = (landmark: LandmarkView) =>
  Math.ceil(Date.parse(landmark.at) / second) * second;

type Search = {
  at: number;
  direction: Direction;
  zone: string;
  from: number;
  until: number;
  landmarksOf: (day: string) => Promise<Landmarks>;
};

/** The nearest landmark before or after a moment, days after days; null where there is none. */
export async function nearest(search: Search): Promise<LandmarkView | null> {
  const { direction, zone, from, until, landmarksOf } = search;
  let at = search.at;
  for (let days = 0; days < farthest && from <= at && at <= until; days += 1) {
    const today = day(at, zone);
    const found = ofDay((await landmarksOf(today)).landmarks, search.at, direction);
    if (found && momentOf(found) <= until) return found;
    at = direction === "later" ? endOfDay(today, zone) : startOfDay(today, zone) - 1;
  }
  return null;
}

/** Playing on, one would stay at the landmark just passed: the way back leaves it a second behind. */
function ofDay(
  landmarks: LandmarkView[],
  at: number,
  direction: Direction,
): LandmarkView | undefined {
  return direction === "later"
    ? landmarks.find((landmark) => momentOf(landmark) > at)
    : landmarks.findLast((landmark) => momentOf(landmark) < at);
}

/** Those in which the moment lies; what is of one moment is told for a minute. */
export function around(landmarks: LandmarkView[], at: number): LandmarkView[] {
  return landmarks.filter((landmark) => {
    const until = landmark.until ? Date.parse(landmark.until) : momentOf(landmark) + 60 * second;
    const isOpen = !landmark.until && landmark.kind !== "anomaly";
    return Date.parse(landmark.at) <= at && (isOpen || at < until);
  });
}

export function landmarkText(
  landmark: LandmarkView,
  target: number | null,
  zone: string,
  text: Text,
): string {
  // Quarter hours begin with a minute; a connection is lost at a second.
  const write = landmark.kind === "below_target" ? minute : clock;
  const until = landmark.until ? write(landmark.until, zone) : text("replay.until_open");
  const span = `${write(landmark.at, zone)} – ${until}`;
  const source = landmark.source ?? "";
  switch (landmark.kind) {
    case "below_target": {
      const values = { span, lowest: rate(landmark.lowest), target: rate(target) };
      return text("replay.landmark_below", values);
    }
    case "source_lost":
      return text("replay.landmark_lost", { span, source });
    case "source_gap":
      return text("replay.landmark_gap", { span, source });
    case "anomaly": {
      const kind = anomalyText(landmark.anomaly ?? "", text);
      const values = { time: clock(landmark.at, zone), kind, count: count(landmark.count) };
      return text("replay.landmark_anomaly", values);
    }
  }
}
