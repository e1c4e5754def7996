/** The drawing of the waits: bars by step, and the share that abandons as a line. */
import { BarChart, LineChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { Waits } from "../../api/views";
import { duration, rate } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { chartTheme } from "../../theme/chart";
import { useTheme } from "../../theme/theme";
import type { Palette } from "../../theme/tokens";
import { fewestWaited, stepsOf } from "./waits";
import "../../parts/curve.css";

use([
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

type Props = { waits: Waits; threshold_s: number };

export default function WaitsChart({ waits, threshold_s }: Props) {
  const text = useText();
  const { palette } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current, chartTheme(palette));
    chart.current = made;
    const sized = new ResizeObserver(() => made.resize());
    sized.observe(place.current);
    return () => {
      sized.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [palette]);
  useEffect(() => {
    chart.current?.setOption(options(waits, threshold_s, palette, text), { notMerge: true });
  }, [waits, threshold_s, palette, text]);
  return <div ref={place} className="curve-space" />;
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
