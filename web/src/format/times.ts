/**
 * Instants as clock times and days of a zone, and back.
 *
 * Room:  format; screens show the centre's zone, never the browser's.
 * Holds: a day lasts from local midnight to local midnight: 23, 24 or 25 hours.
 */
import { nothing } from "./numbers";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${zone} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  // Swedish writes dates and times as ISO 8601 does, which Chinese and English readers share.
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, hourCycle: "h23", ...options });
  formats.set(key, made);
  return made;
}

const hourMinute: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
const date: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };

type Instant = string | number | null | undefined;

function shown(instant: Instant, zone: string, name: string, options: Intl.DateTimeFormatOptions) {
  if (instant === null || instant === undefined) return nothing;
  return format(zone, name, options).format(new Date(instant));
}

/** `14:05:09` */
export function clock(instant: Instant, zone: string): string {
  return shown(instant, zone, "clock", { ...hourMinute, second: "2-digit" });
}

/** `14:05` */
export function minute(instant: Instant, zone: string): string {
  return shown(instant, zone, "minute", hourMinute);
}

/** `2026-11-23` */
export function day(instant: Instant, zone: string): string {
  return shown(instant, zone, "day", date);
}

/** `2026-11-23 14:05:09` */
export function dayClock(instant: Instant, zone: string): string {
  return shown(instant, zone, "dayClock", { ...date, ...hourMinute, second: "2-digit" });
}

/** First instant of a day of the zone, in milliseconds. */
export function startOfDay(dayText: string, zone: string): number {
  return localInstant(`${dayText} 00:00:00`, zone);
}

/** The instant at which the zone's clocks show `2026-11-23 14:05:09`. */
export function localInstant(text: string, zone: string): number {
  const asUtc = Date.parse(`${text.replace(" ", "T")}Z`);
  // Twice, because the first guess may lie on the other side of a clock change.
  const guess = asUtc - zoneOffset(asUtc, zone);
  return asUtc - zoneOffset(guess, zone);
}

/** The first instant of the day after: also after a day of 23 or 25 hours. */
export function endOfDay(dayText: string, zone: string): number {
  const noonAfter = Date.parse(`${dayText}T12:00:00Z`) + 86_400_000;
  return startOfDay(new Date(noonAfter).toISOString().slice(0, 10), zone);
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function zoneOffset(instant: number, zone: string): number {
  const local = `${dayClock(instant, zone).replace(" ", "T")}Z`;
  return Date.parse(local) - Math.floor(instant / 1_000) * 1_000;
}
