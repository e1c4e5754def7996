//! What was known on past days and what came: the examples that boosting and the network learn from.
//!
//! Room:  forecast; under `boosting` and `network`.
//! Takes: a `View`. Gives: rows of features with the logarithm of total / expected level.
//! Holds: an example's features are known at its own origin; at most `LIMIT` examples.
//! Proof: tests/it/methods.rs.

use crate::past::{PastDay, View};
use libm::{exp2, log};

pub(crate) const FEATURES: usize = 10;
pub(crate) type Row = [f64; FEATURES];

const LIMIT: usize = 1_500;
/// Days of history before the first origin that is learned from.
const LEAST: i32 = 42;
/// Neither an example nor a forecast moves the level by more than this (natural logarithm).
pub(crate) const LARGEST: f64 = 1.0;

/// Levels of several memories after each past day, so that a row costs no pass over the past.
pub(crate) struct Memory<'v> {
    view: &'v View<'v>,
    levels: Vec<[f64; 4]>,
}

const HALF_LIVES: [f64; 4] = [2.0, 6.0, 14.0, 45.0];

impl<'v> Memory<'v> {
    pub(crate) fn of(view: &'v View<'v>) -> Self {
        let adjusted = view.by_calendar();
        let mut sums = [(0.0, 0.0); 4];
        let mut before = view.past.first().map_or(0, |day| day.index);
        let mut levels = Vec::with_capacity(view.past.len());
        for (day, level) in view.past.iter().zip(&adjusted.levels) {
            let size = adjusted.weekday(day.weekday);
            for (sum, half_life) in sums.iter_mut().zip(HALF_LIVES) {
                let kept = exp2(-f64::from(day.index - before) / half_life);
                *sum = (sum.0 * kept + size * level, sum.1 * kept + size);
            }
            before = day.index;
            levels.push(sums.map(|(total, expected)| total / f64::max(expected, 1e-9)));
        }
        Self { view, levels }
    }

    /// What a forecast of `target` rests on where `known` days are known; `None` where nothing is.
    pub(crate) fn expected(&self, known: usize, target: i32) -> Option<f64> {
        let [_, _, level, _] = self.levels.get(known.checked_sub(1)?)?;
        Some(level * self.view.by_calendar().factor(self.view.almanac, target)?)
    }

    pub(crate) fn row(&self, known: usize, target: i32) -> Option<Row> {
        let last: &PastDay<'_> = self.view.past.get(known.checked_sub(1)?)?;
        let [days, week, fortnight, long] = *self.levels.get(known - 1)?;
        let ratio = |a: f64, b: f64| log((a.max(1e-6) / b.max(1e-6)).clamp(0.3, 3.0));
        let weekday = self.view.almanac.weekday(target);
        let (month_day, length) = self.view.almanac.month_day(target);
        let ahead = f64::from(target - last.index);
        Some([
            ahead.min(60.0),
            weekday as f64,
            f64::from(u8::from(weekday >= 5)),
            f64::from(month_day),
            f64::from(length - month_day),
            ratio(days, fortnight),
            ratio(week, fortnight),
            ratio(fortnight, long),
            ratio(days, fortnight) / ahead.max(1.0),
            ratio(self.same_weekday(known, weekday), fortnight),
        ])
    }

    /// The level of the latest known day of that weekday.
    fn same_weekday(&self, known: usize, weekday: usize) -> f64 {
        let levels = &self.view.by_calendar().levels;
        let days = self.view.past[..known].iter().zip(levels).rev();
        days.take(14).find(|(day, _)| day.weekday == weekday).map_or(1.0, |(_, level)| *level)
    }
}

/// Rows and logarithms, up to `horizon` days ahead, spread evenly over the past.
pub(crate) fn learn(memory: &Memory<'_>, horizon: i32) -> (Vec<Row>, Vec<f64>) {
    let past = memory.view.past;
    let first = past.first().map_or(0, |day| day.index);
    let horizon = horizon.clamp(1, 35);
    let start = past.partition_point(|day| day.index < first + LEAST);
    let possible = (past.len() - start) * usize::try_from(horizon).unwrap_or(1);
    let step = possible.div_ceil(LIMIT).max(1);
    let pairs = (start..past.len()).flat_map(|known| {
        let origin = past[known - 1].index;
        let within = past[known..].iter().take_while(move |day| day.index <= origin + horizon);
        within.map(move |day| (known, day))
    });
    pairs
        .step_by(step)
        .filter_map(|(known, day)| {
            let expected = memory.expected(known, day.index)?;
            let row = memory.row(known, day.index)?;
            let left = log(day.total.max(0.5) / expected.max(0.5)).clamp(-LARGEST, LARGEST);
            Some((row, left))
        })
        .unzip()
}
