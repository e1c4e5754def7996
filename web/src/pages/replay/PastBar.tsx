/**
 * The bar over every page of a past moment: which moment, another one, time running on, what is worth a look,
 * a link to it, and the way back to now.
 *
 * Room:  pages/replay; drawn by the shell wherever the address names a moment (`live/past`).
 * Holds: the moment stands in the address: reloading, sharing and walking to another page keep it.
 */
import { useIsFetching } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useCallback } from "react";
import { useLocation, useSearchParams } from "react-router";
import { replayKey, useLandmarks, useReplayRange } from "../../api/queries";
import type { ReplayRange } from "../../api/views";
import { clock, day, endOfDay, localInstant, startOfDay } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { useAttribution } from "../../live/attribution";
import { DayPicker } from "../../parts/DayPicker";
import { withoutFigure } from "../../parts/figure-address";
import { SeverityMark } from "../../parts/Mark";
import { useIsNarrow } from "../../parts/screen";
import { TimeField } from "../../parts/TimeField";
import { CopyLink } from "./CopyLink";
import { DaySlider } from "./DaySlider";
import { Jump } from "./Jump";
import { around, landmarkText } from "./landmarks";
import { Play } from "./Play";
import "./past-bar.css";

const second = 1_000;

export default function PastBar({ past }: { past: string }) {
  const range = useReplayRange();
  return range.data?.from ? (
    <Bar at={Date.parse(past)} from={Date.parse(range.data.from)} range={range.data} />
  ) : null;
}

type Props = { at: number; from: number; range: ReplayRange };

function Bar({ at, from, range }: Props) {
  const text = useText();
  const { zone } = range;
  const until = Date.parse(range.until);
  const [, setSearch] = useSearchParams();
  const isNarrow = useIsNarrow();
  const isFetching = useIsFetching({ queryKey: replayKey }) > 0;
  const today = day(at, zone);
  const landmarks = useLandmarks(today, useQueueHere(), useAttribution());
  const show = useCallback(
    (moment: number | null) =>
      setSearch((before) => withMoment(before, moment && Math.min(Math.max(moment, from), until)), {
        replace: moment !== null,
        preventScrollReset: true,
      }),
    [setSearch, from, until],
  );
  const onDay = (chosen: string) => show(localInstant(`${chosen} ${clock(at, zone)}`, zone));
  return (
    <section
      className="past-bar"
      aria-label={text("replay.controls")}
      data-past={at}
      aria-busy={isFetching}
    >
      <div className="past-line">
        <strong className="past-title">{text("nav.replay")}</strong>
        <DayPicker
          label={text("replay.day")}
          value={today}
          from={day(from, zone)}
          until={day(until, zone)}
          onChoose={onDay}
        />
        <TimeField label={text("replay.time")} zone={zone} value={at} onChoose={show} />
        <Group>
          <Steps isNarrow={isNarrow} step={(by) => show(at + by)} />
          <Play at={at} until={until} show={show} />
        </Group>
        <Group>
          <Jump at={at} from={from} until={until} zone={zone} show={show} />
        </Group>
      </div>
      <DaySlider
        key={today}
        start={Math.max(startOfDay(today, zone), from)}
        end={Math.min(endOfDay(today, zone) - second, until)}
        zone={zone}
        at={at}
        landmarks={landmarks.data?.landmarks ?? []}
        onChoose={show}
      />
      <div className="past-line">
        <div role="status">
          <ul className="past-landmarks numbers">
            {around(landmarks.data?.landmarks ?? [], at)
              .slice(0, 3)
              .map((landmark) => (
                <li key={`${landmark.kind} ${landmark.at} ${landmark.anomaly ?? landmark.source}`}>
                  <SeverityMark severity="warning" />{" "}
                  {landmarkText(landmark, landmarks.data?.definition.target ?? null, zone, text)}
                </li>
              ))}
          </ul>
        </div>
        <span className="past-spread" />
        <Group>
          <CopyLink />
          <Button size="small" onClick={() => show(null)}>
            {text("replay.to_now")}
          </Button>
        </Group>
      </div>
    </section>
  );
}

const Group = ({ children }: { children: ReactNode }) => (
  <span className="past-group">{children}</span>
);

/** On a queue's page its own service level is meant. */
export function useQueueHere(): string | null {
  const { pathname } = useLocation();
  return /^\/queues\/(\d+)$/.exec(pathname)?.[1] ?? null;
}

function withMoment(before: URLSearchParams, moment: number | null): URLSearchParams {
  // An opened figure or contact was of the moment that is left.
  const next = withoutFigure(before);
  if (moment === null) next.delete("at");
  else next.set("at", new Date(moment).toISOString());
  return next;
}

const fineSteps: [number, Key][] = [
  [-10 * second, "replay.back_10s"],
  [10 * second, "replay.on_10s"],
];

/** In the hand there is room for the long steps only. */
function Steps({ isNarrow, step }: { isNarrow: boolean; step: (by: number) => void }) {
  const text = useText();
  const steps: [number, Key][] = [
    [-300 * second, "replay.back_5m"],
    ...(isNarrow ? [] : fineSteps),
    [300 * second, "replay.on_5m"],
  ];
  return steps.map(([by, name]) => (
    <Button key={by} onClick={() => step(by)}>
      {text(name)}
    </Button>
  ));
}
