/** The measures of one span, the span chosen by the reader. */
import { useState } from "react";
import type { Figures, Span } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { severityOfShortfall } from "../../live/severity";
import { Choice } from "../../parts/Choice";
import { useDefinition } from "../../parts/Figures";
import { Tile } from "../../parts/Measure";
import type { MeasureId } from "../../parts/measures";

/** The choice stands on a phone in one line. */
const shortNames: Record<Span, Key> = {
  today: "window.today_short",
  last_5m: "window.last_5m_short",
  last_15m: "window.last_15m_short",
  last_30m: "window.last_30m_short",
  m5: "window.m5",
  m15: "window.m15",
  m30: "window.m30",
  m60: "window.m60",
};

const order: Span[] = ["today", "last_30m", "last_15m", "last_5m", "m60", "m30", "m15", "m5"];
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

type Props = { figures: Partial<Record<Span, Figures>> & { today: Figures } };

export function FigureWindows({ figures }: Props) {
  const text = useText();
  const definition = useDefinition();
  const [span, setSpan] = useState<Span>("today");
  const shownFigures = figures[span] ?? figures.today;
  return (
    <section aria-label={text("overview.figures")}>
      <div className="figures-head">
        <h2>{text("overview.figures")}</h2>
        <Choice<Span>
          value={span}
          onChange={setSpan}
          aria-label={text("overview.span")}
          options={order
            .filter((value) => figures[value])
            .map((value) => ({ value, label: text(shortNames[value]) }))}
        />
      </div>
      <div className="tiles figure-tiles">
        {shown.map((measure) => (
          <Tile
            key={measure}
            measure={measure}
            window={span}
            value={shownFigures[measure]}
            severity={
              measure === "service_level"
                ? severityOfShortfall(shownFigures.service_level, definition?.target)
                : "good"
            }
          />
        ))}
      </div>
    </section>
  );
}
