/** The measures of one span, the span chosen by the reader. */
import { Segmented } from "antd";
import { useState } from "react";
import type { Figures } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { severityOfShortfall } from "../../live/severity";
import { Tile, useDefinition, type Window } from "../../parts/Measure";
import type { MeasureId } from "../../parts/measures";

type Span = Exclude<Window, "now">;

/** The choice stands on a phone in one line. */
const shortNames: Record<Span, Key> = {
  today: "window.today_short",
  last_5m: "window.last_5m_short",
  last_15m: "window.last_15m_short",
  last_30m: "window.last_30m_short",
};

const spans: Span[] = ["today", "last_30m", "last_15m", "last_5m"];
const shown: (MeasureId & keyof Figures)[] = [
  "offered",
  "answered",
  "abandoned",
  "service_level",
  "answer_rate",
  "abandonment",
  "loss_rate",
  "asa_ms",
  "wait_max_ms",
  "aht_ms",
  "occupancy",
  "rona",
  "transfer_rate",
  "diverted",
  "refused",
];

export function FigureWindows({ figures }: { figures: Record<Span, Figures> }) {
  const text = useText();
  const definition = useDefinition();
  const [span, setSpan] = useState<Span>("today");
  return (
    <section aria-label={text("overview.figures")}>
      <div className="figures-head">
        <h2>{text("overview.figures")}</h2>
        <Segmented<Span>
          value={span}
          onChange={setSpan}
          aria-label={text("overview.span")}
          options={spans.map((value) => ({ value, label: text(shortNames[value]) }))}
        />
      </div>
      <div className="tiles figure-tiles">
        {shown.map((measure) => (
          <Tile
            key={measure}
            measure={measure}
            window={span}
            value={figures[span][measure]}
            severity={
              measure === "service_level"
                ? severityOfShortfall(figures[span].service_level, definition?.target)
                : "good"
            }
          />
        ))}
      </div>
    </section>
  );
}
