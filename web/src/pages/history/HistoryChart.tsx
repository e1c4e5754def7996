/** One measure over time: lines, or bars where intervals are few; what is compared is thin and dashed. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { useMemo } from "react";
import type { History, HistoryLine } from "../../api/views";
import { type Text, useText } from "../../i18n/language";
import { useChart } from "../../parts/chart";
import { chartTheme } from "../../theme/chart";
import { useTheme } from "../../theme/theme";
import { startOf } from "./words";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent]);

type Props = {
  history: History;
  lines: HistoryLine[];
  /** Of the measure. */
  place: number;
  write: (value: number | null | undefined) => string;
  isCount: boolean;
};

/** As many intervals are still bars. */
const few = 7;

export default function HistoryChart(props: Props) {
  const text = useText();
  const { palette } = useTheme();
  const drawn = useMemo(
    () => options(props, chartTheme(palette).color, text),
    [props, palette, text],
  );
  return <div ref={useChart(drawn)} className="history-space" />;
}

function options({ history, lines, place, write, isCount }: Props, colors: string[], text: Text) {
  const isBars = history.intervals.length <= few && lines.length <= 2;
  const type = isBars ? "bar" : "line";
  // What is compared has the colour of what it is compared with.
  const itemStyle = (index: number) => ({ color: colors[index % colors.length] });
  const symbol = { showSymbol: history.intervals.length <= 31 };
  const own = lines.map((line, index) => ({
    type,
    itemStyle: itemStyle(index),
    ...symbol,
    name: line.name,
    data: line.values.map((values) => values[place] ?? null),
  }));
  const compared = lines
    .filter((line) => line.compared)
    .map((line, index) => ({
      type,
      ...symbol,
      name: text("history.compared_name", { name: line.name }),
      data: line.compared?.map((values) => values[place] ?? null),
      lineStyle: { width: 1, type: "dashed" },
      itemStyle: { ...itemStyle(index), opacity: isBars ? 0.45 : 0.8 },
    }));
  return {
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    // In one row that pages; many compared lines are known by colour and dash alone.
    legend: {
      top: 0,
      left: 0,
      type: "scroll",
      show: own.length + compared.length > 1,
      data: (lines.length <= 2 ? [...own, ...compared] : own).map((series) => series.name),
    },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value: unknown) => write(value as number | null),
    },
    xAxis: {
      type: "category",
      data: history.intervals.map((interval) => startOf(history, interval.start)),
      axisLabel: { hideOverlap: true },
    },
    yAxis: {
      type: "value",
      minInterval: isCount ? 1 : undefined,
      axisLabel: { formatter: (value: number) => write(value) },
    },
    series: [...own, ...compared],
  };
}
