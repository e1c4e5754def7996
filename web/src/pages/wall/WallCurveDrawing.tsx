/**
 * A day by quarter hours, drawn large: bars of what came, the service level above them.
 *
 * Room:  pages/wall; plain SVG: nothing to dispose of on a screen that is on for weeks, and its words
 *        are text that can be measured and read aloud.
 * Holds: abandoned is hatched as well as red; the level is a line with its target dashed.
 */
import type { WallCurve, WallPoint } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { endOfDay, minute, startOfDay } from "../../format/times";
import { useText } from "../../i18n/language";

/** The hours that are written below. */
const hoursApart = 4 * 3_600_000;

export function WallCurveDrawing({ day }: { day: WallCurve | null }) {
  const text = useText();
  if (day === null) return <p className="wall-nothing">{text("state.loading")}</p>;
  const offered = day.points.map(offeredOf);
  const sum = offered.reduce((total, one) => total + one, 0);
  if (sum === 0) return <p className="wall-nothing">{text("curve.empty")}</p>;
  const most = Math.max(...offered);
  const level = day.points.findLast((point) => point.service_level != null)?.service_level;
  const summary = text("curve.summary", {
    day: day.day,
    offered: count(sum),
    level: rate(level),
    target: rate(day.target),
  });
  return (
    <div className="wall-drawing">
      <div className="wall-legend wall-label" aria-hidden="true">
        <span className="wall-key-answered">{text("measure.answered")}</span>
        <span className="wall-key-abandoned">{text("measure.abandoned")}</span>
        <span className="wall-key-level">{text("measure.service_level")}</span>
        <span className="wall-peak">{text("wall.peak", { peak: count(most) })}</span>
      </div>
      <svg role="img" aria-label={summary} viewBox="0 0 960 100" preserveAspectRatio="none">
        <title>{summary}</title>
        <Bars day={day} most={most} />
        <Levels day={day} />
      </svg>
      <Hours day={day} />
    </div>
  );
}

type Point = WallCurve["points"][number];
const offeredOf = (point: Point) => point.answered + point.abandoned + point.diverted;

/** Where in the day an instant lies, 0..960. */
function across(day: WallCurve, at: number): number {
  const [start, end] = [startOfDay(day.day, day.zone), endOfDay(day.day, day.zone)];
  return ((at - start) / (end - start)) * 960;
}

function Bars({ day, most }: { day: WallCurve; most: number }) {
  const width = (day.step_s / 86_400) * 960 * 0.8;
  return (
    <g>
      <defs>
        <pattern id="wall-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--abandoned)" />
          <rect width="6" height="2" fill="var(--page)" />
        </pattern>
      </defs>
      {day.points.map((point) => {
        const x = across(day, Date.parse(point.start));
        const answered = (point.answered / most) * 96;
        const abandoned = (point.abandoned / most) * 96;
        return (
          <g key={point.start}>
            <rect x={x} y={100 - answered} width={width} height={answered} fill="var(--answered)" />
            <rect
              x={x}
              y={100 - answered - abandoned}
              width={width}
              height={abandoned}
              fill="url(#wall-hatch)"
            />
          </g>
        );
      })}
    </g>
  );
}

/** Time that measured nothing breaks the line. */
function stretches(points: WallPoint[]): WallPoint[][] {
  const all: WallPoint[][] = [[]];
  for (const point of points) {
    if (point.service_level != null) all.at(-1)?.push(point);
    else if (all.at(-1)?.length) all.push([]);
  }
  return all.filter((stretch) => stretch.length > 0);
}

function Levels({ day }: { day: WallCurve }) {
  const width = (day.step_s / 86_400) * 960;
  const place = (point: WallPoint) => {
    const x = across(day, Date.parse(point.start)) + width / 2;
    return `${x.toFixed(1)},${(100 - (point.service_level ?? 0) * 96).toFixed(1)}`;
  };
  const target = day.target == null ? null : 100 - day.target * 96;
  return (
    <g fill="none" stroke="var(--level)">
      {target !== null && (
        <path className="wall-target" d={`M0 ${target}H960`} vectorEffect="non-scaling-stroke" />
      )}
      {stretches(day.points).map((points) => (
        <polyline
          key={points[0]?.start}
          className="wall-level"
          points={points.map(place).join(" ")}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </g>
  );
}

function Hours({ day }: { day: WallCurve }) {
  const [start, end] = [startOfDay(day.day, day.zone), endOfDay(day.day, day.zone)];
  const hours: number[] = [];
  for (let at = start + hoursApart; at < end; at += hoursApart) hours.push(at);
  return (
    <div className="wall-hours wall-label" aria-hidden="true">
      {hours.map((at) => (
        <span key={at} style={{ left: `${across(day, at) / 9.6}%` }}>
          {minute(at, day.zone)}
        </span>
      ))}
    </div>
  );
}
