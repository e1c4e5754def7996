/**
 * Rates of the server from two looks at its counters.
 *
 * Room:  pages/sources.
 * Holds: a server that started anew counts from zero: then there is no rate until the next look.
 */
import type { HealthReport } from "../../api/views";

export type Rates = {
  /** Per second. */
  records: number;
  requests: number;
  frames: number;
  /** Of the requests; null where there were none. */
  quick: number | null;
  meanRequestMs: number | null;
  meanBuildMs: number | null;
};

export function rates(before: HealthReport, now: HealthReport): Rates | null {
  const seconds = (Date.parse(now.at) - Date.parse(before.at)) / 1_000;
  const more = (counter: keyof HealthReport["speed"]) =>
    (now.speed[counter] ?? 0) - (before.speed[counter] ?? 0);
  if (seconds <= 0 || more("requests") < 0 || more("stream_frames") < 0) return null;
  const share = (part: number, of: number) => (of > 0 ? part / of : null);
  const mean = (time: number, of: number) => (of > 0 ? (1_000 * time) / of : null);
  return {
    records: more("records") / seconds,
    requests: more("requests") / seconds,
    frames: more("stream_frames") / seconds,
    quick: share(more("requests_within_100ms"), more("requests")),
    meanRequestMs: mean(more("request_s"), more("requests")),
    meanBuildMs: mean(more("stream_build_s"), more("stream_builds")),
  };
}
