/**
 * A place on the page in which the chart library draws.
 *
 * Room:  parts; for the drawings, each of which registers what it draws with. Only files that are loaded
 *        lazily import it: the library comes after the figures.
 * Holds: the look is the theme's; the drawing follows its place's size and goes with it.
 */
import { type EChartsCoreOption, type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { type RefObject, useEffect, useRef, useState } from "react";
import { chartTheme } from "../theme/chart";
import { useTheme } from "../theme/theme";

use([CanvasRenderer]);

/** The number of what was pressed, and of the series that it is of. */
export type OnPick = (place: number, series: number) => void;

/** Draws `options` whenever they are others; `onPick` is told what was pressed. */
export function useChart(
  options: EChartsCoreOption,
  onPick?: OnPick,
): RefObject<HTMLDivElement | null> {
  const { palette } = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);
  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current, chartTheme(palette));
    setChart(made);
    made.on("click", (event) => pick.current?.(event.dataIndex, event.seriesIndex ?? 0));
    const sized = new ResizeObserver(() => made.resize());
    sized.observe(place.current);
    return () => {
      sized.disconnect();
      made.dispose();
      setChart(null);
    };
  }, [palette]);
  useEffect(() => {
    chart?.setOption(options, { notMerge: true });
  }, [chart, options]);
  return place;
}
