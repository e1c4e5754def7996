/** From when on something holds: as soon as possible, or from a moment in the centre's time. */
import { Input } from "antd";
import { useId, useState } from "react";
import { day as dayOf, localInstant, minute } from "../../format/times";
import { useText } from "../../i18n/language";

type Props = {
  nextStep: string;
  zone: string;
  value: Since;
  onChange: (value: Since) => void;
};

/** RFC 3339; null: as soon as possible; undefined: a moment that is not written yet. */
export type Since = string | null | undefined;

const isGridTime = (time: string) => /^([01]\d|2[0-3]):[0-5][05]$/.test(time);

export function EffectiveFrom({ nextStep, zone, value, onChange }: Props) {
  const text = useText();
  const group = useId();
  const [isSoon, setSoon] = useState(value === null);
  const [day, setDay] = useState(value ? dayOf(value, zone) : "");
  const [time, setTime] = useState(value ? minute(value, zone) : "00:00");
  const isTime = isGridTime(time);
  const write = (nextDay: string, nextTime: string) => {
    const isWhole = nextDay !== "" && isGridTime(nextTime);
    onChange(
      isWhole ? new Date(localInstant(`${nextDay} ${nextTime}:00`, zone)).toISOString() : undefined,
    );
  };
  return (
    <fieldset className="effective-from">
      <legend>{text("settings.since")}</legend>
      <label>
        <input
          type="radio"
          name={group}
          checked={isSoon}
          onChange={() => {
            setSoon(true);
            onChange(null);
          }}
        />
        {text("settings.soonest", { time: minute(nextStep, zone) })}
      </label>
      <label>
        <input
          type="radio"
          name={group}
          checked={!isSoon}
          onChange={() => {
            setSoon(false);
            write(day, time);
          }}
        />
        {text("settings.at_moment")}
      </label>
      {!isSoon && (
        <>
          <Input
            type="date"
            className="moment-field"
            aria-label={text("settings.moment_day")}
            value={day}
            onChange={(event) => {
              setDay(event.target.value);
              write(event.target.value, time);
            }}
          />
          <Input
            className="time-of-day numbers"
            aria-label={text("settings.moment_time")}
            status={isTime ? undefined : "error"}
            aria-invalid={!isTime}
            value={time}
            onChange={(event) => {
              setTime(event.target.value);
              write(day, event.target.value);
            }}
          />
          {(!isTime || day === "") && (
            <span className="field-error">{text("settings.moment_wrong")}</span>
          )}
        </>
      )}
    </fieldset>
  );
}
