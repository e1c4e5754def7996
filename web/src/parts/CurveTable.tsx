/** The day's curve as a table: the same figures, each of which opens its contacts. */
import type { Curve as Day, Figures } from "../api/views";
import { minute } from "../format/times";
import { useText } from "../i18n/language";
import { severityOfShortfall } from "../live/severity";
import { Figure, useCommon } from "./Figures";
import { Marked, MeasureName } from "./Measure";
import { type MeasureId, measures } from "./measures";
import { useIsNarrow } from "./screen";

type Shown = MeasureId & keyof Figures;

const shown: Shown[] = ["offered", "answered", "abandoned", "diverted", "service_level"];
/** In the hand the last ones lie beyond the edge. */
const shownInHand: Shown[] = ["service_level", "offered", "abandoned", "answered", "diverted"];

/** `target`: the share in time that is to be reached; below it the figure is marked. */
export function CurveTable({ day, target }: { day: Day; target: number | null }) {
  const text = useText();
  const { by } = useCommon();
  const columns = useIsNarrow() ? shownInHand : shown;
  const begun = day.points.filter((point) => point.figures.offered > 0 || point.is_running);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="curve-table numbers" tabIndex={0} aria-label={text("curve.title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text("curve.from")}</th>
            {columns.map((measure) => (
              <th scope="col" key={measure}>
                <MeasureName measure={measure} window="today" />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {begun.reverse().map((point) => (
            <tr key={point.start}>
              <th scope="row">
                {minute(point.start, day.zone)}
                <span className="second">
                  {point.is_running && ` ${text("curve.running")}`}
                  {!point.is_running && by === "by_arrival" && openOf(point.figures) > 0 && (
                    <> {text("curve.open", { count: openOf(point.figures) })}</>
                  )}
                </span>
              </th>
              {columns.map((measure) => (
                <td key={measure}>
                  <Figure measure={measure} span={spanOf(point.start, day.step_s)}>
                    <Marked
                      severity={
                        measure === "service_level"
                          ? severityOfShortfall(point.figures.service_level, target)
                          : "good"
                      }
                    >
                      {measures[measure].write(point.figures[measure])}
                    </Marked>
                  </Figure>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How many of those who came have not come to an end that the table knows of. */
function openOf({ offered, answered, abandoned, diverted }: Figures): number {
  return offered - answered - abandoned - diverted;
}

export function spanOf(start: string, step: number): { from: string; to: string } {
  const from = Date.parse(start);
  const write = (at: number) => new Date(at).toISOString();
  return { from: write(from), to: write(from + step * 1_000) };
}
