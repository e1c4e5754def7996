/** The drawing of a day. */
import { BarChart, LineChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { use } from "echarts/core";
import { useMemo } from "react";
import type { Curve as Day } from "../api/views";
import { rate } from "../format/numbers";
import { endOfDay, minute, startOfDay } from "../format/times";
import { type Text, useText } from "../i18n/language";
import { useTheme } from "../theme/theme";
import type { Palette } from "../theme/tokens";
import { useChart } from "./chart";
import "./curve.css";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent]);

type Props = { day: Day; target: number | null; onPick: (place: number) => void };

export default function CurveChart({ day, target, onPick }: Props) {
  const text = useText();
  const { palette } = useTheme();
  const drawn = useMemo(() => options(day, target, palette, text), [day, target, palette, text]);
  return <div ref={useChart(drawn, onPick)} className="curve-space" />;
}

/** The whole local day, so that the empty part shows how much is still to come. */
function wholeDay(day: Day): string[] {
  const step = day.step_s * 1_000;
  const labels: string[] = [];
  const end = endOfDay(day.day, day.zone);
  for (let at = startOfDay(day.day, day.zone); at < end; at += step)
    labels.push(minute(at, day.zone));
  return labels;
}

function options(day: Day, target: number | null, palette: Palette, text: Text) {
  const figures = day.points.map((point) => point.figures);
  const bar = { type: "bar", stack: "outcome", barCategoryGap: "20%" };
  return {
    grid: { left: 44, right: 48, top: 34, bottom: 24 },
    legend: { top: 0, right: 0 },
    tooltip: { trigger: "axis" },
    xAxis: {
      type: "category",
      data: wholeDay(day),
      axisLabel: {
        hideOverlap: true,
        interval: Math.round(7_200 / day.step_s) - 1,
      },
    },
    yAxis: [
      { type: "value", minInterval: 1 },
      {
        type: "value",
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { formatter: (share: number) => `${share * 100}%` },
        splitLine: { show: false },
      },
    ],
    series: [
      {
        ...bar,
        name: text("measure.answered"),
        data: figures.map((f) => f.answered),
        itemStyle: { color: palette.answered },
      },
      {
        ...bar,
        name: text("measure.abandoned"),
        data: figures.map((f) => f.abandoned),
        itemStyle: { color: palette.abandoned },
      },
      {
        ...bar,
        name: text("measure.diverted"),
        data: figures.map((f) => f.diverted),
        itemStyle: { color: palette.offered },
      },
      levelSeries(day, target, palette, text),
    ],
  };
}

function levelSeries(day: Day, target: number | null, palette: Palette, text: Text) {
  const mark = target === null ? [] : [{ yAxis: target }];
  return {
    type: "line",
    name: text("measure.service_level"),
    yAxisIndex: 1,
    data: day.points.map((point) => point.figures.service_level ?? null),
    symbol: "circle",
    symbolSize: 4,
    lineStyle: { color: palette.level, width: 2 },
    itemStyle: { color: palette.level },
    tooltip: { valueFormatter: (share: unknown) => rate(share as number | null) },
    markLine: {
      silent: true,
      symbol: "none",
      data: mark,
      lineStyle: { color: palette.level, type: "dashed" },
      label: { formatter: () => rate(target), color: palette.secondText },
    },
  };
}
