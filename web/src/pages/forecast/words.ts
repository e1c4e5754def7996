/** The words of forecasts: methods, notes, kinds of day. */
import type { Measure } from "../../api/forecasts";
import type { ForecastDay, ForecastNote } from "../../api/views";
import { count, nothing } from "../../format/numbers";
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

/** What the numbers of a run are, and how people read them. */
export const measureNames: Record<Measure, Key> = {
  offered: "forecast.mean",
  handle_time: "forecast.handle_mean",
};

const inSeconds = (value: number | null | undefined) =>
  value == null ? nothing : `${count(value)} s`;

export const saying = (measure: Measure) => (measure === "offered" ? count : inSeconds);

/** A mixture of handle time: its shape over the day, and how many days its level remembers. */
function mixtureName(method: string, text: Text): string | null {
  const [, shape, days = ""] = /^(.*)_(\d+)d$/.exec(method) ?? [];
  switch (shape) {
    case "flat":
      return text("method.handle_flat", { days });
    case "time_of_day":
      return text("method.handle_time_of_day", { days });
    case "weekday_and_time":
      return text("method.handle_weekday_and_time", { days });
    default:
      return null;
  }
}

const methods: Record<string, Key> = {
  handle_time: "method.handle_time",
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
  return known ? text(known) : (mixtureName(method, text) ?? method);
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
    case "day_without_handled":
      return text("forecast_note.day_without_handled", { day });
    case "day_without_contacts":
      return text("forecast_note.day_without_contacts", { day });
    default:
      return note.text;
  }
}
