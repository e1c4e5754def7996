/** A forecast as a line in its bands; beside it what came on the same weekday before. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { useMemo } from "react";
import { count } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { useChart } from "../../parts/chart";
import { chartTheme } from "../../theme/chart";
import { useTheme } from "../../theme/theme";
import type { Point } from "./Board";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent]);

type Props = {
  points: Point[];
  before: (number | null)[];
  isLine: boolean;
  onPick: (place: number) => void;
};

export default function BandChart({ points, before, isLine, onPick }: Props) {
  const text = useText();
  const { palette } = useTheme();
  const drawn = useMemo(
    () => options({ points, before, isLine }, chartTheme(palette).color, text),
    [points, before, isLine, palette, text],
  );
  return <div ref={useChart(drawn, onPick)} className="forecast-space" />;
}

function options({ points, before, isLine }: Omit<Props, "onPick">, colors: string[], text: Text) {
  const [own = "", past = ""] = [colors[0], colors[2]];
  // A band is an unseen line with a filled one stacked upon it.
  const band = (low: number, high: number, opacity: number, name: string) => [
    {
      ...edge(`${name} low`, `${low}`),
      data: points.map(({ bands, mean }) => (mean === null ? null : (bands[low] ?? 0))),
    },
    {
      ...edge(name, `${low}`),
      areaStyle: { color: own, opacity },
      itemStyle: { color: own, opacity },
      data: points.map(({ bands, mean }) =>
        mean === null ? null : (bands[high] ?? 0) - (bands[low] ?? 0),
      ),
    },
  ];
  const names = {
    mean: text("forecast.mean"),
    before: text("forecast.before"),
    inner: text("forecast.band_80"),
    outer: text("forecast.band_95"),
  };
  const said = ([at = 0]: number[]) => {
    const point = points[at];
    if (!point) return [];
    const [lowest, low, high, highest] = point.bands;
    return [
      [names.mean, count(point.mean)],
      [names.inner, `${count(low)} – ${count(high)}`],
      [names.outer, `${count(lowest)} – ${count(highest)}`],
      [names.before, count(before[at])],
    ];
  };
  return {
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, type: "scroll", data: Object.values(names) },
    tooltip: {
      trigger: "axis",
      formatter: (items: { dataIndex: number; axisValue: string }[]) => {
        const item = items[0];
        const lines = item ? said([item.dataIndex]) : [];
        return [item?.axisValue, ...lines.map((line) => line.join("  "))].join("<br>");
      },
    },
    xAxis: {
      type: "category",
      data: points.map(({ name }) => name),
      axisLabel: { hideOverlap: true },
    },
    yAxis: { type: "value", axisLabel: { formatter: (value: number) => count(value) } },
    series: [
      ...band(0, 3, 0.14, names.outer),
      ...band(1, 2, 0.22, names.inner),
      {
        type: "line",
        name: names.before,
        showSymbol: false,
        lineStyle: { width: 1.5, type: "dashed", color: past },
        itemStyle: { color: past },
        data: before,
      },
      {
        type: "line",
        name: names.mean,
        showSymbol: !isLine && points.length <= 62,
        itemStyle: { color: own },
        data: points.map(({ mean }) => mean),
      },
    ],
  };
}

const edge = (name: string, stack: string) => ({
  type: "line",
  name,
  stack,
  symbol: "none",
  silent: true,
  lineStyle: { width: 0 },
});
