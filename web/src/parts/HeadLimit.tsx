/** The threshold form at a column's head; the gauge is filled where the person set levels. */
import { lazy, Suspense } from "react";
import { useText } from "../i18n/language";
import { Disclosure } from "./Disclosure";
import { LimitIcon } from "./LimitIcon";
import type { ColumnLimits } from "./LiveTable";
import type { Limit } from "./thresholds";
import { useTable } from "./use-table-view";
import "./column-panel.css";

const ThresholdForm = lazy(async () => ({
  default: (await import("./ThresholdForm")).ThresholdForm,
}));

type HeadProps = { name: string; limits: ColumnLimits };

export function HeadLimit({ name, limits }: HeadProps) {
  const text = useText();
  const table = useTable();
  if (!table) return null;
  const isOwn = limits.ids.some((id) => id in table.settings.thresholds);
  const label = text("threshold.of", { name });
  return (
    <Disclosure
      className="head-limit"
      label={isOwn ? `${label} (${text("threshold.own")})` : label}
      panel={limits.form}
    >
      <LimitIcon isOwn={isOwn} />
    </Disclosure>
  );
}

type OwnProps = { id: string; name: string; limit: Limit; onDone: () => void };

/** The form of one column, in the view that stands around it. */
export function OwnThreshold({ id, name, limit, onDone }: OwnProps) {
  const table = useTable();
  if (!table) return null;
  const { [id]: own, ...others } = table.settings.thresholds;
  return (
    <Suspense>
      <ThresholdForm
        name={name}
        limit={limit}
        threshold={own ?? null}
        set={(next) => table.change({ thresholds: next ? { ...others, [id]: next } : others })}
        onDone={onDone}
      />
    </Suspense>
  );
}
