/** Fields that the forms of people share: a label with its control, a day, the reason. */
import { Input } from "antd";
import { type ReactNode, useId } from "react";
import { ApiError } from "../../api/client";
import { type Key, type Text, useText } from "../../i18n/language";
import { DayPicker } from "../../parts/DayPicker";
import { SeverityMark } from "../../parts/Mark";

type FieldProps = { label: string; hint?: string; children: (id: string) => ReactNode };

export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div className="settings-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <span className="second">{hint}</span>}
    </div>
  );
}

type DayProps = { label: string; hint?: string; value: string; onChoose: (day: string) => void };

/** The picker has its own label: it is no field that a label could point to. */
export function DayField({ label, hint, value, onChoose }: DayProps) {
  return (
    <div className="settings-field">
      <span>{label}</span>
      <DayPicker label={label} value={value} from={null} until={null} onChoose={onChoose} />
      {hint && <span className="second">{hint}</span>}
    </div>
  );
}

type ReasonProps = { value: string; onChange: (reason: string) => void };

export function ReasonField({ value, onChange }: ReasonProps) {
  const text = useText();
  return (
    <Field label={text("people.reason")} hint={text("people.reason_hint")}>
      {(id) => (
        <Input
          id={id}
          value={value}
          maxLength={300}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function Wrong({ children }: { children: ReactNode }) {
  return (
    <p className="field-error" role="alert">
      <SeverityMark severity="critical" /> {children}
    </p>
  );
}

const known: Record<string, [Key, Key | null]> = {
  changed_meanwhile: ["people.changed_meanwhile", "people.changed_meanwhile_hint"],
  taken: ["people.taken", "people.taken_hint"],
  claimed: ["people.claimed", null],
};

/** What the server says of people, in the reader's language; whose an account is stays its word. */
export function worded(error: Error, text: Text): Error {
  if (!(error instanceof ApiError)) return error;
  const words = known[error.code];
  if (!words) return error;
  const hint = words[1] ? text(words[1]) : error.message;
  return new ApiError(error.status, `worded_${error.code}`, text(words[0]), hint);
}
