/** How long each state may last before it is marked: two times for each, in seconds. */
import { Button, Input } from "antd";
import { useState } from "react";
import { type Key, useText } from "../../i18n/language";
import { stateNames } from "../../parts/agent-words";
import { SeverityMark, StateMark } from "../../parts/Mark";
import { type Complaint, fieldOf, type Limit, thresholdOf } from "../../parts/thresholds";
import { useTable } from "../../parts/use-table-view";
import { limited, stateLimitId } from "./limits";

const limit: Limit = { unit: "ms", isBelow: false, house: null };
const complaints: Record<Complaint, Key> = {
  wrong_number: "threshold.wrong_number",
  wrong_order: "threshold.wrong_order",
};

type Fields = Record<string, { warn: string; alert: string }>;

export function StateLimits({ onDone }: { onDone: () => void }) {
  const text = useText();
  const table = useTable();
  const kept = table?.settings.thresholds ?? {};
  const [fields, setFields] = useState<Fields>(() =>
    Object.fromEntries(
      limited.map((state) => {
        const own = kept[stateLimitId(state)];
        return [state, { warn: fieldOf("ms", own?.warn), alert: fieldOf("ms", own?.alert) }];
      }),
    ),
  );
  const [complaint, setComplaint] = useState<{ state: string; what: Complaint } | null>(null);
  const write = (state: string, part: Partial<Fields[string]>) =>
    setFields((before) => {
      const field = before[state] ?? { warn: "", alert: "" };
      return { ...before, [state]: { ...field, ...part } };
    });
  const apply = () => {
    const thresholds = { ...kept };
    for (const state of limited) {
      const read = thresholdOf(limit, fields[state] ?? { warn: "", alert: "" });
      if ("complaint" in read) return setComplaint({ state, what: read.complaint });
      if (read.threshold) thresholds[stateLimitId(state)] = read.threshold;
      else delete thresholds[stateLimitId(state)];
    }
    table?.change({ thresholds });
    onDone();
  };
  return (
    <form
      className="threshold-form"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <strong>{text("agents.limits")}</strong>
      <table className="state-limits">
        <thead>
          <tr>
            <th scope="col">{text("agents.state")}</th>
            <th scope="col">
              <SeverityMark severity="warning" /> {text("threshold.warn")}
            </th>
            <th scope="col">
              <SeverityMark severity="critical" /> {text("threshold.alert")}
            </th>
          </tr>
        </thead>
        <tbody>
          {limited.map((state) => (
            <tr key={state}>
              <th scope="row">
                <StateMark state={state} /> {text(stateNames[state])}
              </th>
              {(["warn", "alert"] as const).map((level) => (
                <td key={level}>
                  <Input
                    className="numbers"
                    inputMode="decimal"
                    aria-label={`${text(stateNames[state])} ${text(level === "warn" ? "threshold.warn" : "threshold.alert")}`}
                    value={fields[state]?.[level]}
                    suffix={text("threshold.seconds")}
                    onChange={(event) => write(state, { [level]: event.target.value })}
                  />
                  {complaint?.state === state && level === "alert" && (
                    <p className="field-error" role="alert">
                      {text(complaints[complaint.what])}
                    </p>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="second">{text("agents.limits_hint")}</p>
      <Button type="primary" htmlType="submit">
        {text("threshold.apply")}
      </Button>
    </form>
  );
}
