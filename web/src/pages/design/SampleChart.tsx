/** A chart with nothing of its own but data: all its looks come from the theme. */
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useText } from "../../i18n/language";
import { chartTheme } from "../../theme/chart";
import { useTheme } from "../../theme/theme";

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export default function SampleChart() {
  const text = useText();
  const { palette } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const chart = init(place.current, chartTheme(palette));
    const bar = (name: string, data: number[]) => ({ type: "bar", name, data });
    chart.setOption({
      grid: { left: 44, right: 12, top: 34, bottom: 24 },
      legend: { top: 0, right: 0 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: ["A", "B", "C", "D", "E"] },
      yAxis: { type: "value" },
      series: [
        bar(text("measure.answered"), [120, 92, 71, 64, 33]),
        bar(text("measure.abandoned"), [17, 6, 3, 1, 0]),
      ],
    });
    const sized = new ResizeObserver(() => chart.resize());
    sized.observe(place.current);
    return () => {
      sized.disconnect();
      chart.dispose();
    };
  }, [palette, text]);
  return <div ref={place} className="curve-space" />;
}
