/** One run: its curve with bands, its days, what people put over it, and how it came about. */
import { Button, Popconfirm } from "antd";
import { lazy, Suspense, useMemo } from "react";
import { forecastCsv, usePublish } from "../../api/forecasts";
import { useHistory, useZone } from "../../api/queries";
import type { Forecast, History } from "../../api/views";
import { count } from "../../format/numbers";
import { dayClock, day as dayOf, minute } from "../../format/times";
import { useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { DayTable } from "./DayTable";
import { placeOf, plusDays, sameWeekday, slotTime } from "./days";
import { How } from "./How";
import { Overrides } from "./Overrides";
import { weekdayNames } from "./words";

const BandChart = lazy(() => import("./BandChart"));

type Props = {
  run: Forecast;
  mayMake: boolean;
  /** The day whose slots are drawn; null: all days. */
  day: string | null;
  onDay: (day: string | null) => void;
};

export function Board({ run, mayMake, day, onDay }: Props) {
  const mayChange = mayMake && !run.published_at;
  const shown = run.days_of.find((one) => one.day === day) ?? null;
  return (
    <div className="stack forecast-board">
      <Head run={run} mayChange={mayChange} />
      <Drawing run={run} shown={shown?.day ?? null} onDay={onDay} />
      <DayTable run={run} shown={shown?.day ?? null} onDay={onDay} />
      <Overrides key={run.id} run={run} mayChange={mayChange} />
      <How run={run} />
    </div>
  );
}

function Head({ run, mayChange }: { run: Forecast; mayChange: boolean }) {
  const text = useText();
  const zone = useZone();
  const publish = usePublish();
  const total = run.days_of.reduce((sum, one) => sum + one.total.mean, 0);
  return (
    <section className="panel forecast-head" aria-label={text("forecast.run")}>
      <div>
        <h2 className="numbers">
          {run.origin} – {run.last}
        </h2>
        <p className="second">
          {text("forecast.made", { at: dayClock(run.made_at, zone), by: run.made_by })}
          {run.published_at != null && (
            <b>
              {" "}
              <SeverityMark severity="good" />{" "}
              {text("forecast.published", {
                at: dayClock(run.published_at, zone),
                by: run.published_by ?? "",
              })}
            </b>
          )}
        </p>
      </div>
      <div className="forecast-total numbers">
        <span className="second">{text("forecast.total")}</span>
        <strong data-forecast-total>{count(total)}</strong>
      </div>
      <span className="spread" />
      <Button href={forecastCsv(run.id)} download>
        {text("forecast.csv")}
      </Button>
      {mayChange && (
        <Popconfirm
          title={text("forecast.publish_question")}
          description={text("forecast.publish_hint")}
          okText={text("forecast.publish")}
          onConfirm={() => publish.mutate(run.id)}
        >
          <Button type="primary" loading={publish.isPending}>
            {text("forecast.publish")}
          </Button>
        </Popconfirm>
      )}
      {publish.error && <Failure error={publish.error} />}
    </section>
  );
}

type DrawingProps = { run: Forecast; shown: string | null; onDay: (day: string | null) => void };

function Drawing({ run, shown, onDay }: DrawingProps) {
  const text = useText();
  const before = useBefore(run, shown);
  const points = useMemo(() => pointsOf(run, shown), [run, shown]);
  const title = shown ? `${shown} ${text(weekdayNames(shown))}` : text("forecast.by_day");
  return (
    <section className="panel" aria-label={title}>
      <div className="curve-head">
        <h2>{title}</h2>
        {shown && <Button onClick={() => onDay(null)}>{text("forecast.all_days")}</Button>}
        <Link to={historyOf(run, shown)}>{text("forecast.to_history")}</Link>
      </div>
      <div role="img" aria-label={text("forecast.chart_says", { name: title })}>
        <Suspense fallback={<div className="forecast-space" />}>
          <BandChart
            points={points}
            before={before}
            isLine={shown !== null}
            onPick={(at) => shown === null && onDay(run.days_of[at]?.day ?? null)}
          />
        </Suspense>
      </div>
    </section>
  );
}

export type Point = { name: string; mean: number | null; bands: [number, number, number, number] };

/** Days, or the slots of one day; what was over when the run was made has no number. */
function pointsOf(run: Forecast, shown: string | null): Point[] {
  const level = (wanted: number) => placeOf(run, wanted);
  const places = [level(0.025), level(0.1), level(0.9), level(0.975)];
  const bands = (quantiles: number[]) =>
    places.map((place) => quantiles[place] ?? 0) as Point["bands"];
  const one = run.days_of.find((day) => day.day === shown);
  if (!one) {
    return run.days_of.map(({ day, total }) => ({
      name: day.slice(5),
      mean: total.mean,
      bands: bands(total.quantiles),
    }));
  }
  return one.slots.map((slot, at) => ({
    name: slotTime(at, run.step_minutes),
    mean: at < one.passed ? null : slot.mean,
    bands: at < one.passed ? [0, 0, 0, 0] : bands(slot.quantiles),
  }));
}

/** What came on the same weekday, as late as it is known. */
function useBefore(run: Forecast, shown: string | null): (number | null)[] {
  const zone = useZone();
  const [from, to] = beforeOf(run, shown);
  const step = shown === null ? "1d" : { 15: "15m", 30: "30m", 60: "1h" }[run.step_minutes];
  const history = useHistory(
    `measure=offered&by=queue&queue=${run.queue}&step=${step}&from=${from}&to=${to}`,
  ).data;
  return useMemo(() => {
    const came = cameIn(
      history,
      shown === null ? (at) => dayOf(at, zone) : (at) => minute(at, zone),
    );
    if (shown === null) {
      return run.days_of.map(({ day }) => came.get(sameWeekday(day, run.learned_to)) ?? null);
    }
    const slots = run.days_of[0]?.slots.length ?? 0;
    return Array.from(
      { length: slots },
      (_, at) => came.get(slotTime(at, run.step_minutes)) ?? null,
    );
  }, [run, shown, history, zone]);
}

function cameIn(history: History | undefined, nameOf: (at: string) => string) {
  const values = history?.lines[0]?.values ?? [];
  const named = history?.intervals.map(
    ({ start }, at) => [nameOf(start), values[at]?.[0] ?? null] as const,
  );
  return new Map(named);
}

function beforeOf(run: Forecast, shown: string | null): [string, string] {
  if (shown === null) return [plusDays(run.learned_to, -6), run.learned_to];
  const day = sameWeekday(shown, run.learned_to);
  return [day, day];
}

function historyOf(run: Forecast, shown: string | null): string {
  const [from, to] = beforeOf(run, shown);
  const step = shown === null ? "1d" : "30m";
  return `/history?measure=offered&group=queue&queue=${run.queue}&step=${step}&from=${from}&to=${to}`;
}
