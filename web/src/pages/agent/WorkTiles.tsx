/** The agent's figures of the day; each opens its contacts. */
import type { AgentDay } from "../../api/views";
import { useText } from "../../i18n/language";
import { Figure } from "../../parts/Figures";
import type { Asked } from "../../parts/figure-address";
import { MeasureName } from "../../parts/Measure";
import { type MeasureId, measures } from "../../parts/measures";

type Props = { view: AgentDay; span: Asked["span"] };

export function WorkTiles({ view, span }: Props) {
  const text = useText();
  const { work, utilisation } = view;
  const shown: [MeasureId, number | null | undefined][] = [
    ["answered", work.answered],
    ["handled", work.handled],
    ["aht_ms", work.aht_ms],
    ["rung_out", work.rung_out],
    ["transferred", work.transferred],
    ["occupancy", work.occupancy],
    ["utilisation", utilisation],
  ];
  return (
    <section className="tiles" aria-label={text("overview.figures")}>
      {shown.map(([measure, value]) => (
        <div className="tile" key={measure} data-measure={measure}>
          <div className="tile-name">
            <MeasureName measure={measure} window="today" />
          </div>
          <div className="tile-value">
            <Figure measure={measure} span={span}>
              {measures[measure].write(value)}
            </Figure>
          </div>
        </div>
      ))}
    </section>
  );
}
