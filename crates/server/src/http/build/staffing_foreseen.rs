//! What forecasts say of the days of a staffing plan.
//!
//! Room:  server/http/build; beside `staffing_basis`.
//! Takes: a queue and days. Gives: `Foreseen` of each day, and which forecasts say it.
//! Holds: a published day goes before a run, a younger run before an older; a day that no forecast covers
//!        is refused and named.
//! Proof: tests below; `tests/it/api_staffing.rs`.

use crate::http::build::curve_forecast::Said;
use crate::http::build::forecasting;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::staffing::BasisForecast;
use domain::QueueId;
use domain::calendar::Day;
use forecast::run::Expected;
use std::collections::BTreeMap;

/// Runs of a queue that are looked through.
const RUNS: usize = 200;
/// The levels of 10 and 90 % lie so many standard deviations from the mean.
const OUT_OF_TEN: f64 = 1.281_551_565_544_6;

/// What is said of each day of the plan.
pub(super) async fn forecasts(
    state: &AppState,
    (queue, name): (QueueId, &str),
    (first, last): (Day, Day),
) -> Result<(Vec<(Day, Foreseen)>, Vec<BasisForecast>), Refusal> {
    let failed = |error| Refusal::fault("reading forecasts", &error);
    let published = state.store.published_days(first, last).await.map_err(failed)?;
    let published: BTreeMap<Day, u32> = published
        .into_iter()
        .filter(|day| day.queue == queue.0)
        .map(|day| (day.day, day.forecast))
        .collect();
    let runs = state.store.forecasts(Some(queue.0), None, RUNS).await.map_err(failed)?;
    let mut read = BTreeMap::new();
    let mut days = Vec::new();
    let mut used: Vec<BasisForecast> = Vec::new();
    for day in (0..=last.days_since(first)).map(|at| first.plus_days(at)) {
        let young = runs.iter().find(|run| (run.origin..run.until).contains(&day));
        let is_published = published.contains_key(&day);
        let Some(id) = published.get(&day).copied().or(young.map(|run| run.forecast)) else {
            return Err(Refusal::conflict(
                "no_forecast",
                &format!("{name}: nothing is forecast for {day}"),
                "Forecast it first, or choose other days",
            ));
        };
        if let std::collections::btree_map::Entry::Vacant(place) = read.entry(id) {
            place.insert(forecasting::find(state, id).await?);
        }
        let foreseen = read.get(&id).and_then(|run| Foreseen::of(run, day));
        days.extend(foreseen.map(|foreseen| (day, foreseen)));
        match used.iter_mut().find(|used| (used.id, used.is_published) == (id, is_published)) {
            Some(used) => used.days += 1,
            None => used.push(BasisForecast { id, is_published, days: 1 }),
        }
    }
    Ok((days, used))
}

/// A day of a forecast.
#[derive(Clone, Debug)]
pub(super) struct Foreseen {
    pub(super) said: Said,
    /// How unsure the day's level is, as a share of it; chance itself is not in it.
    pub(super) deviation: f64,
}

impl Foreseen {
    fn of(run: &forecasting::Run, day: Day) -> Option<Self> {
        let (total, slots) = run.expected(day)?;
        let said = Said::new(day, run.row().step_minutes, slots);
        Some(Self { said, deviation: deviation(&total) })
    }
}

/// The relative deviation of a day's expectation: what its band is wider than chance would make it.
fn deviation(total: &Expected) -> f64 {
    let [_, low, _, high, _] = total.quantiles;
    if total.mean <= 0.0 {
        return 0.0;
    }
    let width = (high - low).max(0.0) / (2.0 * OUT_OF_TEN);
    (width * width - total.mean).max(0.0).sqrt() / total.mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_no_wider_than_chance_leaves_nothing_unsure() {
        let total = |half: f64| Expected {
            mean: 400.0,
            quantiles: [0.0, 400.0 - half, 400.0, 400.0 + half, 0.0],
        };
        assert!(deviation(&total(OUT_OF_TEN * 20.0)).abs() < 1e-6, "a Poisson day: sd 20");
        let wide = deviation(&total(OUT_OF_TEN * 25.0));
        assert!((wide - 15.0 / 400.0).abs() < 1e-12, "25² = 20² + 15²: {wide}");
        assert!(deviation(&Expected::default()).abs() < 1e-12);
    }
}
