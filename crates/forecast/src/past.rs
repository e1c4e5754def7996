//! The regular days before an origin, and the calendar on both sides of it.
//!
//! Room:  forecast; between the series and the methods.
//! Takes: `Series`. Gives: `PastDay`s, an `Almanac`, and `View`: what a method may know at an origin.
//! Holds: no value at or after the origin is in a view.
//! Proof: tests/it/properties.rs, `nothing_at_or_after_the_origin_is_read`.

use crate::adjusted::{Adjusted, Effects};
use crate::series::{Kind, Series};
use std::cell::OnceCell;

/// A regular day with its counts.
#[derive(Clone, Debug)]
pub(crate) struct PastDay<'a> {
    /// Days after the first of the series.
    pub(crate) index: i32,
    /// 0 = Monday .. 6 = Sunday.
    pub(crate) weekday: usize,
    /// Sum of the day's counts.
    pub(crate) total: f64,
    pub(crate) counts: &'a [f64],
}

/// What is known of days in advance.
#[derive(Clone, Debug)]
pub(crate) struct Almanac {
    weekday_of_first: i32,
    kinds: Vec<Kind>,
    month_days: Vec<(u8, u8)>,
}

impl Almanac {
    /// Of the first `count` days from the first of the series; beyond its end days are regular.
    #[must_use]
    pub(crate) fn new(series: &Series, count: usize) -> Self {
        let mut month_days = Vec::with_capacity(count);
        let mut day = series.first;
        while month_days.len() < count {
            let month = day.month();
            let length = month.plus_months(1).days_since(month);
            let first = 1 + day.days_since(month);
            let within = (first..=length).map(|day| (narrow(day), narrow(length)));
            month_days.extend(within);
            day = month.plus_months(1);
        }
        let kind = |at: usize| series.days.get(at).map_or(Kind::Regular, |day| day.kind);
        let kinds = (0..count).map(kind).collect();
        Self { weekday_of_first: i32::from(series.first.weekday()) - 1, kinds, month_days }
    }

    /// 0 = Monday .. 6 = Sunday.
    #[must_use]
    pub(crate) fn weekday(&self, index: i32) -> usize {
        usize::try_from((self.weekday_of_first + index).rem_euclid(7)).unwrap_or(0)
    }

    #[must_use]
    pub(crate) fn kind(&self, index: i32) -> Kind {
        at(index).and_then(|at| self.kinds.get(at)).copied().unwrap_or_default()
    }

    /// Day of the month, from 1, and the length of the month.
    #[must_use]
    pub(crate) fn month_day(&self, index: i32) -> (u8, u8) {
        at(index).and_then(|at| self.month_days.get(at)).copied().unwrap_or((15, 30))
    }
}

fn at(index: i32) -> Option<usize> {
    usize::try_from(index).ok()
}

fn narrow(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// The regular days with counts before `origin`.
#[must_use]
pub(crate) fn regular_days<'a>(
    series: &'a Series,
    almanac: &Almanac,
    origin: i32,
) -> Vec<PastDay<'a>> {
    let before = series.days.iter().zip(0i32..).take_while(|(_, index)| *index < origin);
    before
        .filter(|(day, _)| day.kind == Kind::Regular)
        .filter_map(|(day, index)| {
            let counts = day.counts.as_deref()?;
            let weekday = almanac.weekday(index);
            Some(PastDay { index, weekday, total: counts.iter().sum(), counts })
        })
        .collect()
}

/// What a method may know at an origin. What several methods need is computed once.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) past: &'a [PastDay<'a>],
    pub(crate) almanac: &'a Almanac,
    by_weekday: OnceCell<Adjusted>,
    by_calendar: OnceCell<Adjusted>,
}

impl<'a> View<'a> {
    #[must_use]
    pub(crate) fn new(past: &'a [PastDay<'a>], almanac: &'a Almanac) -> Self {
        Self { past, almanac, by_weekday: OnceCell::new(), by_calendar: OnceCell::new() }
    }

    /// Index of the last day known; 0 where there is none.
    #[must_use]
    pub(crate) fn last(&self) -> i32 {
        self.past.last().map_or(0, |day| day.index)
    }

    /// Totals without their weekday.
    #[must_use]
    pub(crate) fn by_weekday(&self) -> &Adjusted {
        self.by_weekday.get_or_init(|| Adjusted::of(self.past, self.almanac, Effects::Weekday))
    }

    /// Totals without their weekday, place in the month and nearness of holidays.
    #[must_use]
    pub(crate) fn by_calendar(&self) -> &Adjusted {
        self.by_calendar.get_or_init(|| Adjusted::of(self.past, self.almanac, Effects::Calendar))
    }
}
