/** The drawing of the waits: bars by step, and the share that abandons as a line. */
import { BarChart, LineChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { use } from "echarts/core";
import { useMemo } from "react";
import type { Waits } from "../../api/views";
import { duration, rate } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { useChart } from "../../parts/chart";
import { useTheme } from "../../theme/theme";
import type { Palette } from "../../theme/tokens";
import { fewestWaited, stepsOf } from "./waits";
import "../../parts/curve.css";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent]);

type Props = { waits: Waits; threshold_s: number };

export default function WaitsChart({ waits, threshold_s }: Props) {
  const text = useText();
  const { palette } = useTheme();
  const drawn = useMemo(
    () => options(waits, threshold_s, palette, text),
    [waits, threshold_s, palette, text],
  );
  return <div ref={useChart(drawn)} className="curve-space" />;
}

function options(waits: Waits, threshold_s: number, palette: Palette, text: Text) {
  const steps = stepsOf(waits);
  const bar = { type: "bar", stack: "ended", barCategoryGap: "15%" };
  const promised = steps.findIndex((step) => step.label === `≤ ${duration(threshold_s * 1_000)}`);
  return {
    grid: { left: 44, right: 48, top: 52, bottom: 26 },
    legend: { top: 0, right: 0 },
    tooltip: { trigger: "axis" },
    xAxis: {
      type: "category",
      data: steps.map((step) => step.label),
      axisLabel: { hideOverlap: true },
    },
    yAxis: [
      { type: "value", minInterval: 1 },
      {
        type: "value",
        min: 0,
        splitLine: { show: false },
        axisLabel: { formatter: (share: number) => `${Math.round(share * 100)}%` },
      },
    ],
    series: [
      {
        ...bar,
        name: text("measure.answered"),
        data: steps.map((step) => step.answered),
        itemStyle: { color: palette.answered },
        markLine: {
          silent: true,
          symbol: "none",
          data: promised < 0 ? [] : [{ xAxis: promised }],
          lineStyle: { color: palette.level, type: "dashed" },
          label: { formatter: text("waits.promised"), color: palette.secondText },
        },
      },
      {
        ...bar,
        name: text("measure.abandoned"),
        data: steps.map((step) => step.abandoned),
        itemStyle: {
          color: palette.abandoned,
          decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 },
        },
      },
      {
        type: "line",
        name: text("waits.share"),
        yAxisIndex: 1,
        data: steps.map((step) => (step.waited < fewestWaited ? null : step.share)),
        connectNulls: false,
        lineStyle: { color: palette.notice },
        itemStyle: { color: palette.notice },
        tooltip: { valueFormatter: (share: unknown) => rate(share as number | null) },
      },
    ],
  };
}
