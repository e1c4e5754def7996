/**
 * A day or a month chosen from a calendar in the reader's language.
 *
 * Room:  parts; the only file that knows the picker's own kind of date.
 * Holds: the fields of the browser itself speak the browser's language, not the page's; these stand for them.
 *        A day is a day of the centre's zone, whatever the browser's is.
 * Not:   a time of the day: the picker's columns of hours cannot be scrolled by keyboard (see `TimeField`).
 */
import { DatePicker } from "antd";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useEffect } from "react";
import { useLanguage } from "../i18n/language";

type DayProps = {
  label: string;
  /** Where a label of its own points to it. */
  id?: string;
  /** `2026-11-23`; empty where none is chosen yet. */
  value: string;
  from: string | null;
  until: string | null;
  onChoose: (day: string) => void;
};

export function DayPicker({ label, id, value, from, until, onChoose }: DayProps) {
  useCalendarLanguage();
  return (
    <DatePicker
      id={id}
      aria-label={label}
      allowClear={false}
      value={value === "" ? null : dayjs(value)}
      minDate={from ? dayjs(from) : undefined}
      maxDate={until ? dayjs(until) : undefined}
      onChange={(chosen) => chosen && onChoose(chosen.format("YYYY-MM-DD"))}
    />
  );
}

type MonthProps = {
  label: string;
  /** `2026-11` */
  value: string;
  onChoose: (month: string) => void;
};

export function MonthPicker({ label, value, onChoose }: MonthProps) {
  useCalendarLanguage();
  return (
    <DatePicker
      picker="month"
      aria-label={label}
      allowClear={false}
      value={dayjs(`${value}-01`)}
      onChange={(chosen) => chosen && onChoose(chosen.format("YYYY-MM"))}
    />
  );
}

/** Names of months and weekdays, and the day on which a week begins. */
function useCalendarLanguage() {
  const { language } = useLanguage();
  const name = language === "zh-CN" ? "zh-cn" : "en";
  // Before the first drawing, not only after it.
  if (dayjs.locale() !== name) dayjs.locale(name);
  useEffect(() => {
    dayjs.locale(name);
  }, [name]);
}
