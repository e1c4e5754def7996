/** What the codes of settings are called, and values in words. */
import type {
  Caution,
  Origin,
  ProblemCode,
  Reach,
  SettingField,
  Settings,
  SettingValue,
  SubjectKind,
  WeekHours,
} from "../../api/views";
import { rate } from "../../format/numbers";
import { day, minute } from "../../format/times";
import type { AnyKey, Key, Text } from "../../i18n/language";
import { ruleNames } from "../../parts/Measure";
import { dateRuns, runs } from "./spans";

export const originNames: Record<Origin, Key> = {
  file: "settings.origin.file",
  source: "settings.origin.source",
  settings: "settings.origin.settings",
  default: "settings.origin.default",
};

export const subjectNames: Record<SubjectKind, Key> = {
  centre: "settings.subject.centre",
  queue: "settings.subject.queue",
  did: "settings.subject.did",
  site: "settings.subject.site",
  team: "settings.subject.team",
  skill: "settings.subject.skill",
  definition: "settings.subject.definition",
  break: "settings.subject.break",
};

export const fieldNames: Record<SettingField, Key> = {
  name: "settings.name",
  zone: "settings.zone",
  business_day_start: "settings.day_start",
  skill: "settings.skill",
  site: "settings.site",
  target: "settings.target",
  hours: "settings.hours",
  rule: "settings.rule",
  threshold: "settings.threshold",
  short: "settings.short",
  without_closed_hours: "settings.closed_hours",
  limit: "settings.limit",
};

/** Messages with one value each: `count`, `detail` or `given`. */
type With<Value extends string> = (text: Text, values: Record<Value, string | number>) => string;
const one =
  <Value extends string>(key: AnyKey): With<Value> =>
  (text, values) =>
    (text as (key: AnyKey, values: Record<string, string | number>) => string)(key, values);

export const reachWords: Record<Reach, With<"count">> = {
  queues_follow: one("settings.reach.queues_follow"),
  queues_keep: one("settings.reach.queues_keep"),
  queues_in_zone: one("settings.reach.queues_in_zone"),
  queues_named: one("settings.reach.queues_named"),
  contacts_today: one("settings.reach.contacts_today"),
  agents_now: one("settings.reach.agents_now"),
  versions_stay: one("settings.reach.versions_stay"),
};

const cautionWords: Record<Caution, With<"detail">> = {
  no_change: one("settings.caution.no_change"),
  closed_weekday: one("settings.caution.closed_weekday"),
  always_closed: one("settings.caution.always_closed"),
  nobody_open: one("settings.caution.nobody_open"),
  overlaps_next_day: one("settings.caution.overlaps_next_day"),
  past_date: one("settings.caution.past_date"),
  later_stands: one("settings.caution.later_stands"),
  unmeasured: one("settings.caution.unmeasured"),
  name_taken: one("settings.caution.name_taken"),
  day_begins_anew: one("settings.caution.day_begins_anew"),
  no_hours: one("settings.caution.no_hours"),
};

export const problemWords: Record<ProblemCode, With<"given">> = {
  unknown: one("settings.problem.unknown"),
  set_in_file: one("settings.problem.set_in_file"),
  name_empty: one("settings.problem.name_empty"),
  name_too_long: one("settings.problem.name_too_long"),
  name_unclean: one("settings.problem.name_unclean"),
  key_taken: one("settings.problem.key_taken"),
  bad_zone: one("settings.problem.bad_zone"),
  bad_time: one("settings.problem.bad_time"),
  bad_week: one("settings.problem.bad_week"),
  bad_span: one("settings.problem.bad_span"),
  span_off_grid: one("settings.problem.span_off_grid"),
  span_empty: one("settings.problem.span_empty"),
  spans_overlap: one("settings.problem.spans_overlap"),
  bad_date: one("settings.problem.bad_date"),
  date_twice: one("settings.problem.date_twice"),
  too_many: one("settings.problem.too_many"),
  in_the_past: one("settings.problem.in_the_past"),
  off_grid: one("settings.problem.off_grid"),
  too_far: one("settings.problem.too_far"),
  out_of_range: one("settings.problem.out_of_range"),
  not_a_threshold: one("settings.problem.not_a_threshold"),
  nothing_to_remove: one("settings.problem.nothing_to_remove"),
  changed_twice: one("settings.problem.changed_twice"),
};

