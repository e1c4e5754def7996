/** The days of a run: what is expected, how sure that is, what people made of it. A day opens its slots. */
import type { Forecast, ForecastDay } from "../../api/views";
import { count } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { placeOf, weeks } from "./days";
import { kindNames, weekdayNames } from "./words";

type Props = { run: Forecast; shown: string | null; onDay: (day: string | null) => void };

export function DayTable({ run, shown, onDay }: Props) {
  const text = useText();
  const [low, high] = [placeOf(run, 0.1), placeOf(run, 0.9)];
  const sums = weeks(run.days_of);
  const ending = new Map(sums.map((week) => [week.last, week]));
  return (
    <section className="panel forecast-scroll" aria-label={text("forecast.days")}>
      <table className="forecast-days numbers">
        <thead>
          <tr>
            <th scope="col">{text("forecast.day")}</th>
            <th scope="col">{text("forecast.mean")}</th>
            <th scope="col">{text("forecast.band_80")}</th>
            <th scope="col">{text("forecast.factor")}</th>
          </tr>
        </thead>
        <tbody>
          {run.days_of.map((day) => (
            <DayRows
              key={day.day}
              day={day}
              band={[day.total.quantiles[low], day.total.quantiles[high]]}
              isShown={day.day === shown}
              week={sums.length > 1 ? ending.get(day.day)?.mean : undefined}
              onDay={onDay}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = {
  day: ForecastDay;
  band: [number | undefined, number | undefined];
  isShown: boolean;
  /** The sum of the week that ends with this day. */
  week: number | undefined;
  onDay: (day: string | null) => void;
};

function DayRows({ day, band, isShown, week, onDay }: RowProps) {
  const text = useText();
  return (
    <>
      <tr data-day={day.day} className={isShown ? "is-shown" : undefined}>
        <th scope="row">
          <button
            type="button"
            className="day-open"
            aria-pressed={isShown}
            onClick={() => onDay(isShown ? null : day.day)}
          >
            {day.day} {text(weekdayNames(day.day))}
          </button>
          {day.kind !== "regular" && <span className="second"> {text(kindNames[day.kind])}</span>}
        </th>
        <td>{count(day.total.mean)}</td>
        <td className="second">
          {count(band[0])} – {count(band[1])}
        </td>
        <td>{day.factor === 1 ? "" : `× ${Number(day.factor.toFixed(3))}`}</td>
      </tr>
      {week !== undefined && (
        <tr className="forecast-week">
          <th scope="row">{text("forecast.week")}</th>
          <td>{count(week)}</td>
          <td />
          <td />
        </tr>
      )}
    </>
  );
}
