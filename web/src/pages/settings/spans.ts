/**
 * Opening hours as they are typed: `08:00-12:00 13:30-20:00`, and as one line for a table.
 *
 * Room:  pages/settings; pure.
 * Holds: what the server would refuse is refused while it is typed, at its place.
 */
import type { DayHours, WeekHours } from "../../api/views";

export type SpanError = "malformed" | "grid" | "empty" | "overlap" | "many";
export type Typed =
  | { spans: string[]; error: null }
  | { spans: null; error: SpanError; at: string };

const mostSpans = 8;
const dayMinutes = 24 * 60;

/** `8-20`, `8:00-20:00`, `0800-2000`, `08:00～20:00`; several with spaces, commas or semicolons. */
export function spansIn(text: string): Typed {
  const parts = text
    .replace(/\s*[-\u2013\u2014~\uff5e\u81f3\u5230]\s*/g, "-")
    .split(/[\s,，、;；]+/)
    .filter((part) => part !== "");
  const read: Stretch[] = [];
  for (const part of parts) {
    const span = stretch(part);
    if (typeof span === "string") return { spans: null, error: span, at: part };
    if (read.some((other) => other.from < span.until && span.from < other.until)) {
      return { spans: null, error: "overlap", at: part };
    }
    read.push(span);
  }
  if (read.length > mostSpans) return { spans: null, error: "many", at: String(read.length) };
  read.sort((a, b) => a.from - b.from);
  return { spans: read.map(written), error: null };
}

export type Stretch = { from: number; until: number };

function stretch(part: string): Stretch | SpanError {
  const ends = part.split("-");
  const from = minutes(ends[0] ?? "");
  const until = minutes(ends[1] ?? "");
  if (ends.length !== 2 || from === null || until === null || from >= dayMinutes) {
    return "malformed";
  }
  if (from % 5 !== 0 || until % 5 !== 0) return "grid";
  if (from === until) return "empty";
  return { from, until: until < from ? until + dayMinutes : until };
}

function minutes(text: string): number | null {
  const parts = /^(\d{1,2})(?:[:：.]?(\d{2}))?$/.exec(text);
  if (!parts) return null;
  const [hour, minute] = [Number(parts[1]), Number(parts[2] ?? "0")];
  const sum = hour * 60 + minute;
  return minute < 60 && sum <= dayMinutes ? sum : null;
}

const two = (number: number) => String(number).padStart(2, "0");
const time = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

function written({ from, until }: Stretch): string {
  return `${time(from)}-${time(until > dayMinutes ? until - dayMinutes : until)}`;
}

/** A stretch as the server writes it, in minutes; beyond 24 hours where it ends on the next day. */
export function stretchOf(span: string): Stretch {
  const read = stretch(span);
  return typeof read === "string" ? { from: 0, until: 0 } : read;
}

/** Days of the week (0 is Monday) with the same hours, in runs: for one line of words. */
export type Run = { first: number; last: number; spans: string[] };

export function runs(week: string[][]): Run[] {
  const found: Run[] = [];
  week.forEach((spans, day) => {
    const last = found.at(-1);
    if (last && last.spans.join() === spans.join()) last.last = day;
    else found.push({ first: day, last: day, spans });
  });
  return found;
}

/** Dates in a row that people call the same and that have the same hours. */
export type DateRun = { from: string; until: string; name: string | null; spans: string[] };

export function dateRuns(exceptions: DayHours[]): DateRun[] {
  const found: DateRun[] = [];
  const sorted = [...exceptions].sort((a, b) => a.date.localeCompare(b.date));
  for (const { date, spans, name } of sorted) {
    const last = found.at(-1);
    const isNext = last && Date.parse(date) - Date.parse(last.until) === 86_400_000;
    if (isNext && last.name === (name ?? null) && last.spans.join() === spans.join()) {
      last.until = date;
    } else {
      found.push({ from: date, until: date, name: name ?? null, spans });
    }
  }
  return found;
}

/** Hours with further dates, which stand in place of those of the same day. */
export function withDates(hours: WeekHours | null, dates: DayHours[]): WeekHours {
  const always = Array.from({ length: 7 }, () => ["00:00-24:00"]);
  const { zone = null, week, exceptions = [] } = hours ?? { week: always };
  const kept = exceptions.filter((one) => !dates.some((other) => other.date === one.date));
  const all = [...kept, ...dates].sort((a, b) => a.date.localeCompare(b.date));
  return { zone, week, exceptions: all };
}

export const noHours: WeekHours = {
  zone: null,
  week: Array.from({ length: 7 }, () => ["08:00-20:00"]),
  exceptions: [],
};