/** `2026-12-01 08:00`: what is set holds from full five minutes on. */
export function whenText(moment: string | null | undefined, zone: string): string {
  return `${day(moment, zone)} ${minute(moment, zone)}`;
}

export const weekdays: Key[] = [
  "settings.weekday.1",
  "settings.weekday.2",
  "settings.weekday.3",
  "settings.weekday.4",
  "settings.weekday.5",
  "settings.weekday.6",
  "settings.weekday.7",
];

const weekday = (number: number, text: Text) => text(weekdays[number] ?? "settings.weekday.1");

/** A warning in words: weekdays and moments by their names. */
export function warningText(
  warning: { caution: Caution; detail?: string | null },
  zone: string,
  text: Text,
): string {
  const { caution, detail } = warning;
  const days = () =>
    (detail ?? "")
      .split(",")
      .map((number) => weekday(Number(number) - 1, text))
      .join(", ");
  const shown =
    caution === "closed_weekday" || caution === "overlaps_next_day" || caution === "nobody_open"
      ? days()
      : caution === "later_stands"
        ? whenText(detail, zone)
        : (detail ?? "");
  return cautionWords[caution](text, { detail: shown });
}

/** A week as one line: `Mon–Fri 08:00-20:00, Sat–Sun closed`. */
export function weekText(hours: WeekHours | null | undefined, text: Text): string {
  if (!hours) return text("settings.always_open");
  const spans = (list: string[]) => (list.length === 0 ? text("settings.closed") : list.join(" "));
  const days = (first: number, last: number) => {
    if (first === 0 && last === 6) return text("settings.every_day");
    if (first === last) return weekday(first, text);
    return text("settings.days_from_to", {
      first: weekday(first, text),
      last: weekday(last, text),
    });
  };
  const words = runs(hours.week).map((run) => `${days(run.first, run.last)} ${spans(run.spans)}`);
  const count = hours.exceptions?.length ?? 0;
  if (count > 0) words.push(text("settings.exceptions_count", { count }));
  return words.join(" · ");
}

/** Dates with other hours, in words: those in a row with the same name and hours stand together. */
function datesText(hours: WeekHours, text: Text): string[] {
  const found = dateRuns(hours.exceptions ?? []).map(({ from, until, name, spans }) => {
    const when = from === until ? from : text("settings.dates_from_to", { from, until });
    const open = spans.length === 0 ? text("settings.closed") : spans.join(" ");
    return [when, name, open].filter(Boolean).join(" ");
  });
  return found.length <= mostDates
    ? found
    : [...found.slice(0, mostDates), `+ ${found.length - mostDates}`];
}

/** As many dates, or runs of dates, are named. */
const mostDates = 12;

/** What a field holds, in words. */
export function valueText(
  value: SettingValue,
  field: SettingField,
  of: SubjectKind,
  text: Text,
): string {
  if (value === "nothing") {
    if (field === "hours") return text("settings.always_open");
    if (field === "target" && of === "queue") return text("settings.target_follow");
    return text(field === "limit" ? "settings.unlimited" : "settings.none");
  }
  if ("text" in value) return value.text;
  if ("share" in value) return rate(value.share);
  if ("flag" in value) return text(value.flag ? "settings.yes" : "settings.no");
  if ("rule" in value) return text(ruleNames[value.rule]);
  if ("hours" in value) {
    const week = weekText({ ...value.hours, exceptions: [] }, text);
    return [week, ...datesText(value.hours, text)].join("; ");
  }
  return secondsText(value.seconds, text);
}

/** Whole minutes as minutes, everything else as seconds. */
export function secondsText(seconds: number, text: Text): string {
  if (seconds >= 120 && seconds % 60 === 0) {
    return text("settings.minutes", { minutes: seconds / 60 });
  }
  return text("settings.seconds", { seconds });
}

/** The names that choices are made from. */
export function nameOf(list: { id: number; name: string }[], id: number | null | undefined) {
  return list.find((known) => known.id === id)?.name ?? null;
}

export type Named = Settings["dids"][number];
