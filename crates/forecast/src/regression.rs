//! Methods that fit a line through the totals.
//!
//! Room:  forecast; least squares as practice uses it, and one with the calendar and the year.
//! Proof: tests/it/methods.rs.

use crate::adjusted::solve;
use crate::method::Method;
use crate::past::{Almanac, View};
use libm::{cos, exp, log, sin};
use std::f64::consts::TAU;

/// Least squares with a weekday constant and one trend over the last `days` days.
#[derive(Clone, Debug)]
pub(crate) struct LeastSquares {
    pub(crate) days: i32,
}

impl Method for LeastSquares {
    fn name(&self) -> &'static str {
        "least_squares"
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        let last = view.last();
        let recent = view.past.iter().filter(|day| last - day.index < self.days);
        let mut sums = [(0.0, 0.0, 0.0); 7];
        for day in recent.clone() {
            let (count, time, total) = &mut sums[day.weekday];
            *count += 1.0;
            *time += f64::from(day.index - last);
            *total += day.total;
        }
        // Count, mean time and mean total of each weekday.
        let means = sums.map(|(count, time, total)| {
            let divisor = f64::max(count, 1.0);
            (count, time / divisor, total / divisor)
        });
        let (mut covariance, mut variance) = (0.0, 0.0);
        for day in recent {
            let (_, time, total) = means[day.weekday];
            let away = f64::from(day.index - last) - time;
            covariance += away * (day.total - total);
            variance += away * away;
        }
        let slope = if variance > 0.0 { covariance / variance } else { 0.0 };
        let total = |day: &i32| {
            let (count, time, total) = means[view.almanac.weekday(*day)];
            let line = total + slope * (f64::from(day - last) - time);
            if count > 0.0 { line.max(0.0) } else { 0.0 }
        };
        targets.iter().map(total).collect()
    }
}

/// Ridge regression of the logarithm of totals on weekday, trend and, from 13 months on, the
/// time of year; applied to what the calendar leaves over.
#[derive(Clone, Debug)]
pub(crate) struct CalendarRegression;

const TERMS: usize = 6;
const YEAR_DAYS: f64 = 365.25;
/// Days after which the time of year can be told from a trend.
const LONG_ENOUGH: i32 = 395;

fn terms(index: i32, last: i32, has_year: bool) -> [f64; TERMS] {
    let time = f64::from(index - last) / YEAR_DAYS;
    let angle = TAU * f64::from(index) / YEAR_DAYS;
    let of_year = |value: f64| if has_year { value } else { 0.0 };
    [
        1.0,
        time,
        of_year(sin(angle)),
        of_year(cos(angle)),
        of_year(sin(2.0 * angle)),
        of_year(cos(2.0 * angle)),
    ]
}

impl Method for CalendarRegression {
    fn name(&self) -> &'static str {
        "calendar_regression"
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        let adjusted = view.by_calendar();
        let last = view.last();
        let first = view.past.first().map_or(0, |day| day.index);
        let has_year = last - first > LONG_ENOUGH;
        let mut squares = [[0.0; TERMS]; TERMS];
        let mut sums = [0.0; TERMS];
        for (day, level) in view.past.iter().zip(&adjusted.levels) {
            let terms = terms(day.index, last, has_year);
            let left = log(level.max(1e-3));
            for (row, term) in terms.iter().enumerate() {
                sums[row] += term * left;
                for (column, other) in terms.iter().enumerate() {
                    squares[row][column] += term * other;
                }
            }
        }
        // A trend is believed only where the data insist.
        for (row, ridge) in [1e-6, 4.0, 1.0, 1.0, 2.0, 2.0].into_iter().enumerate() {
            squares[row][row] += ridge;
        }
        let fit = solve(squares, sums);
        let total = |day: &i32| level(fit, *day, last, has_year) * factor(view, view.almanac, *day);
        targets.iter().map(total).collect()
    }
}

fn level(fit: [f64; TERMS], day: i32, last: i32, has_year: bool) -> f64 {
    let terms = terms(day, last, has_year);
    exp(fit.iter().zip(terms).map(|(fit, term)| fit * term).sum::<f64>().min(30.0))
}

fn factor(view: &View<'_>, almanac: &Almanac, day: i32) -> f64 {
    view.by_calendar().factor(almanac, day).unwrap_or(0.0)
}
