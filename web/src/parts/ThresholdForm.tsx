/**
 * Where a column is marked: one level that warns and one that alerts.
 *
 * Room:  parts; at a column's head, and in the panel of columns for whoever has no heads (a phone).
 */
import { Button, Input } from "antd";
import { useId, useState } from "react";
import type { Threshold } from "../api/views";
import { type Key, useText } from "../i18n/language";
import { SeverityMark } from "./Mark";
import { type Complaint, fieldOf, type Limit, thresholdOf, writeLevel } from "./thresholds";

const complaints: Record<Complaint, Key> = {
  wrong_number: "threshold.wrong_number",
  wrong_order: "threshold.wrong_order",
};

type Props = {
  name: string;
  limit: Limit;
  threshold: Threshold | null;
  set: (threshold: Threshold | null) => void;
  onDone: () => void;
};

export function ThresholdForm({ name, limit, threshold, set, onDone }: Props) {
  const text = useText();
  const [warn, setWarn] = useState(fieldOf(limit.unit, threshold?.warn));
  const [alert, setAlert] = useState(fieldOf(limit.unit, threshold?.alert));
  const [complaint, complain] = useState<Complaint | null>(null);
  const apply = () => {
    const read = thresholdOf(limit, { warn, alert });
    if ("complaint" in read) return complain(read.complaint);
    set(read.threshold);
    onDone();
  };
  const clear = () => {
    set(null);
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
      <strong>{text("threshold.of", { name })}</strong>
      <span className="second">{text(limit.isBelow ? "threshold.below" : "threshold.above")}</span>
      <Level limit={limit} severity="warning" value={warn} change={setWarn} />
      <Level limit={limit} severity="critical" value={alert} change={setAlert} />
      <p className="second">
        {limit.house
          ? text("threshold.house", {
              warn: writeLevel(limit.unit, limit.house.warn),
              alert: writeLevel(limit.unit, limit.house.alert),
            })
          : text("threshold.none")}
      </p>
      {complaint && (
        <p className="field-error" role="alert">
          {text(complaints[complaint])}
        </p>
      )}
      <div className="view-actions">
        <Button type="primary" htmlType="submit">
          {text("threshold.apply")}
        </Button>
        {threshold && <Button onClick={clear}>{text("threshold.clear")}</Button>}
      </div>
    </form>
  );
}

type LevelProps = {
  limit: Limit;
  severity: "warning" | "critical";
  value: string;
  change: (value: string) => void;
};

const units: Record<Limit["unit"], Key | null> = {
  count: null,
  ms: "threshold.seconds",
  share: "threshold.percent",
};

function Level({ limit, severity, value, change }: LevelProps) {
  const text = useText();
  const field = useId();
  const unit = units[limit.unit];
  const house = limit.house?.[severity === "warning" ? "warn" : "alert"];
  return (
    <div className="threshold-level">
      <label htmlFor={field}>
        <SeverityMark severity={severity} />{" "}
        {text(severity === "warning" ? "threshold.warn" : "threshold.alert")}
      </label>
      <Input
        id={field}
        className="numbers"
        inputMode="decimal"
        value={value}
        placeholder={fieldOf(limit.unit, house)}
        suffix={unit ? text(unit) : undefined}
        onChange={(event) => change(event.target.value)}
      />
    </div>
  );
}
