/** A week typed day by day, dates with other hours, from when, and for which other queues. */
import { Button, Select } from "antd";
import { useState } from "react";
import type { DayHours, QueueSettings, SettingChange, WeekHours } from "../../api/views";
import { useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { found, hoursNow } from "./draft";
import { EffectiveFrom, type Since } from "./EffectiveFrom";
import { Exceptions } from "./Exceptions";
import { SpanField } from "./SpanField";
import type { SectionProps } from "./section";
import { noHours, spansIn, withDates } from "./spans";
import { WeekBars } from "./WeekBars";
import { weekdays } from "./words";
import { ZoneSelect } from "./ZoneSelect";

type Props = SectionProps & { queue: QueueSettings; others: number[] };

const shown = (hours: WeekHours) => hours.week.map((spans) => spans.join(" "));

export function HoursForm({ queue, others, settings, changes, onPut, zone }: Props) {
  const text = useText();
  const waiting = found(changes, "opening_hours", `hours ${queue.id}`);
  const first = waiting ? (waiting.hours ?? null) : hoursNow(queue);
  const [isAlways, setAlways] = useState(first === null);
  const [typed, setTyped] = useState(() => shown(first ?? noHours));
  const [exceptions, setExceptions] = useState<DayHours[]>(first?.exceptions ?? []);
  const [ownZone, setOwnZone] = useState<string | null>(first?.zone ?? null);
  const [since, setSince] = useState<Since>(waiting?.effective_from ?? null);
  const [also, setAlso] = useState(others);
  const [isDatesOnly, setDatesOnly] = useState(false);
  const read = typed.map(spansIn);
  const isWrong = since === undefined || (!isAlways && read.some((day) => day.error !== null));
  const hours: WeekHours | null = isAlways
    ? null
    : { zone: ownZone, week: read.map((day) => day.spans ?? []), exceptions };
  const take = () => {
    if (isWrong) return;
    const change = (id: number): SettingChange => {
      const other = settings.queues.find((known) => known.id === id);
      const isOwn = isDatesOnly && other !== undefined && id !== queue.id;
      return {
        kind: "opening_hours",
        queue: id,
        hours: isOwn ? withDates(hoursNow(other), exceptions) : hours,
        effective_from: since,
      };
    };
    onPut([queue.id, ...also].map(change));
  };
  const set = (days: number[], value: string) =>
    setTyped(typed.map((old, day) => (days.includes(day) ? value : old)));
  return (
    <section className="panel stack" aria-label={text("settings.edit_name", { name: queue.name })}>
      <Choice
        aria-label={text("settings.hours_mode")}
        value={isAlways ? "always" : "week"}
        options={[
          { value: "week", label: text("settings.hours_by_week") },
          { value: "always", label: text("settings.always_open") },
        ]}
        onChange={(mode) => setAlways(mode === "always")}
      />
      {!isAlways && (
        <>
          <p className="second">{text("settings.hours_hint")}</p>
          <div className="week-fields">
            {typed.map((value, day) => (
              <div className="week-field" key={weekdays[day]}>
                <label htmlFor={`hours-${day}`}>
                  {text(weekdays[day] ?? "settings.weekday.1")}
                </label>
                <SpanField
                  id={`hours-${day}`}
                  value={value}
                  onChange={(next) => set([day], next)}
                />
              </div>
            ))}
          </div>
          <div className="settings-tools">
            <Button size="small" onClick={() => set([1, 2, 3, 4], typed[0] ?? "")}>
              {text("settings.same_for_weekdays")}
            </Button>
            <Button size="small" onClick={() => set([1, 2, 3, 4, 5, 6], typed[0] ?? "")}>
              {text("settings.copy_monday")}
            </Button>
          </div>
          {read.every((day) => day.error === null) && (
            <div>
              <h3>{text("settings.after")}</h3>
              <WeekBars hours={hours} />
            </div>
          )}
          <Exceptions exceptions={exceptions} onChange={setExceptions} />
          <div className="settings-field">
            <span>{text("settings.hours_zone")}</span>
            <ZoneSelect
              label={text("settings.hours_zone")}
              placeholder={zone}
              value={ownZone}
              onChange={setOwnZone}
            />
          </div>
        </>
      )}
      <EffectiveFrom nextStep={settings.next_step} zone={zone} value={since} onChange={setSince} />
      <div className="settings-field">
        <span>{text("settings.hours_copy")}</span>
        <Select<number[]>
          mode="multiple"
          showSearch
          optionFilterProp="label"
          maxTagCount={6}
          aria-label={text("settings.hours_copy")}
          placeholder={text("settings.hours_copy_placeholder")}
          value={also}
          options={settings.queues
            .filter((other) => other.id !== queue.id && other.hours_origin !== "file")
            .map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setAlso}
        />
        {also.length > 0 && !isAlways && (
          <label className="choose-all">
            <input
              type="checkbox"
              checked={isDatesOnly}
              onChange={(event) => setDatesOnly(event.target.checked)}
            />
            {text("settings.dates_only")}
          </label>
        )}
      </div>
      <div>
        <Button type="primary" onClick={take} disabled={isWrong}>
          {text("settings.add_to_list")}
        </Button>
      </div>
    </section>
  );
}
