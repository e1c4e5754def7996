/** Stretches of a day, typed; what cannot be read is said below the field. */
import { Input } from "antd";
import { useText } from "../../i18n/language";
import { type SpanError, spansIn } from "./spans";

type Props = { id?: string; label?: string; value: string; onChange: (value: string) => void };

export function SpanField({ id, label, value, onChange }: Props) {
  const text = useText();
  const typed = spansIn(value);
  const settle = () => typed.spans && onChange(typed.spans.join(" "));
  return (
    <div className="name-field">
      <Input
        id={id}
        aria-label={label}
        className="numbers"
        placeholder={text("settings.closed")}
        status={typed.error ? "error" : undefined}
        aria-invalid={typed.error !== null}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onBlur={settle}
        onPressEnter={settle}
      />
      {typed.error && (
        <span className="field-error" role="status">
          {text(spanErrors[typed.error], { at: typed.at })}
        </span>
      )}
    </div>
  );
}

const spanErrors = {
  malformed: "settings.span.malformed",
  grid: "settings.span.grid",
  empty: "settings.span.empty",
  overlap: "settings.span.overlap",
  many: "settings.span.many",
} as const satisfies Record<SpanError, string>;
