/** Six digits of an app; what is pasted with spaces is read too, and the sixth sends them. */
import { Input } from "antd";
import { useText } from "../../i18n/language";

type Props = {
  id: string;
  value: string;
  onChange: (code: string) => void;
  onFull: (code: string) => void;
};

const digits = 6;

export function CodeField({ id, value, onChange, onFull }: Props) {
  const text = useText();
  const take = (typed: string) => {
    const code = typed.replace(/\D/g, "").slice(0, digits);
    onChange(code);
    if (code.length === digits && code !== value) onFull(code);
  };
  return (
    <Input
      id={id}
      className="code-field numbers"
      size="large"
      inputMode="numeric"
      autoComplete="one-time-code"
      placeholder={text("code.placeholder")}
      autoFocus
      value={value}
      onChange={(event) => take(event.target.value)}
    />
  );
}
