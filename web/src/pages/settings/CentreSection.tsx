/** The centre's name, its time zone and when its business day starts. */
import { Input } from "antd";
import { useState } from "react";
import type { SettingChange } from "../../api/views";
import { useText } from "../../i18n/language";
import { found } from "./draft";
import { OriginWord } from "./OriginWord";
import type { SectionProps } from "./section";
import { ZoneSelect } from "./ZoneSelect";

export function CentreSection({ settings, changes, onPut }: SectionProps) {
  const text = useText();
  const { centre } = settings;
  const change = found(changes, "centre", "centre");
  const waiting: Partial<Extract<SettingChange, { kind: "centre" }>> = change ?? {};
  const set = (more: { name?: string; zone?: string; business_day_start?: string }) =>
    onPut([{ ...waiting, ...more, kind: "centre" }]);
  return (
    <section className="panel settings-form" aria-label={text("settings.centre")}>
      <Line name={text("settings.name")} origin={<OriginWord origin={centre.name_origin} />}>
        <Typed
          label={text("settings.name")}
          value={waiting.name ?? centre.name}
          isFixed={centre.name_origin === "file"}
          onTake={(name) => set({ name })}
        />
      </Line>
      <Line name={text("settings.zone")} origin={<OriginWord origin={centre.zone_origin} />}>
        <ZoneSelect
          label={text("settings.zone")}
          value={waiting.zone ?? centre.zone}
          isFixed={centre.zone_origin === "file"}
          onChange={(zone) => zone && set({ zone })}
        />
      </Line>
      <Line
        name={text("settings.day_start")}
        origin={<OriginWord origin={centre.business_day_start_origin} />}
        hint={text("settings.day_start_hint")}
      >
        <Typed
          label={text("settings.day_start")}
          value={waiting.business_day_start ?? centre.business_day_start}
          isFixed={centre.business_day_start_origin === "file"}
          isWrong={(start) => !/^([01]\d|2[0-3]):[0-5]\d$/.test(start)}
          onTake={(business_day_start) => set({ business_day_start })}
        />
      </Line>
      {[centre.name_origin, centre.zone_origin].includes("file") && (
        <p className="second">{text("settings.in_file")}</p>
      )}
    </section>
  );
}

type LineProps = {
  name: string;
  origin: React.ReactNode;
  hint?: string;
  children: React.ReactNode;
};

function Line({ name, origin, hint, children }: LineProps) {
  return (
    <div className="settings-line">
      <span className="settings-line-name">
        {name} {origin}
      </span>
      {children}
      {hint && <span className="second">{hint}</span>}
    </div>
  );
}

type TypedProps = {
  label: string;
  value: string;
  isFixed: boolean;
  isWrong?: (value: string) => boolean;
  onTake: (value: string) => void;
};

function Typed({ label, value, isFixed, isWrong, onTake }: TypedProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isBad = typed !== null && (typed.trim() === "" || (isWrong?.(typed.trim()) ?? false));
  const take = () => {
    if (typed === null || isBad) return;
    onTake(typed.trim());
    setTyped(null);
  };
  return (
    <Input
      aria-label={label}
      status={isBad ? "error" : undefined}
      aria-invalid={isBad}
      disabled={isFixed}
      maxLength={60}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onPressEnter={take}
    />
  );
}
