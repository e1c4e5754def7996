//! Day totals without what the calendar explains: weekday, place in the month, nearness of holidays.
//!
//! Room:  forecast; under the methods that follow a level.
//! Takes: past days. Gives: a factor for each day of the calendar and the level left over.
//! Holds: factor x level = total; only the last half year shapes the factors.
//! Proof: tests below.

use crate::past::{Almanac, PastDay};
use crate::series::Kind;
use libm::{exp, exp2, log, pow};

/// Which effects are taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effects {
    Weekday,
    Calendar,
}

/// Days that shape the factors.
const WINDOW: i32 = 26 * 7;
/// Half-life of a weekday's factor, in days.
const INDEX_HALF_LIFE: f64 = 56.0;
/// What a day counts in the local level of its neighbour.
const NEIGHBOUR: f64 = 0.87;
/// Pseudo-days that say "no effect" to each calendar feature.
const RIDGE: f64 = 8.0;
/// A day may move a calendar effect by at most this much (natural logarithm).
const LARGEST_EFFECT: f64 = 0.7;
const FEATURES: usize = 9;
const TINY: f64 = 1e-9;

/// Factors and levels.
#[derive(Clone, Debug)]
pub(crate) struct Adjusted {
    /// Expected total of each weekday at level 1; `None` where no such day is known.
    weekdays: [Option<f64>; 7],
    calendar: [f64; FEATURES],
    /// The level of each past day.
    pub(crate) levels: Vec<f64>,
}

/// Place in the month (billing, salaries) and nearness of closed and special days.
fn features(almanac: &Almanac, index: i32) -> [bool; FEATURES] {
    let (day, length) = almanac.month_day(index);
    let is_off = |index| matches!(almanac.kind(index), Kind::Closed | Kind::Special);
    [
        (1..=3).contains(&day),
        (4..=7).contains(&day),
        (8..=12).contains(&day),
        (13..=17).contains(&day),
        (18..=22).contains(&day),
        length - day <= 2,
        is_off(index - 1),
        is_off(index + 1),
        !is_off(index - 1) && (is_off(index - 2) || is_off(index - 3)),
    ]
}

fn sum_where(flags: [bool; FEATURES], values: &[f64; FEATURES]) -> f64 {
    flags.iter().zip(values).map(|(flag, value)| if *flag { *value } else { 0.0 }).sum()
}

