/** From when on something holds: as soon as possible, or from a moment in the centre's time. */
import { Input } from "antd";
import { useState } from "react";
import { localInstant, minute } from "../../format/times";
import { useText } from "../../i18n/language";

type Props = {
  nextStep: string;
  zone: string;
  /** RFC 3339; null: as soon as possible. */
  value: string | null;
  onChange: (value: string | null) => void;
};

export function EffectiveFrom({ nextStep, zone, value, onChange }: Props) {
  const text = useText();
  const [isSoon, setSoon] = useState(value === null);
  const [typed, setTyped] = useState("");
  const write = (local: string) => {
    setTyped(local);
    onChange(local === "" ? null : new Date(localInstant(`${local}:00`, zone)).toISOString());
  };
  return (
    <fieldset className="effective-from">
      <legend>{text("settings.since")}</legend>
      <label>
        <input
          type="radio"
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
          checked={!isSoon}
          onChange={() => {
            setSoon(false);
            write(typed);
          }}
        />
        {text("settings.at_moment")}
      </label>
      {!isSoon && (
        <Input
          type="datetime-local"
          step={300}
          className="moment-field"
          aria-label={text("settings.moment")}
          value={typed}
          onChange={(event) => write(event.target.value)}
        />
      )}
    </fieldset>
  );
}
