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
import { count, rate } from "../format/numbers";
import { endOfDay, minute, startOfDay } from "../format/times";
import { type Text, useText } from "../i18n/language";
import { useTheme } from "../theme/theme";
import type { Palette } from "../theme/tokens";
import { useChart } from "./chart";
import { useIsNarrow } from "./screen";
import { offeredByTime } from "./week-before";
import "./curve.css";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent]);

type Props = {
  day: Day;
  before: Day | null;
  target: number | null;
  onPick: (place: number, measure: "answered" | "abandoned" | "diverted" | "offered") => void;
};

/** What the bars are of, from below. */
const bars = ["answered", "abandoned", "diverted"] as const;

export default function CurveChart({ day, before, target, onPick }: Props) {
  const text = useText();
  const { palette } = useTheme();
  const isNarrow = useIsNarrow();
  const drawn = useMemo(
    () => ({ ...options(day, before, target, palette, text), ...(isNarrow ? inHand : {}) }),
    [day, before, target, palette, text, isNarrow],
  );
  const pick = (at: number, series: number) => onPick(at, bars[series] ?? "offered");
  return <div ref={useChart(drawn, pick)} className="curve-space" />;
}

/** The names of the lines take two rows there. */
const inHand = {
  grid: { left: 36, right: 44, top: 62, bottom: 24 },
  legend: { top: 0, left: 0, itemGap: 8, itemWidth: 18 },
};

/** The whole local day, so that the empty part shows how much is still to come. */
function wholeDay(day: Day): string[] {
  const step = day.step_s * 1_000;
  const labels: string[] = [];
  const end = endOfDay(day.day, day.zone);
  for (let at = startOfDay(day.day, day.zone); at < end; at += step)
    labels.push(minute(at, day.zone));
  return labels;
}

function options(
  day: Day,
  before: Day | null,
  target: number | null,
  palette: Palette,
  text: Text,
) {
  const figures = day.points.map((point) => point.figures);
  const { answered, abandoned, offered: diverted } = palette;
  const colours = { answered, abandoned, diverted };
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
      ...bars.map((measure) => ({
        ...bar,
        name: text(`measure.${measure}`),
        data: figures.map((of) => of[measure]),
        itemStyle: { color: colours[measure] },
      })),
      ...(before ? [beforeSeries(day, before, palette, text)] : []),
      ...(day.forecast ? [forecastSeries(day, palette, text)] : []),
      levelSeries(day, target, palette, text),
    ],
  };
}

/** What came a week before, the whole day: it shows what is still to come. */
function beforeSeries(day: Day, before: Day, palette: Palette, text: Text) {
  const offered = offeredByTime(before);
  return {
    type: "line",
    name: text("curve.before"),
    data: wholeDay(day).map((time) => offered.get(time) ?? null),
    symbol: "none",
    lineStyle: { color: palette.strongLine, width: 1.5, type: "dotted" },
    itemStyle: { color: palette.strongLine },
  };
}

/** What was published, the whole day. */
function forecastSeries(day: Day, palette: Palette, text: Text) {
  const said = new Map(day.forecast?.map((one) => [minute(one.start, day.zone), one.offered]));
  return {
    type: "line",
    name: text("curve.forecast"),
    data: wholeDay(day).map((time) => said.get(time) ?? null),
    symbol: "none",
    lineStyle: { color: palette.notice, width: 2 },
    itemStyle: { color: palette.notice },
    tooltip: { valueFormatter: (offered: unknown) => count(offered as number | null) },
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
