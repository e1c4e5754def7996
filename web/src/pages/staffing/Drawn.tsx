/** The day's drawing with its words for who does not see it; the library comes after the figures. */
import { lazy, Suspense } from "react";
import { useText } from "../../i18n/language";
import type { DrawnSlot } from "./DayChart";

const DayChart = lazy(() => import("./DayChart"));

type Props = { name: string; step: number; slots: DrawnSlot[] };

export function Drawn({ name, step, slots }: Props) {
  const text = useText();
  return (
    <div role="img" aria-label={text("staffing.chart_says", { name })}>
      <Suspense fallback={<div className="staffing-space" />}>
        <DayChart step={step} slots={slots} />
      </Suspense>
    </div>
  );
}
