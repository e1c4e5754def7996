/** What the people of a slice did today; each figure leads to the people whose figures it adds up. */
import type { WorkFigures } from "../../api/views";
import { useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { MeasureName } from "../../parts/Measure";
import { type MeasureId, measures } from "../../parts/measures";

type Props = {
  work: WorkFigures;
  /** As the agents' page finds the people. */
  search: Record<string, string>;
};

export function WorkPanel({ work, search }: Props) {
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
            <div className="tile-value">
              <Link className="figure" to={`/agents?${new URLSearchParams(search)}`}>
                {measures[measure].write(value)}
                <span className="only-heard">
                  {" "}
                  {text("figure.open_people", { name: text(measures[measure].name) })}
                </span>
              </Link>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}
