/**
 * Recovery codes, shown once: to be copied, kept as a file or printed, and then put away.
 *
 * Room:  pages/sign-in; after a second factor was set up, and when codes are made anew.
 */
import { Button } from "antd";
import { useState } from "react";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import "./enrolment.css";

type Props = { name: string; codes: string[]; done: string; onDone: () => void };

export function RecoveryCodes({ name, codes, done, onDone }: Props) {
  const text = useText();
  const lines = codes.join("\n");
  const file = `${text("recovery.file", { name })}\n\n${lines}\n`;
  return (
    <div className="recovery" data-recovery={codes.length}>
      <p className="recovery-once">
        <SeverityMark severity="warning" /> <strong>{text("recovery.once")}</strong>
      </p>
      <p>{text("recovery.use")}</p>
      <ol className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="enrolment-actions">
        <CopyButton value={lines} />
        <a
          className="recovery-file"
          download="callboard-recovery-codes.txt"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
        >
          {text("recovery.save")}
        </a>
        <Button type="primary" onClick={onDone}>
          {done}
        </Button>
      </div>
    </div>
  );
}

/** Without a secure origin there is no clipboard: then the text stands there to be marked by hand. */
export function CopyButton({ value }: { value: string }) {
  const text = useText();
  const [isCopied, setCopied] = useState(false);
  if (!navigator.clipboard) return null;
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return <Button onClick={copy}>{text(isCopied ? "walls.copied" : "walls.copy")}</Button>;
}
