//! A method tried on the past: forecasts from rolling origins, scored against what came.
//!
//! Room:  forecast; behind the backtest button and command.
//! Takes: a series with its whole history and the origins. Gives: scores by interval, day and week, for
//!        the method, for the baselines and for the best that chance allows.
//! Holds: each origin is forecast by `run`, which reads nothing at or after it; special, closed and
//!        missing days are not scored; stopped early, what was scored so far is given.
//! Proof: tests/backtest.rs.

use crate::run::{self, Refusal, Request};
use crate::score::{Score, poisson_floor};
use crate::series::{Kind, Series};
use domain::calendar::Day;
use serde::{Deserialize, Serialize};

/// What practice does without us.
pub const BASELINES: [&str; 5] =
    ["last_week", "weekday_mean_4", "weekday_mean_8", "weekday_smoothing", "least_squares"];

/// Which origins are tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    pub first: Day,
    /// How many origins.
    pub origins: u32,
    /// Days from one to the next.
    pub step: u32,
    /// Days forecast from each.
    pub days: u32,
    pub method: String,
    pub seed: u64,
}

/// Scores by level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    pub interval: Score,
    pub day: Score,
    pub week: Score,
}

/// One method's scores; the first is the one that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub method: String,
    pub scores: Scores,
}

/// What a backtest found.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Origins that were scored.
    pub origins: u32,
    pub rows: Vec<Row>,
    /// Least WAPE that any forecast could have: by interval, day and week.
    pub floor: [Option<f64>; 3],
    /// Whether it was stopped before the last origin.
    pub is_stopped: bool,
}

/// Tries the method and the baselines. `go_on` is told of origins done and of all, and stops the
/// trial with `false`.
pub fn backtest(
    series: &Series,
    trial: &Trial,
    go_on: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Report, Refusal> {
    let baselines = BASELINES.iter().filter(|name| **name != trial.method);
    let names = std::iter::once(trial.method.as_str()).chain(baselines.copied());
    let mut rows: Vec<Row> =
        names.map(|name| Row { method: name.to_owned(), scores: Scores::default() }).collect();
    let truth = Truth::of(series);
    let mut floor = [Score::default(); 3];
    let mut done = 0;
    let mut is_stopped = false;
    for at in 0..trial.origins {
        if !go_on(at, trial.origins) {
            is_stopped = true;
            break;
        }
        let origin = trial.first.plus_days(i64::from(at) * i64::from(trial.step));
        for row in &mut rows {
            let request =
                Request { origin, days: trial.days, method: row.method.clone(), seed: trial.seed };
            truth.score(&run::run(series, &request, None)?, &mut row.scores);
        }
        truth.floor(series.index(origin), i64::from(trial.days), &mut floor);
        done += 1;
    }
    let floor = floor.map(|score| score.wape());
    Ok(Report { origins: done, rows, floor, is_stopped })
}

/// What came, on the days that count.
#[derive(Clone, Copy, Debug)]
pub struct Truth<'a> {
    series: &'a Series,
}

impl<'a> Truth<'a> {
    #[must_use]
    pub fn of(series: &'a Series) -> Self {
        Self { series }
    }

    /// The counts of a regular day; `None` for any other.
    #[must_use]
    pub fn counts(&self, index: i64) -> Option<&'a [f64]> {
        let day = self.series.days.get(usize::try_from(index).ok()?)?;
        day.counts.as_deref().filter(|_| day.kind == Kind::Regular)
    }

    /// Adds a forecast's days; slots that were over before it are left out.
    pub fn score(&self, forecast: &run::Forecast, scores: &mut Scores) {
        for week in forecast.days.chunks(7) {
            let (mut said, mut came) = (0.0, 0.0);
            for day in week {
                let Some(counts) = self.counts(self.series.index(day.day)) else { continue };
                let rest = counts.get(day.passed..).unwrap_or_default();
                for (slot, count) in day.slots.iter().skip(day.passed).zip(rest) {
                    scores.interval.add(slot.mean, Some(&slot.quantiles), *count);
                }
                let total = rest.iter().sum();
                scores.day.add(day.total.mean, Some(&day.total.quantiles), total);
                said += day.total.mean;
                came += total;
            }
            if came > 0.0 {
                scores.week.add(said, None, came);
            }
        }
    }

    /// Adds the least possible error: of Poisson counts whose means are the day's own total spread by
    /// the profile of the four same weekdays before and after.
    pub fn floor(&self, origin: i64, days: i64, floor: &mut [Score; 3]) {
        let mut weeks = vec![0.0; usize::try_from(days / 7 + 1).unwrap_or(1)];
        for ahead in 0..days {
            let Some(counts) = self.counts(origin + ahead) else { continue };
            let total: f64 = counts.iter().sum();
            let profile = self.neighbours(origin + ahead);
            for share in &profile {
                add_floor(&mut floor[0], total * share);
            }
            add_floor(&mut floor[1], total);
            weeks[usize::try_from(ahead / 7).unwrap_or(0)] += total;
        }
        weeks
            .iter()
            .filter(|total| **total > 0.0)
            .for_each(|total| add_floor(&mut floor[2], *total));
    }

    fn neighbours(&self, index: i64) -> Vec<f64> {
        let slots = self.series.grid.slots;
        let mut sum = vec![0.0; slots];
        let weeks = (-4..=4).filter(|week| *week != 0);
        for counts in weeks.filter_map(|week| self.counts(index + 7 * week)) {
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        let total: f64 = sum.iter().sum();
        sum.iter()
            .map(|slot| if total > 0.0 { slot / total } else { 1.0 / (slots as f64) })
            .collect()
    }
}

fn add_floor(score: &mut Score, mean: f64) {
    score.came += mean;
    score.said += mean;
    score.absolute_error += poisson_floor(mean);
    score.count += 1.0;
}
