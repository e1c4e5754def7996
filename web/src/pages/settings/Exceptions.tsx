/** Dates with hours of their own: holidays and the working days made up for them. */
import { Button, Input } from "antd";
import { useState } from "react";
import type { DayHours } from "../../api/views";
import { useText } from "../../i18n/language";
import { Labelled } from "./Labelled";
import { SpanField } from "./SpanField";
import { spansIn } from "./spans";

type Props = { exceptions: DayHours[]; onChange: (exceptions: DayHours[]) => void };

const mostDays = 31;

export function Exceptions({ exceptions, onChange }: Props) {
  const text = useText();
  const sorted = [...exceptions].sort((a, b) => a.date.localeCompare(b.date));
  return (
    <section className="exceptions" aria-label={text("settings.exceptions")}>
      <h3>{text("settings.exceptions")}</h3>
      <p className="second">{text("settings.exceptions_hint")}</p>
      <ul>
        {sorted.map((one) => (
          <li key={one.date} className="numbers">
            <strong>{one.date}</strong>
            <span>{one.spans.length === 0 ? text("settings.closed") : one.spans.join(" ")}</span>
            <span className="second">{one.name}</span>
            <Button
              size="small"
              type="text"
              aria-label={text("settings.exception_remove", { date: one.date })}
              onClick={() => onChange(exceptions.filter((other) => other.date !== one.date))}
            >
              {text("settings.remove")}
            </Button>
          </li>
        ))}
      </ul>
      <Adding exceptions={sorted} onChange={onChange} />
    </section>
  );
}

function Adding({ exceptions, onChange }: Props) {
  const text = useText();
  const [date, setDate] = useState("");
  const [days, setDays] = useState("1");
  const [spans, setSpans] = useState("");
  const [name, setName] = useState("");
  const [said, setSaid] = useState("");
  const add = () => {
    const read = spansIn(spans);
    if (date === "" || read.spans === null) {
      setSaid(date === "" ? text("settings.exception_bad") : "");
      return;
    }
    const dates = daysFrom(date, Math.min(Math.max(Number(days) || 1, 1), mostDays));
    if (dates.some((day) => exceptions.some((one) => one.date === day))) {
      setSaid(text("settings.exception_twice"));
      return;
    }
    const of = (day: string): DayHours => ({
      date: day,
      spans: read.spans,
      name: name.trim() === "" ? null : name.trim(),
    });
    onChange([...exceptions, ...dates.map(of)].sort((a, b) => a.date.localeCompare(b.date)));
    setDate("");
    setDays("1");
    setSaid("");
  };
  return (
    <div className="settings-add-line">
      <Labelled name={text("settings.exception_date")}>
        {(id) => (
          <Input
            id={id}
            type="date"
            value={date}
            onChange={(event) => setDate(event.target.value)}
          />
        )}
      </Labelled>
      <Labelled name={text("settings.exception_days")} className="settings-field days-field">
        {(id) => (
          <Input
            id={id}
            inputMode="numeric"
            value={days}
            onChange={(event) => setDays(event.target.value.replace(/\D/g, "").slice(0, 2))}
          />
        )}
      </Labelled>
      <Labelled name={text("settings.exception_hours")}>
        {(id) => <SpanField id={id} value={spans} onChange={setSpans} />}
      </Labelled>
      <Labelled name={text("settings.exception_name")}>
        {(id) => (
          <Input
            id={id}
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Labelled>
      <Button onClick={add}>{text("settings.exception_add")}</Button>
      {said && (
        <span className="field-error" role="status">
          {said}
        </span>
      )}
    </div>
  );
}

/** The date and the days after it. */
function daysFrom(date: string, count: number): string[] {
  const noon = Date.parse(`${date}T12:00:00Z`);
  return Array.from({ length: count }, (_, day) =>
    new Date(noon + day * 86_400_000).toISOString().slice(0, 10),
  );
}
