/** What the people of a slice did today. */
import type { WorkFigures } from "../../api/views";
import { useText } from "../../i18n/language";
import { MeasureName } from "../../parts/Measure";
import { type MeasureId, measures } from "../../parts/measures";

export function WorkPanel({ work }: { work: WorkFigures }) {
  const text = useText();
  const shown: [MeasureId, number | null | undefined][] = [
    ["answered", work.answered],
    ["handled", work.handled],
    ["rung_out", work.rung_out],
    ["transferred", work.transferred],
    ["occupancy", work.occupancy],
    ["utilisation", work.utilisation],
  ];
  return (
    <section aria-label={text("slice.work")}>
      <div className="figures-head">
        <h2>{text("slice.work")}</h2>
      </div>
      <div className="tiles figure-tiles">
        {shown.map(([measure, value]) => (
          <div className="tile" key={measure} data-measure={measure}>
            <div className="tile-name">
              <MeasureName measure={measure} window="today" />
            </div>
            <div className="tile-value">{measures[measure].write(value)}</div>
          </div>
        ))}
      </div>
    </section>
  );
}
