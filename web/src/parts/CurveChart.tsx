/** The drawing of a day; the only file that knows the chart library. */
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
import type { Curve as Day } from "../api/views";
import { rate } from "../format/numbers";
import { endOfDay, minute, startOfDay } from "../format/times";
import { type Text, useText } from "../i18n/language";
import { useTheme } from "../theme/theme";
import type { Palette } from "../theme/tokens";
import "./curve.css";

use([
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

type Props = { day: Day; target: number | null; onPick: (place: number) => void };

export default function CurveChart({ day, target, onPick }: Props) {
  const text = useText();
  const { palette } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);
  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current);
    chart.current = made;
    made.on("click", (event) => pick.current(event.dataIndex));
    const sized = new ResizeObserver(() => made.resize());
    sized.observe(place.current);
    return () => {
      sized.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(options(day, target, palette, text), { notMerge: true });
  }, [day, target, palette, text]);
  return <div ref={place} className="curve-space" />;
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
  const axis = {
    axisLabel: { color: palette.secondText },
    splitLine: { lineStyle: { color: palette.line } },
  };
  const bar = { type: "bar", stack: "outcome", barCategoryGap: "20%" };
  return {
    animation: false,
    textStyle: { fontFamily: "inherit", color: palette.text },
    grid: { left: 44, right: 48, top: 34, bottom: 24 },
    legend: { top: 0, right: 0, itemWidth: 14, textStyle: { color: palette.text } },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: palette.raised,
      borderColor: palette.strongLine,
      textStyle: { color: palette.text },
    },
    xAxis: {
      type: "category",
      data: wholeDay(day),
      axisLine: { lineStyle: { color: palette.strongLine } },
      axisTick: { show: false },
      axisLabel: {
        color: palette.secondText,
        hideOverlap: true,
        interval: Math.round(7_200 / day.step_s) - 1,
      },
    },
    yAxis: [
      { type: "value", ...axis, minInterval: 1 },
      {
        type: "value",
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { color: palette.secondText, formatter: (share: number) => `${share * 100}%` },
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
