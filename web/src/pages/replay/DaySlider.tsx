/** A day to slide over; what is worth a look stands on it in colour, and in words beside the buttons. */
import { Slider } from "antd";
import { useEffect, useState } from "react";
import type { MarkView } from "../../api/views";
import { clock, minute } from "../../format/times";
import { useText } from "../../i18n/language";

const second = 1_000;

type Props = {
  start: number;
  end: number;
  zone: string;
  at: number;
  marks: MarkView[];
  onChoose: (at: number) => void;
};

/** Follows the thumb at once and asks the server when it rests. */
export function DaySlider({ start, end, zone, at, marks, onChoose }: Props) {
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
      <div className="day-marks" aria-hidden="true">
        {marks.map((mark) => {
          const from = share(Date.parse(mark.at));
          const until = mark.until ? share(Date.parse(mark.until)) : from;
          return (
            <i
              key={`${mark.kind} ${mark.at} ${mark.anomaly ?? mark.source}`}
              data-mark={mark.kind}
              style={{ insetInlineStart: `${from}%`, width: `${until - from}%` }}
            />
          );
        })}
      </div>
    </div>
  );
}
