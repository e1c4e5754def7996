/**
 * A day in quarter hours: what came, how it ended, and the service level against its target.
 *
 * Room:  parts; the chart library loads after the figures are on the screen.
 */
import { lazy, Suspense } from "react";
import { useCurve } from "../api/queries";
import type { Curve as Day } from "../api/views";
import { count, rate } from "../format/numbers";
import { useText } from "../i18n/language";
import { Empty, Failure, Loading } from "./states";

const CurveChart = lazy(() => import("./CurveChart"));

type Props = {
  queue: string | null;
  /** Null is today. */
  day: string | null;
  target: number | null | undefined;
  /** In a replay: what came later was not known yet and is not drawn. */
  until: string | null;
};

export function Curve({ queue, day, target, until }: Props) {
  const text = useText();
  const curve = useCurve(queue, day);
  return (
    <div className="curve">
      <h2>{text("curve.title")}</h2>
      {curve.error && <Failure error={curve.error} onRetry={() => curve.refetch()} />}
      {curve.isPending && <Loading rows={5} />}
      {curve.data && <Drawn day={cut(curve.data, until)} target={target} />}
    </div>
  );
}

function Drawn({ day, target }: { day: Day; target: number | null | undefined }) {
  const text = useText();
  const offered = day.points.reduce((sum, point) => sum + point.figures.offered, 0);
  if (offered === 0) return <Empty title={text("curve.empty")} hint={text("curve.empty_hint")} />;
  const last = day.points.findLast((point) => point.figures.offered > 0);
  const summary = text("curve.summary", {
    day: day.day,
    offered: count(offered),
    level: rate(last?.figures.service_level),
    target: rate(target),
  });
  return (
    <div role="img" aria-label={summary}>
      <Suspense fallback={<div className="curve-space" />}>
        <CurveChart day={day} target={target ?? null} />
      </Suspense>
    </div>
  );
}

function cut(day: Day, until: string | null): Day {
  if (until === null) return day;
  const end = Date.parse(until);
  return { ...day, points: day.points.filter((point) => Date.parse(point.start) < end) };
}
