import { expect, test } from "vitest";
import type { HealthReport } from "../../api/views";
import { rates } from "./rates";

const look = (at: string, speed: Partial<HealthReport["speed"]>) =>
  ({
    at,
    speed: {
      records: 0,
      requests: 0,
      requests_within_100ms: 0,
      request_s: 0,
      stream_frames: 0,
      stream_builds: 0,
      stream_build_s: 0,
      ...speed,
    },
  }) as HealthReport;

test("rates are differences over the time between two looks", () => {
  const before = look("2026-11-27T08:00:00Z", { records: 100, requests: 10, request_s: 1 });
  const now = look("2026-11-27T08:00:05Z", {
    records: 1_100,
    requests: 20,
    requests_within_100ms: 9,
    request_s: 1.5,
    stream_frames: 25,
    stream_builds: 50,
    stream_build_s: 0.1,
  });
  expect(rates(before, now)).toEqual({
    records: 200,
    requests: 2,
    frames: 5,
    quick: 0.9,
    meanRequestMs: 50,
    meanBuildMs: 2,
  });
});

test("nothing asked has no mean, and a server that began anew no rate", () => {
  const first = look("2026-11-27T08:00:00Z", { requests: 7 });
  const same = look("2026-11-27T08:00:05Z", { requests: 7 });
  expect(rates(first, same)).toMatchObject({ quick: null, meanRequestMs: null, meanBuildMs: null });
  expect(rates(first, first)).toBeNull();
  expect(rates(first, look("2026-11-27T08:00:05Z", { requests: 2 }))).toBeNull();
});
