/** A chart with nothing of its own but data: all its looks come from the theme. */
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { useMemo } from "react";
import { useText } from "../../i18n/language";
import { useChart } from "../../parts/chart";

use([BarChart, GridComponent, LegendComponent, TooltipComponent]);

export default function SampleChart() {
  const text = useText();
  const options = useMemo(() => {
    const bar = (name: string, data: number[]) => ({ type: "bar", name, data });
    return {
      grid: { left: 44, right: 12, top: 34, bottom: 24 },
      legend: { top: 0, right: 0 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: ["A", "B", "C", "D", "E"] },
      yAxis: { type: "value" },
      series: [
        bar(text("measure.answered"), [120, 92, 71, 64, 33]),
        bar(text("measure.abandoned"), [17, 6, 3, 1, 0]),
      ],
    };
  }, [text]);
  return <div ref={useChart(options)} className="curve-space" />;
}
