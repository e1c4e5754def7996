/** A week of opening hours as bars from 0 to 24; a night goes on in the next row. */
import type { WeekHours } from "../../api/views";
import { useText } from "../../i18n/language";
import { stretchOf } from "./spans";
import { weekdays, weekText } from "./words";

const dayMinutes = 24 * 60;

/** Stretches of each row, cut at midnight. */
function rowsOf(week: string[][]) {
  const rows: { from: number; until: number }[][] = Array.from({ length: 7 }, () => []);
  week.forEach((spans, day) => {
    for (const span of spans) {
      const { from, until } = stretchOf(span);
      rows[day]?.push({ from, until: Math.min(until, dayMinutes) });
      if (until > dayMinutes) rows[(day + 1) % 7]?.push({ from: 0, until: until - dayMinutes });
    }
  });
  return rows;
}

export function WeekBars({ hours }: { hours: WeekHours | null }) {
  const text = useText();
  const week = hours?.week ?? Array.from({ length: 7 }, () => ["00:00-24:00"]);
  return (
    <div
      className="week-bars"
      role="img"
      aria-label={text("settings.week_drawn", { words: weekText(hours, text) })}
    >
      {rowsOf(week).map((row, day) => (
        <div className="week-row" key={weekdays[day]}>
          <span className="week-name">{text(weekdays[day] ?? "settings.weekday.1")}</span>
          <span className="week-line">
            {row.map(({ from, until }) => (
              <span
                key={`${from}-${until}`}
                className="week-bar"
                style={{
                  insetInlineStart: `${(100 * from) / dayMinutes}%`,
                  width: `${(100 * (until - from)) / dayMinutes}%`,
                }}
              />
            ))}
          </span>
        </div>
      ))}
      <div className="week-row week-scale numbers" aria-hidden="true">
        <span />
        <span className="week-line">
          {[0, 6, 12, 18, 24].map((hour) => (
            <span key={hour} style={{ insetInlineStart: `${(100 * hour) / 24}%` }}>
              {hour}
            </span>
          ))}
        </span>
      </div>
    </div>
  );
}
