//! The house baselines of practice: means, medians and smoothing of the same weekday.
//!
//! Room:  forecast; what other methods must beat.
//! Proof: tests/it/methods.rs.

use crate::method::Method;
use crate::past::View;

/// Mean of the last `weeks` days of the same weekday (simple moving average).
#[derive(Clone, Debug)]
pub(crate) struct WeekdayMean {
    pub(crate) name: &'static str,
    pub(crate) weeks: usize,
}

/// Median of the last `weeks` days of the same weekday: one odd day does not move it.
#[derive(Clone, Debug)]
pub(crate) struct WeekdayMedian {
    pub(crate) weeks: usize,
}

/// Exponential smoothing of each weekday on its own; `share` of each new day is taken in.
#[derive(Clone, Debug)]
pub(crate) struct Smoothing {
    pub(crate) share: f64,
}

/// The last `weeks` totals of a weekday, latest first.
fn latest(view: &View<'_>, weekday: usize, weeks: usize) -> Vec<f64> {
    let same = view.past.iter().rev().filter(|day| day.weekday == weekday);
    same.take(weeks).map(|day| day.total).collect()
}

fn by_weekday(view: &View<'_>, targets: &[i32], total: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut totals = [0.0; 7];
    for (weekday, slot) in totals.iter_mut().enumerate() {
        *slot = total(weekday);
    }
    targets.iter().map(|day| totals[view.almanac.weekday(*day)]).collect()
}

impl Method for WeekdayMean {
    fn name(&self) -> &'static str {
        self.name
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        by_weekday(view, targets, |weekday| {
            let totals = latest(view, weekday, self.weeks);
            totals.iter().sum::<f64>() / (totals.len().max(1) as f64)
        })
    }
}

impl Method for WeekdayMedian {
    fn name(&self) -> &'static str {
        "weekday_median"
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        by_weekday(view, targets, |weekday| median(latest(view, weekday, self.weeks)))
    }
}

/// The middle value, 0 of none.
#[must_use]
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2).copied();
    let lower = values.len().checked_sub(1).and_then(|last| values.get(last / 2)).copied();
    lower.zip(upper).map_or(0.0, |(lower, upper)| f64::midpoint(lower, upper))
}

impl Method for Smoothing {
    fn name(&self) -> &'static str {
        "weekday_smoothing"
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        let mut levels: [Option<f64>; 7] = [None; 7];
        for day in view.past {
            let level = levels[day.weekday].unwrap_or(day.total);
            levels[day.weekday] = Some(level + self.share * (day.total - level));
        }
        targets.iter().map(|day| levels[view.almanac.weekday(*day)].unwrap_or(0.0)).collect()
    }
}
