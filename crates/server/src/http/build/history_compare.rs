//! A second time of the same shape, and which of its intervals stands beside which.
//!
//! Room:  server/http/build; under `history`.
//! Holds: times move by whole local days or months, so a day of 23 or 25 hours stands beside a day;
//!        within a day intervals are paired by what the wall clock shows.

use crate::http::build::house::House;
use crate::http::query;
use crate::http::refusal::Refusal;
use domain::calendar::Day;
use domain::{Interval, Timestamp};
use std::collections::BTreeMap;
use store::{Grid, Step};

/// How far the second time lies from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    Days(i64),
    Months(i64),
}

/// Reads `before`, `week`, `year` or the day on which the second time begins.
pub fn shift(word: &str, within: Interval, house: &House) -> Result<Shift, Refusal> {
    let first = house.day_at(within.start);
    let last = house.day_at(within.end);
    let ends_with_day = house.day(last).start == within.end;
    let days = last.days_since(first) + i64::from(!ends_with_day);
    let is_whole = ends_with_day && house.day(first).start == within.start;
    match word {
        "before" => Ok(match last.months_since(first).filter(|&months| is_whole && months > 0) {
            Some(months) => Shift::Months(-months),
            None => Shift::Days(-days),
        }),
        "week" => Ok(Shift::Days(-(days + 6) / 7 * 7)),
        "year" => Ok(Shift::Months(-12)),
        text => {
            let hint = "Write before, week, year or a day as 2026-11-22";
            let day = query::day("compare", text)
                .map_err(|_| Refusal::parameter("compare", text, hint))?;
            Ok(Shift::Days(day.days_since(first)))
        }
    }
}

impl Shift {
    fn day(self, day: Day) -> Day {
        match self {
            Self::Days(days) => day.plus_days(days),
            Self::Months(months) => day.plus_months(months),
        }
    }

    /// The same place within the other day.
    fn instant(self, at: Timestamp, house: &House) -> Timestamp {
        let day = house.day_at(at);
        let other = house.day(self.day(day));
        other.start.plus(at.since(house.day(day).start)).min(other.end)
    }

    /// The second time. What of the first is not closed yet has no counterpart.
    #[must_use]
    pub fn interval(self, within: Interval, closed_until: Timestamp, house: &House) -> Interval {
        let end = within.end.min(closed_until).max(within.start);
        Interval { start: self.instant(within.start, house), end: self.instant(end, house) }
    }
}

/// For each interval of the first time the place of its counterpart.
#[must_use]
pub fn pairs(
    first: &[Interval],
    second: &[Interval],
    grid: &Grid,
    house: &House,
) -> Vec<Option<usize>> {
    if !matches!(grid.step, Step::FiveMinutes | Step::QuarterHour | Step::HalfHour | Step::Hour) {
        return (0..first.len()).map(|place| Some(place).filter(|&p| p < second.len())).collect();
    }
    let places: BTreeMap<_, usize> = clocks(second, house)
        .into_iter()
        .enumerate()
        .map(|(place, clock)| (clock, place))
        .collect();
    clocks(first, house).iter().map(|clock| places.get(clock).copied()).collect()
}

/// Day by number, wall clock, and which time the clock shows it that day.
fn clocks(intervals: &[Interval], house: &House) -> Vec<(i64, u32, u32)> {
    let Some(first) = intervals.first().map(|interval| house.day_at(interval.start)) else {
        return Vec::new();
    };
    let mut seen: BTreeMap<(i64, u32), u32> = BTreeMap::new();
    let clock = |interval: &Interval| {
        let number = house.day_at(interval.start).days_since(first);
        let minute = house.zone.minute_of_day(interval.start);
        let times = seen.entry((number, minute)).or_default();
        *times += 1;
        (number, minute, *times)
    };
    intervals.iter().map(clock).collect()
}
