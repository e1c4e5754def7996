/** A time of the day that can be typed: taken over with Enter or on leaving; what is no time changes nothing. */
import { Input } from "antd";
import { useState } from "react";
import { clock, day, localInstant } from "../format/times";

type Props = { label: string; zone: string; value: number; onChoose: (moment: number) => void };

export function TimeField({ label, zone, value, onChoose }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    const time = typed === null ? null : timeIn(typed);
    if (time) onChoose(localInstant(`${day(value, zone)} ${time}`, zone));
    setTyped(null);
  };
  return (
    <Input
      className="time-field numbers"
      aria-label={label}
      inputMode="numeric"
      status={typed !== null && timeIn(typed) === null ? "error" : undefined}
      value={typed ?? clock(value, zone)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onPressEnter={take}
    />
  );
}

/** `9:05`, `0905`, `09:05:30`, with Chinese colons too. */
export function timeIn(text: string): string | null {
  const parts = /^(\d{1,2})[:：]?(\d{2})(?:[:：]?(\d{2}))?$/.exec(text.trim());
  if (!parts) return null;
  const [hour, minute, second] = [parts[1] ?? "", parts[2] ?? "", parts[3] ?? "00"];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return `${hour.padStart(2, "0")}:${minute}:${second}`;
}
