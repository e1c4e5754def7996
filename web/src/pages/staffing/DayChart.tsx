/** Agents as bars, contacts as a line; where there is a service level, it stands below with its band. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { useMemo } from "react";
import { rate } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { useChart } from "../../parts/chart";
import { chartTheme } from "../../theme/chart";
import { useTheme } from "../../theme/theme";
import { slotTime } from "../forecast/days";
import { decimal } from "./numbers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent]);

type Spread = { value: number; low: number; high: number };

export type DrawnSlot = {
  slot: number;
  contacts: number;
  agents: number | null;
  /** What the targets ask for, where people are given. */
  required?: number | null;
  service_level?: Spread | null;
};

type Props = { step: number; slots: DrawnSlot[] };

export default function DayChart({ step, slots }: Props) {
  const text = useText();
  const { palette } = useTheme();
  const drawn = useMemo(
    () => options(whole(slots), step, chartTheme(palette).color, text),
    [slots, step, palette, text],
  );
  const isTall = slots.some(({ service_level }) => service_level != null);
  return (
    <div ref={useChart(drawn)} className={isTall ? "staffing-space is-tall" : "staffing-space"} />
  );
}

/** Every slot from the first to the last: a closed one in between is a gap, not a step. */
function whole(slots: DrawnSlot[]): DrawnSlot[] {
  const known = new Map(slots.map((slot) => [slot.slot, slot]));
  const numbers = [...known.keys()];
  if (numbers.length === 0) return [];
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return Array.from(
    { length: last - first + 1 },
    (_, at) => known.get(first + at) ?? { slot: first + at, contacts: 0, agents: 0 },
  );
}

function options(slots: DrawnSlot[], step: number, colors: string[], text: Text) {
  const [agents = "", , level = "", contacts = "", required = ""] = colors;
  const names = {
    agents: text("staffing.agents"),
    required: text("staffing.required"),
    contacts: text("staffing.contacts"),
    level: text("staffing.service_level"),
    band: text("staffing.band_95"),
  };
  const hasLevel = slots.some(({ service_level }) => service_level != null);
  const hasRequired = slots.some((slot) => slot.required !== undefined);
  const times = slots.map(({ slot }) => slotTime(slot, step));
  const said = (at: number) => saidOf(slots[at], names);
  const grid = { left: 48, right: 48 };
  const axis = { type: "category", data: times, axisLabel: { hideOverlap: true } };
  return {
    grid: hasLevel
      ? [
          { ...grid, top: 56, height: "42%" },
          { ...grid, bottom: 24, height: "26%" },
        ]
      : [{ ...grid, top: 56, bottom: 24 }],
    legend: {
      top: 0,
      left: 0,
      type: "scroll",
      data: [
        names.agents,
        ...(hasRequired ? [names.required] : []),
        names.contacts,
        ...(hasLevel ? [names.level, names.band] : []),
      ],
    },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: {
      trigger: "axis",
      formatter: (items: { dataIndex: number; axisValue: string }[]) =>
        [items[0]?.axisValue, ...said(items[0]?.dataIndex ?? -1)].join("<br>"),
    },
    xAxis: hasLevel ? [axis, { ...axis, gridIndex: 1 }] : [axis],
    yAxis: [
      { type: "value", name: names.agents, minInterval: 1 },
      {
        type: "value",
        name: names.contacts,
        splitLine: { show: false },
        axisLabel: { formatter: decimalAxis },
      },
      ...(hasLevel
        ? [{ type: "value", gridIndex: 1, min: 0, max: 1, axisLabel: { formatter: percentAxis } }]
        : []),
    ],
    series: [
      {
        type: "bar",
        name: names.agents,
        barCategoryGap: "20%",
        itemStyle: { color: agents },
        data: slots.map((slot) => slot.agents),
      },
      ...(hasRequired
        ? [
            {
              type: "line",
              step: "middle",
              name: names.required,
              showSymbol: false,
              lineStyle: { width: 2, type: "dashed", color: required },
              itemStyle: { color: required },
              data: slots.map((slot) => slot.required ?? null),
            },
          ]
        : []),
      {
        type: "line",
        name: names.contacts,
        yAxisIndex: 1,
        showSymbol: false,
        lineStyle: { width: 1.5, color: contacts },
        itemStyle: { color: contacts },
        data: slots.map((slot) => slot.contacts),
      },
      ...(hasLevel ? levels(slots, names, level) : []),
    ],
  };
}

/** The band is an unseen line with a filled one stacked upon it. */
function levels(slots: DrawnSlot[], names: { level: string; band: string }, color: string) {
  const below = { xAxisIndex: 1, yAxisIndex: 2, type: "line", symbol: "none" };
  const edge = { ...below, stack: "band", silent: true, lineStyle: { width: 0 } };
  const of = (read: (spread: Spread) => number) =>
    slots.map(({ service_level: level }) => (level ? read(level) : null));
  return [
    { ...edge, name: `${names.band} low`, data: of(({ low }) => low) },
    {
      ...edge,
      name: names.band,
      areaStyle: { color, opacity: 0.2 },
      itemStyle: { color, opacity: 0.4 },
      data: of(({ low, high }) => high - low),
    },
    {
      ...below,
      name: names.level,
      lineStyle: { width: 2, color },
      itemStyle: { color },
      data: of(({ value }) => value),
    },
  ];
}

type Names = { agents: string; required: string; contacts: string; level: string; band: string };

function saidOf(slot: DrawnSlot | undefined, names: Names): string[] {
  if (!slot) return [];
  const { agents, required, contacts, service_level: level } = slot;
  return [
    `${names.agents}  ${agents ?? "–"}`,
    ...(required === undefined ? [] : [`${names.required}  ${required ?? "–"}`]),
    `${names.contacts}  ${decimal(contacts)}`,
    ...(level
      ? [
          `${names.level}  ${rate(level.value)}`,
          `${names.band}  ${rate(level.low)} – ${rate(level.high)}`,
        ]
      : []),
  ];
}

const percentAxis = (value: number) => `${Math.round(value * 100)}%`;
const decimalAxis = (value: number) => String(Number(value.toFixed(1)));
