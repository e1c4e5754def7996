/** Names of groupings, periods and steps, and how an interval is written. */
import type { History } from "../../api/views";
import { day, minute } from "../../format/times";
import type { Key } from "../../i18n/language";
import type { Group, Period, Step } from "./question";

export const groupNames: Record<Group, Key> = {
  centre: "history.by_centre",
  site: "history.by_site",
  queue: "history.by_queue",
  skill: "history.by_skill",
  did: "history.by_did",
  team: "history.by_team",
  agent: "history.by_agent",
  seat: "history.by_seat",
};

export const periodNames: Record<Period, Key> = {
  today: "history.today",
  yesterday: "history.yesterday",
  this_week: "history.this_week",
  last_week: "history.last_week",
  this_month: "history.this_month",
  last_month: "history.last_month",
  this_year: "history.this_year",
};

export const stepNames: Record<Step, Key> = {
  "15m": "history.step_15m",
  "30m": "history.step_30m",
  "1h": "history.step_1h",
  "1d": "history.step_1d",
  "1w": "history.step_1w",
  "1mo": "history.step_1mo",
  "1y": "history.step_1y",
};

/** An interval's start as short as it stays clear. */
export function startOf(history: History, instant: string): string {
  const { step, zone, from, to } = history;
  const date = day(instant, zone);
  if (step === "1y") return date.slice(0, 4);
  if (step === "1mo") return date.slice(0, 7);
  if (step === "1w" || step === "1d") return date;
  const isOneDay = Date.parse(to) - Date.parse(from) <= 25 * 3_600_000;
  return isOneDay ? minute(instant, zone) : `${date.slice(5)} ${minute(instant, zone)}`;
}
