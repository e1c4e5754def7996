/**
 * A day chosen from a calendar in the reader's language.
 *
 * Room:  parts; the only file that knows the picker's own kind of date.
 * Holds: a day is a day of the centre's zone, whatever the browser's is.
 * Not:   a time of the day: the picker's columns of hours cannot be scrolled by keyboard (see `TimeField`).
 */
import { DatePicker } from "antd";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useEffect } from "react";
import { useLanguage } from "../i18n/language";

type DayProps = {
  label: string;
  /** `2026-11-23` */
  value: string;
  from: string | null;
  until: string | null;
  onChoose: (day: string) => void;
};

export function DayPicker({ label, value, from, until, onChoose }: DayProps) {
  useCalendarLanguage();
  return (
    <DatePicker
      aria-label={label}
      allowClear={false}
      value={dayjs(value)}
      minDate={from ? dayjs(from) : undefined}
      maxDate={until ? dayjs(until) : undefined}
      onChange={(chosen) => chosen && onChoose(chosen.format("YYYY-MM-DD"))}
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
