/** The runs of a queue, youngest first; none is ever lost. */
import { useZone } from "../../api/queries";
import type { ForecastRow } from "../../api/views";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";

type Props = { runs: ForecastRow[]; chosen: number; onChoose: (id: number) => void };

export function Versions({ runs, chosen, onChoose }: Props) {
  const text = useText();
  const zone = useZone();
  return (
    <section className="panel forecast-versions" aria-label={text("forecast.versions")}>
      <h2>{text("forecast.versions")}</h2>
      <ul>
        {runs.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              className="version"
              aria-pressed={run.id === chosen}
              data-run={run.id}
              onClick={() => onChoose(run.id)}
            >
              <b className="numbers">
                {run.origin} – {run.last}
              </b>
              <span className="second numbers">
                {dayClock(run.made_at, zone)} · {run.made_by}
              </span>
              {run.published_at != null && (
                <span>
                  <SeverityMark severity="good" /> {text("forecast.is_published")}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
