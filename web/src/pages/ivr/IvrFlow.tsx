/** The drawing of the IVR's flow. */
import { SankeyChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { useMemo } from "react";
import type { Ivr } from "../../api/views";
import { count } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { useChart } from "../../parts/chart";
import { useTheme } from "../../theme/theme";
import type { Palette } from "../../theme/tokens";
import { type Flow, flowOf, type Place } from "./flow";

use([SankeyChart, TooltipComponent]);

const lineHeight = 34;

export default function IvrFlow({ ivr }: { ivr: Ivr }) {
  const text = useText();
  const { palette } = useTheme();
  const flow = useMemo(
    () =>
      flowOf(ivr, {
        refused: text("ivr.all_refused"),
        ended_in_node: text("ivr.all_ended_in_node"),
        ended: text("ivr.ended"),
      }),
    [ivr, text],
  );
  const drawn = useMemo(() => options(flow, palette), [flow, palette]);
  const place = useChart(drawn);
  const rows = tallest(flow);
  const left = flow.left.reduce((sum, link) => sum + link.value, 0);
  return (
    <>
      <div
        ref={place}
        className="ivr-space"
        style={{ blockSize: Math.max(rows * lineHeight, 220) }}
      />
      {left > 0 && <p className="second numbers">{text("ivr.left", { left: count(left) })}</p>}
    </>
  );
}

/** How many places stand in the fullest column. */
function tallest({ places }: Flow): number {
  const columns = new Map<number, number>();
  for (const { depth } of places) columns.set(depth, (columns.get(depth) ?? 0) + 1);
  return Math.max(...columns.values());
}

function colour(place: Place, palette: Palette): string {
  switch (place.goal) {
    case "node":
      return palette.accent;
    case "queue":
      return palette.answered;
    case "refused":
    case "ended_in_node":
      return palette.abandoned;
    case "ended":
      return palette.offered;
  }
}

function options(flow: Flow, palette: Palette) {
  const labels = new Map(flow.places.map((place) => [place.key, place.label]));
  const data = flow.places.map((place) => ({
    name: place.key,
    depth: place.depth,
    itemStyle: { color: colour(place, palette), borderWidth: 0 },
  }));
  return {
    tooltip: {
      formatter: (shown: { dataType?: string; data: unknown; name: string; value: number }) =>
        shown.dataType === "edge"
          ? edgeText(shown.data as Flow["links"][number], labels)
          : `${escaped(labels.get(shown.name) ?? "")} ${count(shown.value)}`,
    },
    series: [
      {
        type: "sankey",
        left: 4,
        right: 150,
        top: 8,
        bottom: 8,
        nodeGap: 12,
        nodeAlign: "left",
        draggable: false,
        emphasis: { focus: "adjacency" },
        label: {
          color: palette.text,
          overflow: "truncate",
          width: 140,
          formatter: ({ name }: { name: string }) => labels.get(name) ?? "",
        },
        lineStyle: { color: "source", opacity: 0.28, curveness: 0.5 },
        data,
        links: flow.links,
      },
    ],
  };
}

function edgeText(link: Flow["links"][number], labels: Map<string, string>): string {
  const [from, to] = [link.source, link.target].map((key) => escaped(labels.get(key) ?? ""));
  return `${from} → ${to} ${count(link.value)}`;
}

/** Names come from telephone systems, and the library writes this text as HTML. */
function escaped(name: string): string {
  return name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
