/**
 * The look of every chart, from the same tokens as the page around it.
 *
 * Room:  theme; a drawing hands it to the chart library when it is made.
 * Holds: series that are told apart by colour differ in shape or pattern too, or have a table beside them.
 */
import { fontFamily, type } from "./scale";
import type { Palette } from "./tokens";

export function chartTheme(palette: Palette) {
  const text = { fontFamily, fontSize: type.note, color: palette.text };
  const axis = {
    axisLine: { lineStyle: { color: palette.strongLine } },
    axisTick: { show: false },
    axisLabel: { ...text, color: palette.secondText },
    splitLine: { lineStyle: { color: palette.line } },
    nameTextStyle: { ...text, color: palette.secondText },
  };
  return {
    color: [palette.answered, palette.abandoned, palette.level, palette.offered, palette.notice],
    backgroundColor: "transparent",
    animation: false,
    textStyle: text,
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: axis,
    legend: { itemWidth: 14, textStyle: text },
    tooltip: {
      confine: true,
      backgroundColor: palette.raised,
      borderColor: palette.strongLine,
      textStyle: text,
    },
    line: { symbol: "circle", symbolSize: 4, lineStyle: { width: 2 } },
  };
}
