/** The day's curve as a table: the same figures, each of which opens its contacts. */
import type { Curve as Day, Figures } from "../api/views";
import { minute } from "../format/times";
import { useText } from "../i18n/language";
import { Figure } from "./Figures";
import { MeasureName } from "./Measure";
import { type MeasureId, measures } from "./measures";

const shown: (MeasureId & keyof Figures)[] = [
  "offered",
  "answered",
  "abandoned",
  "diverted",
  "service_level",
];

export function CurveTable({ day }: { day: Day }) {
  const text = useText();
  const begun = day.points.filter((point) => point.figures.offered > 0 || point.is_running);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="curve-table numbers" tabIndex={0} aria-label={text("curve.title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text("curve.from")}</th>
            {shown.map((measure) => (
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
                {point.is_running && <span className="second"> {text("curve.running")}</span>}
              </th>
              {shown.map((measure) => (
                <td key={measure}>
                  <Figure measure={measure} span={spanOf(point.start, day.step_s)}>
                    {measures[measure].write(point.figures[measure])}
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

export function spanOf(start: string, step: number): { from: string; to: string } {
  const from = Date.parse(start);
  const write = (at: number) => new Date(at).toISOString();
  return { from: write(from), to: write(from + step * 1_000) };
}
