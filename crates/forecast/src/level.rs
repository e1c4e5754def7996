//! Methods that follow the level of totals freed from the calendar.
//!
//! Room:  forecast; most of the combination's pool.
//! Holds: a forecast is level x factor of the day; a trend fades with time.
//! Proof: tests/it/methods.rs.

use crate::adjusted::Adjusted;
use crate::method::Method;
use crate::past::{Almanac, PastDay, View};
use libm::{exp, exp2, log, pow};

/// The level as a mean that forgets: a day counts half after `half_life` days.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) name: &'static str,
    pub(crate) half_life: f64,
    pub(crate) has_calendar: bool,
}

fn adjusted<'v>(view: &'v View<'_>, has_calendar: bool) -> &'v Adjusted {
    if has_calendar { view.by_calendar() } else { view.by_weekday() }
}

/// Mean level of the days up to `until`, each weighted by its size and age.
fn mean_level(past: &[PastDay<'_>], adjusted: &Adjusted, until: i32, half_life: f64) -> f64 {
    let (mut level, mut weight) = (0.0, 0.0);
    for (day, of_day) in past.iter().zip(&adjusted.levels).rev() {
        let age = f64::from(until - day.index);
        if age > 20.0 * half_life {
            break;
        }
        if age >= 0.0 {
            let counts = exp2(-age / half_life) * adjusted.weekday(day.weekday);
            level += counts * of_day;
            weight += counts;
        }
    }
    if weight > 0.0 { level / weight } else { 0.0 }
}

fn times_factor(adjusted: &Adjusted, almanac: &Almanac, index: i32, level: f64) -> f64 {
    adjusted.factor(almanac, index).map_or(0.0, |factor| level.max(0.0) * factor)
}

impl Method for Level {
    fn name(&self) -> &'static str {
        self.name
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        let adjusted = adjusted(view, self.has_calendar);
        let level = mean_level(view.past, adjusted, view.last(), self.half_life);
        targets.iter().map(|day| times_factor(adjusted, view.almanac, *day, level)).collect()
    }
}

/// The level of now, moved as it moved in the years before from the same day on.
#[derive(Clone, Debug)]
pub(crate) struct Year {
    pub(crate) name: &'static str,
    pub(crate) half_life: f64,
    /// Days before and after the day a year ago that are averaged.
    pub(crate) reach: i32,
    pub(crate) has_calendar: bool,
}

/// 52 weeks: a year that keeps the weekday.
const YEAR: i32 = 364;
/// Days of history that must lie before the day a year ago.
const LEAST: i32 = 40;

impl Method for Year {
    fn name(&self) -> &'static str {
        self.name
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        let adjusted = adjusted(view, self.has_calendar);
        let now = mean_level(view.past, adjusted, view.last(), self.half_life);
        let first = view.past.first().map_or(0, |day| day.index);
        let backs = [YEAR, 2 * YEAR].into_iter().filter(|back| view.last() - back - first >= LEAST);
        let then: Vec<(i32, f64)> = backs
            .map(|back| (back, mean_level(view.past, adjusted, view.last() - back, self.half_life)))
            .collect();
        let total = |day: &i32| {
            let moved = self.movement(view.past, adjusted, &then, *day);
            times_factor(adjusted, view.almanac, *day, now * moved)
        };
        targets.iter().map(total).collect()
    }
}

impl Year {
    /// Geometric mean over the years of level then around the day / level then at the origin.
    fn movement(
        &self,
        past: &[PastDay<'_>],
        adjusted: &Adjusted,
        then: &[(i32, f64)],
        day: i32,
    ) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for (back, level) in then {
            let around = (day - back - self.reach)..=(day - back + self.reach);
            let start = past.partition_point(|day| day.index < *around.start());
            let end = past.partition_point(|day| day.index <= *around.end());
            let (mut total, mut expected) = (0.0, 0.0);
            for (day, of_day) in past[start..end].iter().zip(&adjusted.levels[start..end]) {
                let size = adjusted.weekday(day.weekday);
                total += size * of_day;
                expected += size;
            }
            if total > 0.0 && expected > 0.0 && *level > 0.0 {
                sum += log(total / expected / level);
                count += 1.0;
            }
        }
        if count > 0.0 { exp(sum / count) } else { 1.0 }
    }
}

/// Exponential smoothing with a damped additive trend on totals freed from the weekday, ETS(A,Ad)
/// with multiplicative seasons (Hyndman et al., *Forecasting with Exponential Smoothing*, 2008);
/// shares are chosen by the absolute error one day ahead.
#[derive(Clone, Debug)]
pub(crate) struct Damped;

/// What is kept of a trend after a week.
const KEPT_PER_WEEK: f64 = 0.8;

struct Run {
    level: f64,
    trend: f64,
    error: f64,
}

fn smooth(past: &[PastDay<'_>], levels: &[f64], share: f64, trend_share: f64) -> Run {
    let kept = pow(KEPT_PER_WEEK, 1.0 / 7.0);
    let mut run = Run { level: levels.first().copied().unwrap_or(0.0), trend: 0.0, error: 0.0 };
    for (pair, level) in past.windows(2).zip(levels.iter().skip(1)) {
        let gap = f64::from(pair[1].index - pair[0].index);
        let expected = run.level + run.trend * fading_sum(kept, gap);
        let half = 0.5 * expected.abs();
        let surprise = (level - expected).clamp(-half, half);
        run.error += surprise.abs();
        run.level = expected + share * surprise;
        run.trend = run.trend * pow(kept, gap) + share * trend_share * surprise / gap;
    }
    run
}

/// kept + kept^2 + .. of `days` days.
fn fading_sum(kept: f64, days: f64) -> f64 {
    kept * (1.0 - pow(kept, days)) / (1.0 - kept)
}

impl Method for Damped {
    fn name(&self) -> &'static str {
        "damped_trend"
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        let adjusted = view.by_weekday();
        let mut best: Option<Run> = None;
        for share in [0.05, 0.1, 0.2, 0.3, 0.5] {
            for trend_share in [0.0, 0.02, 0.1] {
                let run = smooth(view.past, &adjusted.levels, share, trend_share);
                if best.as_ref().is_none_or(|best| run.error < best.error) {
                    best = Some(run);
                }
            }
        }
        let run = best.unwrap_or(Run { level: 0.0, trend: 0.0, error: 0.0 });
        let kept = pow(KEPT_PER_WEEK, 1.0 / 7.0);
        let total = |day: &i32| {
            let ahead = f64::from(day - view.last()).max(0.0);
            let level = (run.level + run.trend * fading_sum(kept, ahead)).max(0.1 * run.level);
            times_factor(adjusted, view.almanac, *day, level)
        };
        targets.iter().map(total).collect()
    }
}
