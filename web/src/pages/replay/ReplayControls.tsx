/** Day, moment, view, and play. */
import { Button, Segmented, Slider } from "antd";
import { useEffect, useState } from "react";
import { clock, day, endOfDay, localInstant, minute, startOfDay } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { AttributionSwitch } from "../../live/attribution";
import { DayPicker } from "../../parts/DayPicker";
import { TimeField } from "../../parts/TimeField";
import type { ReplayedView } from "./ReplayPage";

const viewNames: Record<ReplayedView, Key> = {
  overview: "nav.overview",
  queues: "nav.queues",
  agents: "nav.agents",
};
const speeds = [1, 10, 60];
const second = 1_000;

type Props = {
  from: number;
  until: number;
  zone: string;
  at: number;
  view: ReplayedView;
  show: (at: number, view: ReplayedView) => void;
};

export function ReplayControls({ from, until, zone, at, view, show }: Props) {
  const text = useText();
  const within = (moment: number) => Math.min(Math.max(moment, from), until);
  const today = day(at, zone);
  const onDay = (chosen: string) => within(localInstant(`${chosen} ${clock(at, zone)}`, zone));
  return (
    <section className="panel replay-controls" aria-label={text("replay.controls")}>
      <div className="replay-line">
        <Segmented<ReplayedView>
          value={view}
          onChange={(chosen) => show(at, chosen)}
          aria-label={text("replay.view")}
          options={(Object.keys(viewNames) as ReplayedView[]).map((value) => ({
            value,
            label: text(viewNames[value]),
          }))}
        />
        <DayPicker
          label={text("replay.day")}
          value={today}
          from={day(from, zone)}
          until={day(until, zone)}
          onChoose={(chosen) => show(onDay(chosen), view)}
        />
        <TimeField
          label={text("replay.time")}
          zone={zone}
          value={at}
          onChoose={(moment) => show(within(moment), view)}
        />
        {view !== "agents" && <AttributionSwitch />}
        <Steps at={at} step={(by) => show(within(at + by), view)} />
        <Play at={at} until={until} show={(moment) => show(within(moment), view)} />
      </div>
      <DaySlider
        key={today}
        start={Math.max(startOfDay(today, zone), from)}
        end={Math.min(endOfDay(today, zone) - second, until)}
        zone={zone}
        at={at}
        onChoose={(moment) => show(within(moment), view)}
      />
    </section>
  );
}

type SliderProps = {
  start: number;
  end: number;
  zone: string;
  at: number;
  onChoose: (at: number) => void;
};

/** Follows the thumb at once and asks the server when it rests. */
function DaySlider({ start, end, zone, at, onChoose }: SliderProps) {
  const text = useText();
  const [held, setHeld] = useState<number | null>(null);
  const shown = held ?? at;
  useEffect(() => {
    if (held === null) return;
    const timer = setTimeout(() => {
      onChoose(held);
      setHeld(null);
    }, 120);
    return () => clearTimeout(timer);
  }, [held, onChoose]);
  return (
    <Slider
      min={Math.ceil(start / second) * second}
      max={Math.max(end, start + second)}
      step={second}
      value={shown}
      onChange={setHeld}
      ariaLabelForHandle={text("replay.moment")}
      ariaValueTextFormatterForHandle={(value) => clock(value, zone)}
      tooltip={{ formatter: (value) => minute(value, zone) }}
    />
  );
}

function Steps({ step }: { at: number; step: (by: number) => void }) {
  const text = useText();
  const steps: [number, Key][] = [
    [-300 * second, "replay.back_5m"],
    [-10 * second, "replay.back_10s"],
    [10 * second, "replay.on_10s"],
    [300 * second, "replay.on_5m"],
  ];
  return (
    <span className="replay-steps">
      {steps.map(([by, name]) => (
        <Button key={by} onClick={() => step(by)}>
          {text(name)}
        </Button>
      ))}
    </span>
  );
}

type PlayProps = { at: number; until: number; show: (at: number) => void };

function Play({ at, until, show }: PlayProps) {
  const text = useText();
  const [speed, setSpeed] = useState(10);
  const [isPlaying, setPlaying] = useState(false);
  const isOver = at >= until;
  useEffect(() => {
    if (!isPlaying || isOver) return;
    const timer = setTimeout(() => show(at + speed * second), second);
    return () => clearTimeout(timer);
  }, [isPlaying, isOver, at, speed, show]);
  return (
    <span className="replay-steps">
      <Button type="primary" disabled={isOver} onClick={() => setPlaying(!isPlaying)}>
        {text(isPlaying && !isOver ? "replay.pause" : "replay.play")}
      </Button>
      <Segmented<number>
        value={speed}
        onChange={setSpeed}
        aria-label={text("replay.speed")}
        options={speeds.map((value) => ({ value, label: text("replay.times", { speed: value }) }))}
      />
    </span>
  );
}
