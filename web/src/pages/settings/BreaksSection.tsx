/** How long an agent may stay in each not-ready state before screens call it an overrun. */
import { Input } from "antd";
import { useState } from "react";
import { useText } from "../../i18n/language";
import { reasonText } from "../../parts/agent-words";
import { found } from "./draft";
import { OriginWord } from "./OriginWord";
import type { SectionProps } from "./section";
import { secondsText } from "./words";

type Limit = SectionProps["settings"]["breaks"][number];

export function BreaksSection({ settings, changes, onPut }: SectionProps) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("settings.breaks")}>
      <p className="second">{text("settings.limit_hint")}</p>
      <table className="settings-table numbers limits">
        <thead>
          <tr>
            <th scope="col">{text("settings.state")}</th>
            <th scope="col">{text("settings.limit")}</th>
            <th scope="col">{text("settings.origin")}</th>
          </tr>
        </thead>
        <tbody>
          {settings.breaks.map((limit) => (
            <tr key={limit.reason}>
              <th scope="row">{reasonText(limit.reason, text)}</th>
              <td>
                <LimitField limit={limit} changes={changes} onPut={onPut} />
              </td>
              <td data-label={text("settings.origin")}>
                <OriginWord origin={limit.origin} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type FieldProps = Pick<SectionProps, "changes" | "onPut"> & { limit: Limit };

function LimitField({ limit, changes, onPut }: FieldProps) {
  const text = useText();
  const [typed, setTyped] = useState<string | null>(null);
  const { reason } = limit;
  const change = found(changes, "break_limit", `limit ${reason}`);
  const seconds = change ? (change.limit_s ?? null) : (limit.limit_s ?? null);
  const isWhole = seconds === null || seconds % 60 === 0;
  const value = typed ?? (seconds === null ? "" : String(Math.round(seconds / 60)));
  const isWrong = typed !== null && !/^\s*$|^\d{1,4}$/.test(typed.trim());
  const minutes = typed === null || typed.trim() === "" ? null : Number(typed);
  const isBeyond = minutes !== null && (minutes < 1 || minutes > 1440);
  const take = () => {
    if (typed === null || isWrong || isBeyond) return;
    onPut([{ kind: "break_limit", reason, limit_s: minutes === null ? null : minutes * 60 }]);
    setTyped(null);
  };
  return (
    <div className="name-field">
      <Input
        aria-label={`${text("settings.limit")} ${reasonText(reason, text)}`}
        className={change ? "is-changed share-field" : "share-field"}
        inputMode="numeric"
        placeholder={text("settings.unlimited")}
        status={isWrong || isBeyond ? "error" : undefined}
        aria-invalid={isWrong || isBeyond}
        value={value}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onPressEnter={take}
      />
      {(isWrong || isBeyond) && <span className="field-error">{text("settings.limit_wrong")}</span>}
      {!isWhole && seconds !== null && <span className="second">{secondsText(seconds, text)}</span>}
    </div>
  );
}
