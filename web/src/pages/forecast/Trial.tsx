/** How good the method is on this queue's past, beside what practice does and what chance allows. */
import { useState } from "react";
import { useTrial } from "../../api/forecasts";
import type { AccuracyRow, Backtest } from "../../api/views";
import { change, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { Failure, Loading } from "../../parts/states";
import { methodName } from "./words";

const horizons = [1, 7, 28] as const;

export function Trial({ queue }: { queue: string }) {
  const text = useText();
  const [days, choose] = useState<number>(7);
  const trial = useTrial(queue, days, true);
  return (
    <div className="stack">
      <section className="panel" aria-label={text("forecast.as_trial")}>
        <div className="curve-head">
          <p className="second">{text("forecast.trial_says")}</p>
          <Choice<string>
            aria-label={text("forecast.horizon")}
            value={String(days)}
            onChange={(value) => choose(Number(value))}
            options={horizons.map((value) => ({
              value: String(value),
              label:
                value < 7 ? text("forecast.one_day") : text("forecast.weeks", { count: value / 7 }),
            }))}
          />
        </div>
        {trial.error && <Failure error={trial.error} />}
        {trial.isPending && (
          <>
            <p role="status">{text("forecast.trying")}</p>
            <Loading rows={6} />
          </>
        )}
        {trial.data && <Table trial={trial.data} />}
      </section>
    </div>
  );
}

function Table({ trial }: { trial: Backtest }) {
  const text = useText();
  return (
    <>
      <div className="forecast-scroll">
        <table className="forecast-days forecast-trial numbers">
          <thead>
            <tr>
              <th scope="col">{text("forecast.method")}</th>
              <th scope="col">{text("forecast.wape_interval")}</th>
              <th scope="col">{text("forecast.wape_day")}</th>
              <th scope="col">{text("forecast.wape_week")}</th>
              <th scope="col">{text("forecast.bias")}</th>
              <th scope="col">{text("forecast.within")}</th>
            </tr>
          </thead>
          <tbody>
            {trial.rows.map((row) => (
              <Row key={row.method} row={row} />
            ))}
            <tr className="forecast-week">
              <th scope="row">{text("forecast.floor")}</th>
              {[0, 1, 2].map((level) => (
                <td key={level}>{rate(trial.floor[level])}</td>
              ))}
              <td />
              <td />
            </tr>
          </tbody>
        </table>
      </div>
      <p className="second">
        {text("forecast.trial_how", {
          origins: trial.origins,
          first: trial.first,
          days: trial.days,
          apart: trial.apart,
        })}{" "}
        {text("forecast.floor_how")}
      </p>
    </>
  );
}

function Row({ row }: { row: AccuracyRow }) {
  const text = useText();
  return (
    <tr data-method={row.method}>
      <th scope="row">{methodName(row.method, text)}</th>
      <td>{rate(row.interval.wape)}</td>
      <td>{rate(row.day.wape)}</td>
      <td>{rate(row.week.wape)}</td>
      <td>{row.day.bias == null ? "–" : change(row.day.bias)}</td>
      <td>{row.within_80 == null ? "–" : `${rate(row.within_80)} / ${rate(row.within_95)}`}</td>
    </tr>
  );
}
