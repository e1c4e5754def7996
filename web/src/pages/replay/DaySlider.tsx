/** A day to slide over; what is worth a look stands on it in colour, and in words beside the buttons. */
import { Slider } from "antd";
import { useEffect, useState } from "react";
import type { LandmarkView } from "../../api/views";
import { clock, minute } from "../../format/times";
import { useText } from "../../i18n/language";

const second = 1_000;

type Props = {
  start: number;
  end: number;
  zone: string;
  at: number;
  landmarks: LandmarkView[];
  onChoose: (at: number) => void;
};

/** Follows the thumb at once and asks the server when it rests. */
export function DaySlider({ start, end, zone, at, landmarks, onChoose }: Props) {
  const text = useText();
  const [held, setHeld] = useState<number | null>(null);
  const shown = held ?? at;
  const [min, max] = [Math.ceil(start / second) * second, Math.max(end, start + second)];
  useEffect(() => {
    if (held === null) return;
    const timer = setTimeout(() => {
      onChoose(held);
      setHeld(null);
    }, 120);
    return () => clearTimeout(timer);
  }, [held, onChoose]);
  const share = (moment: number) =>
    (100 * (Math.min(Math.max(moment, min), max) - min)) / (max - min);
  return (
    <div className="day-slider">
      <Slider
        min={min}
        max={max}
        step={second}
        value={shown}
        onChange={setHeld}
        ariaLabelForHandle={text("replay.moment")}
        ariaValueTextFormatterForHandle={(value) => clock(value, zone)}
        tooltip={{ formatter: (value) => minute(value, zone) }}
      />
      <div className="day-landmarks" aria-hidden="true">
        {landmarks.map((landmark) => {
          const from = share(Date.parse(landmark.at));
          const until = landmark.until ? share(Date.parse(landmark.until)) : from;
          return (
            <i
              key={`${landmark.kind} ${landmark.at} ${landmark.anomaly ?? landmark.source}`}
              data-landmark={landmark.kind}
              style={{ insetInlineStart: `${from}%`, width: `${until - from}%` }}
            />
          );
        })}
      </div>
    </div>
  );
}
