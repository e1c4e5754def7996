/** The curve of cost against service, and where this plan stands on it. */
import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { useMemo } from "react";
import type { CostPoint } from "../../api/views";
import { rate } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { useChart } from "../../parts/chart";
import { chartTheme } from "../../theme/chart";
import { useTheme } from "../../theme/theme";
import { decimal, money } from "./numbers";

use([LineChart, ScatterChart, GridComponent, LegendComponent, TooltipComponent]);

type Props = { curve: CostPoint[]; cost: number };

export default function CostChart({ curve, cost }: Props) {
  const text = useText();
  const { palette } = useTheme();
  const drawn = useMemo(
    () => options(curve, cost, chartTheme(palette).color, text),
    [curve, cost, palette, text],
  );
  return <div ref={useChart(drawn)} className="staffing-space" />;
}

function options(curve: CostPoint[], cost: number, colors: string[], text: Text) {
  const [line = "", , , , dot = ""] = colors;
  const names = { curve: text("staffing.cost_curve"), plan: text("staffing.this_plan") };
  const here = levelAt(curve, cost);
  return {
    grid: { left: 8, right: 24, top: 36, bottom: 28, containLabel: true },
    legend: { top: 0, left: 0, data: Object.values(names) },
    tooltip: {
      trigger: "item",
      formatter: ({ value }: { value: [number, number, number?] }) =>
        [
          `${text("staffing.cost")}  ${money(value[0])}`,
          `${text("staffing.service_level")}  ${rate(value[1])}`,
          ...(value[2] === undefined
            ? []
            : [`${text("staffing.paid_hours")}  ${decimal(value[2])}`]),
        ].join("<br>"),
    },
    xAxis: { type: "value", name: text("staffing.cost"), nameLocation: "middle", nameGap: 26 },
    yAxis: {
      type: "value",
      min: 0,
      max: 1,
      axisLabel: { formatter: (value: number) => `${Math.round(value * 100)}%` },
    },
    series: [
      {
        type: "line",
        name: names.curve,
        symbolSize: 5,
        itemStyle: { color: line },
        data: curve.map((point) => [point.cost, point.service_level, point.paid_hours]),
      },
      {
        type: "scatter",
        name: names.plan,
        symbol: "diamond",
        symbolSize: 16,
        z: 5,
        itemStyle: { color: dot },
        data: here === null ? [] : [[cost, here]],
      },
    ],
  };
}

/** On the line between the two points around a cost. */
export function levelAt(curve: CostPoint[], cost: number): number | null {
  const after = curve.findIndex((point) => point.cost >= cost);
  if (after === -1) return curve.at(-1)?.service_level ?? null;
  const [one, other] = [curve[after - 1], curve[after]];
  if (!one || !other) return other?.service_level ?? null;
  const share = (cost - one.cost) / (other.cost - one.cost || 1);
  return one.service_level + share * (other.service_level - one.service_level);
}
