/**
 * A day in quarter hours: what came, how it ended, and the service level against its target.
 *
 * Room:  parts; the chart library loads after the figures are on the screen.
 */
import { lazy, Suspense, useState } from "react";
import { useSearchParams } from "react-router";
import { type CurveOf, useCurve } from "../api/queries";
import type { Attribution, Curve as Day } from "../api/views";
import { change, count, rate } from "../format/numbers";
import { minute } from "../format/times";
import { useText } from "../i18n/language";
import { overBy } from "../live/past";
import { CurveTable, spanOf } from "./CurveTable";
import { useCommon } from "./Figures";
import { type Form, FormChoice } from "./FormChoice";
import { withFigure } from "./figure-address";
import type { MeasureId } from "./measures";
import { Empty, Failure, Loading } from "./states";
import { compare, compareForecast, weekBefore } from "./week-before";
import "./curve.css";

const CurveChart = lazy(() => import("./CurveChart"));

type Props = {
  of: CurveOf;
  /** Null is today. */
  day: string | null;
  by: Attribution;
  target: number | null | undefined;
  /** In a replay: what came later was not known yet and is not drawn. */
  until: string | null;
};

export function Curve({ of, day, by, target, until }: Props) {
  const text = useText();
  const curve = useCurve(of, day, by);
  const sameWeekday = useCurve(of, curve.data ? weekBefore(curve.data.day) : undefined, by);
  const before = sameWeekday.data ?? null;
  const [form, setForm] = useState<Form>("chart");
  return (
    <div className="curve">
      <div className="curve-head">
        <h2>{text("curve.title")}</h2>
        <FormChoice form={form} onChange={setForm} />
      </div>
      {curve.error && <Failure error={curve.error} onRetry={() => curve.refetch()} />}
      {curve.isPending && <Loading rows={5} />}
      {curve.data && (
        <Drawn day={cut(curve.data, until)} before={before} target={target} form={form} />
      )}
    </div>
  );
}

type DrawnProps = { day: Day; before: Day | null; target: number | null | undefined; form: Form };

function Drawn({ day, before, target, form }: DrawnProps) {
  const text = useText();
  const pick = usePick(day);
  const offered = day.points.reduce((sum, point) => sum + point.figures.offered, 0);
  if (offered === 0) return <Empty title={text("curve.empty")} hint={text("curve.empty_hint")} />;
  if (form === "table") return <CurveTable day={day} target={target ?? null} />;
  const last = day.points.findLast((point) => point.figures.offered > 0);
  const summary = text("curve.summary", {
    day: day.day,
    offered: count(offered),
    level: rate(last?.figures.service_level),
    target: rate(target),
  });
  return (
    <>
      {before && <Compared day={day} before={before} />}
      <AgainstForecast day={day} />
      <div role="img" aria-label={summary}>
        <Suspense fallback={<div className="curve-space" />}>
          <CurveChart day={day} before={before} target={target ?? null} onPick={pick} />
        </Suspense>
      </div>
    </>
  );
}

function Compared({ day, before }: { day: Day; before: Day }) {
  const text = useText();
  const compared = compare(day, before);
  if (!compared) return null;
  const values = {
    time: minute(compared.until, day.zone),
    now: count(compared.now),
    before: count(compared.before),
    change: change(compared.now / compared.before - 1),
  };
  return (
    <p className="second numbers curve-before" data-before={compared.before}>
      {text("curve.compared", values)}
    </p>
  );
}

function AgainstForecast({ day }: { day: Day }) {
  const text = useText();
  const compared = compareForecast(day);
  if (!compared) return null;
  const values = {
    from: minute(compared.from, day.zone),
    time: minute(compared.until, day.zone),
    now: count(compared.now),
    forecast: count(compared.before),
    change: change(compared.now / compared.before - 1),
  };
  return (
    <p className="second numbers curve-forecast" data-forecast={compared.before}>
      {text("curve.against_forecast", values)}
    </p>
  );
}

/** A tap on a quarter hour opens what came to that end in it, or all that was offered. */
function usePick(day: Day) {
  const common = useCommon();
  const [search, setSearch] = useSearchParams();
  return (place: number, measure: MeasureId) => {
    const point = day.points[place];
    if (!point) return;
    const span = spanOf(point.start, day.step_s);
    const asked = { ...common, measure, span, rule: null, part: null, wait: null };
    setSearch(withFigure(search, asked), { preventScrollReset: true });
  };
}

function cut(day: Day, until: string | null): Day {
  return until === null ? day : { ...day, points: overBy(day.points, day.step_s, until) };
}
