/** The words of forecasts: methods, notes, kinds of day. */
import type { ForecastDay, ForecastNote } from "../../api/views";
import type { Key, Text } from "../../i18n/language";
import { weekday } from "./days";

const weekdays: Record<number, Key> = {
  1: "settings.weekday.1",
  2: "settings.weekday.2",
  3: "settings.weekday.3",
  4: "settings.weekday.4",
  5: "settings.weekday.5",
  6: "settings.weekday.6",
  7: "settings.weekday.7",
};

export const weekdayNames = (day: string): Key => weekdays[weekday(day)] ?? "settings.weekday.1";

export const kindNames: Record<ForecastDay["kind"], Key> = {
  regular: "day_kind.regular",
  special: "day_kind.special",
  closed: "day_kind.closed",
  missing: "day_kind.missing",
};

const methods: Record<string, Key> = {
  combination: "method.combination",
  last_week: "method.last_week",
  weekday_mean_4: "method.weekday_mean_4",
  weekday_mean_8: "method.weekday_mean_8",
  weekday_smoothing: "method.weekday_smoothing",
  least_squares: "method.least_squares",
  level_2d: "method.level_2d",
  level_5d: "method.level_5d",
  level_12d: "method.level_12d",
  level_30d: "method.level_30d",
  level_100d: "method.level_100d",
  calendar_level_2d: "method.calendar_level_2d",
  calendar_level_5d: "method.calendar_level_5d",
  calendar_level_12d: "method.calendar_level_12d",
  calendar_level_30d: "method.calendar_level_30d",
  calendar_level_100d: "method.calendar_level_100d",
  year: "method.year",
  near_year: "method.near_year",
};

/** A method that has no word of its own is named as the program names it. */
export function methodName(method: string, text: Text): string {
  const known = methods[method];
  return known ? text(known) : method;
}

export function noteText(note: ForecastNote, text: Text): string {
  const day = note.day ?? "";
  switch (note.kind) {
    case "short_history":
      return text("forecast_note.short_history");
    case "nothing_came":
      return text("forecast_note.nothing_came");
    case "special_as_regular":
      return text("forecast_note.special_as_regular", { day });
    case "special_as_before":
      return text("forecast_note.special_as_before", {
        day,
        event: note.event ?? "",
        times: note.times ?? 0,
        percent: note.percent ?? 0,
      });
    case "day_without_contacts":
      return text("forecast_note.day_without_contacts", { day });
    default:
      return note.text;
  }
}
