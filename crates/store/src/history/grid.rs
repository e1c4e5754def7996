//! Local intervals of equal step, and cells summed over them.
//!
//! Room:  store, `history`; under every curve.
//! Holds: the intervals of a business day touch and cover it, through clock changes; cells of
//!        several lanes add up.
//! Proof: tests/it/contract.rs.

use domain::calendar::{Day, Zone};
use domain::figures::Counts;
use domain::history::{ContactCell, ContactKey};
use domain::{Duration, Interval, Timestamp};

/// How long the intervals of a curve are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    FiveMinutes,
    QuarterHour,
    HalfHour,
    Hour,
    /// From the business day's start to the next: 23, 24 or 25 hours.
    Day,
    /// Seven business days from Monday on.
    Week,
    Month,
    Year,
}

/// Local intervals of equal step: counted from each business day's start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    pub zone: Zone,
    pub business_day_start: Duration,
    pub step: Step,
}

/// The sum of the cells of one key in one interval of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot<K, V> {
    pub key: K,
    pub interval: Interval,
    pub counts: V,
    /// The highest revision among its cells: above 1, something came late.
    pub revision: u32,
}

impl Step {
    const fn length(self) -> Option<Duration> {
        match self {
            Self::FiveMinutes => Some(Duration::from_minutes(5)),
            Self::QuarterHour => Some(Duration::from_minutes(15)),
            Self::HalfHour => Some(Duration::from_minutes(30)),
            Self::Hour => Some(Duration::from_minutes(60)),
            Self::Day | Self::Week | Self::Month | Self::Year => None,
        }
    }
}

impl Grid {
    /// The interval that holds `instant`.
    #[must_use]
    pub fn interval(&self, instant: Timestamp) -> Interval {
        let day = self.zone.business_day(instant, self.business_day_start);
        self.within(self.span(day), instant)
    }

    /// The intervals that share an instant with `within`, cut at its edges; they touch and cover it.
    #[must_use]
    pub fn cover(&self, within: Interval) -> Vec<Interval> {
        let mut intervals = Vec::new();
        let mut start = within.start;
        while start < within.end {
            let end = self.interval(start).end.min(within.end);
            intervals.push(Interval { start, end });
            start = end;
        }
        intervals
    }

    /// The day, week, month or year that a business day belongs to.
    fn span(&self, day: Day) -> Interval {
        let (first, next) = match self.step {
            Step::Week => (day.week(), day.week().plus_days(7)),
            Step::Month => (day.month(), day.month().plus_months(1)),
            Step::Year => (day.year(), day.year().plus_months(12)),
            Step::FiveMinutes | Step::QuarterHour | Step::HalfHour | Step::Hour | Step::Day => {
                return self.day(day);
            }
        };
        Interval { start: self.day(first).start, end: self.day(next).start }
    }

    /// The intervals of a business day, in order; they touch and cover it.
    #[must_use]
    pub fn intervals(&self, day: Day) -> Vec<Interval> {
        let whole = self.day(day);
        let mut intervals = Vec::new();
        let mut start = whole.start;
        while start < whole.end {
            let interval = self.within(whole, start);
            intervals.push(interval);
            start = interval.end;
        }
        intervals
    }

    /// The business day.
    #[must_use]
    pub fn day(&self, day: Day) -> Interval {
        self.zone.business_interval(day, self.business_day_start)
    }

    /// Sums of cells by key and interval; the cells come ordered by key and start, as `Store` gives
    /// them.
    #[must_use]
    pub fn sum<'c>(
        &self,
        cells: impl IntoIterator<Item = &'c ContactCell>,
    ) -> Vec<Slot<ContactKey, Counts>> {
        let parts = cells.into_iter().map(|c| (c.key, c.start, c.revision, &c.counts));
        sum(parts, self, Counts::merge)
    }

    fn within(&self, day: Interval, instant: Timestamp) -> Interval {
        let Some(step) = self.step.length() else { return day };
        let start = day.start.plus(Duration(instant.since(day.start).floor_to(step)));
        let end = start.plus(step).min(day.end);
        Interval { start, end }
    }
}

/// Lengths cut down to whole steps.
trait FloorTo {
    fn floor_to(self, step: Duration) -> i64;
}

impl FloorTo for Duration {
    fn floor_to(self, step: Duration) -> i64 {
        self.micros() - self.micros().rem_euclid(step.micros())
    }
}

/// Adds up neighbouring cells of one key and interval; the cells come ordered by key and start.
pub(super) fn sum<'c, K: Copy + PartialEq, V: Copy + 'c>(
    cells: impl Iterator<Item = (K, Timestamp, u32, &'c V)>,
    grid: &Grid,
    merge: impl Fn(&mut V, &V),
) -> Vec<Slot<K, V>> {
    let mut slots: Vec<Slot<K, V>> = Vec::new();
    for (key, start, revision, counts) in cells {
        match slots.last_mut() {
            Some(slot) if slot.key == key && slot.interval.contains(start) => {
                merge(&mut slot.counts, counts);
                slot.revision = slot.revision.max(revision);
            }
            _ => {
                let interval = grid.interval(start);
                slots.push(Slot { key, interval, counts: *counts, revision });
            }
        }
    }
    slots
}