impl Adjusted {
    /// Weekday factors and local level are estimated in turn, three rounds; calendar effects in between.
    #[must_use]
    pub(crate) fn of(past: &[PastDay<'_>], almanac: &Almanac, effects: Effects) -> Self {
        let last = past.last().map_or(0, |day| day.index);
        let recent = &past[past.partition_point(|day| last - day.index >= WINDOW)..];
        let ages: Vec<f64> =
            recent.iter().map(|day| exp2(-f64::from(last - day.index) / INDEX_HALF_LIFE)).collect();
        let flags: Vec<_> = recent.iter().map(|day| features(almanac, day.index)).collect();
        let mut factors = vec![1.0; recent.len()];
        let mut weekdays = weekday_factors(recent, &ages, &factors, &vec![1.0; recent.len()]);
        let mut calendar = [0.0; FEATURES];
        for round in 0..3 {
            let local = local_levels(recent, &weekdays, &factors);
            weekdays = weekday_factors(recent, &ages, &factors, &local);
            if effects == Effects::Calendar && round < 2 {
                calendar = calendar_effects(recent, &flags, &weekdays, &local);
                factors = flags.iter().map(|flags| exp(sum_where(*flags, &calendar))).collect();
            }
        }
        let old = past.len() - recent.len();
        let level = |(at, day): (usize, &PastDay<'_>)| {
            let factor = at.checked_sub(old).map_or(1.0, |at| factors[at]);
            day.total / (weekdays[day.weekday].unwrap_or(1.0) * factor).max(TINY)
        };
        let levels = past.iter().enumerate().map(level).collect();
        Self { weekdays, calendar, levels }
    }

    /// Expected total of the day at level 1; `None` for a weekday that was never seen.
    #[must_use]
    pub(crate) fn factor(&self, almanac: &Almanac, index: i32) -> Option<f64> {
        let weekday = self.weekdays[almanac.weekday(index)]?;
        Some(weekday * exp(sum_where(features(almanac, index), &self.calendar)))
    }

    /// Expected total of a weekday at level 1, 0 where none was seen.
    #[must_use]
    pub(crate) fn weekday(&self, weekday: usize) -> f64 {
        self.weekdays[weekday].unwrap_or(0.0)
    }
}

fn weekday_factors(
    days: &[PastDay<'_>],
    ages: &[f64],
    factors: &[f64],
    local: &[f64],
) -> [Option<f64>; 7] {
    let mut sums = [(0.0, 0.0); 7];
    for (((day, age), factor), level) in days.iter().zip(ages).zip(factors).zip(local) {
        let sum = &mut sums[day.weekday];
        sum.0 += age * day.total / factor;
        sum.1 += age * level;
    }
    sums.map(|(total, level)| (level > 0.0).then(|| total / level.max(TINY)))
}

/// Exponential smoothing in both directions, weighted by what the weekday is expected to bring.
fn local_levels(days: &[PastDay<'_>], weekdays: &[Option<f64>; 7], factors: &[f64]) -> Vec<f64> {
    let size = |day: &PastDay<'_>| weekdays[day.weekday].unwrap_or(0.0).max(TINY);
    let decay: Vec<f64> = (0..8).map(|gap| pow(NEIGHBOUR, f64::from(gap))).collect();
    let fade = |gap: i32| usize::try_from(gap).ok().and_then(|gap| decay.get(gap)).copied();
    let mut before = Vec::with_capacity(days.len());
    let (mut total, mut expected, mut at) = (0.0, 0.0, None);
    for (day, factor) in days.iter().zip(factors) {
        let kept = at.map_or(0.0, |at| fade(day.index - at).unwrap_or(0.3));
        (total, expected, at) = (total * kept, expected * kept, Some(day.index));
        before.push((total, expected));
        total += day.total / factor;
        expected += size(day);
    }
    let mut levels = vec![0.0; days.len()];
    (total, expected, at) = (0.0, 0.0, None);
    for (place, (day, factor)) in days.iter().zip(factors).enumerate().rev() {
        let kept = at.map_or(0.0, |at: i32| fade(at - day.index).unwrap_or(0.3));
        total = total * kept + day.total / factor;
        expected = expected * kept + size(day);
        at = Some(day.index);
        let (earlier, earlier_expected) = before[place];
        levels[place] = (earlier + total) / (earlier_expected + expected).max(TINY);
    }
    levels
}

/// Ridge regression of the logarithm of what weekday and level leave over.
fn calendar_effects(
    days: &[PastDay<'_>],
    flags: &[[bool; FEATURES]],
    weekdays: &[Option<f64>; 7],
    local: &[f64],
) -> [f64; FEATURES] {
    let mut squares = [[0.0; FEATURES]; FEATURES];
    let mut sums = [0.0; FEATURES];
    for ((day, flags), level) in days.iter().zip(flags).zip(local) {
        let expected = weekdays[day.weekday].unwrap_or(0.0) * level;
        if expected < 1.0 || day.total < 1.0 {
            continue;
        }
        let left = log(day.total / expected).clamp(-LARGEST_EFFECT, LARGEST_EFFECT);
        for row in (0..FEATURES).filter(|row| flags[*row]) {
            sums[row] += left;
            for column in (0..FEATURES).filter(|column| flags[*column]) {
                squares[row][column] += 1.0;
            }
        }
    }
    for (at, row) in squares.iter_mut().enumerate() {
        row[at] += RIDGE;
    }
    solve(squares, sums)
}

/// Solves a positive definite system by elimination without pivoting.
#[must_use]
pub(crate) fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for at in 0..N {
        let row = matrix[at];
        let pivot = row[at].max(TINY);
        for below in at + 1..N {
            let ratio = matrix[below][at] / pivot;
            for column in at..N {
                matrix[below][column] -= ratio * row[column];
            }
            right[below] -= ratio * right[at];
        }
    }
    for at in (0..N).rev() {
        let known: f64 = (at + 1..N).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - known) / matrix[at][at].max(TINY);
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        let [a, b] = solve([[2.0, 1.0], [1.0, 3.0]], [5.0, 10.0]);
        assert!((a - 1.0).abs() < 1e-12 && (b - 3.0).abs() < 1e-12, "{a} {b}");
    }
}
