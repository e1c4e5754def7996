//! What forecasts say of the days of a staffing plan.
//!
//! Room:  server/http/build; beside `staffing_basis`.
//! Takes: a queue and days. Gives: `Foreseen` of each day, and which forecasts say it.
//! Holds: a published day goes before a run, a younger run before an older; a day that no forecast covers
//!        is refused and named; handle time that is not forecast is left to the history.
//! Proof: tests below; `tests/it/api_staffing.rs`.

use crate::http::build::curve_forecast::Said;
use crate::http::build::forecasting::{self, Run};
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::staffing::BasisForecast;
use domain::QueueId;
use domain::calendar::Day;
use forecast::run::Expected;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::ForecastMeasure;

/// Runs of a queue that are looked through.
const RUNS: usize = 200;
/// The levels of 10 and 90 % lie so many standard deviations from the mean.
const OUT_OF_TEN: f64 = 1.281_551_565_544_6;

/// What is said of each day of the plan, and by which forecasts.
#[derive(Debug)]
pub(super) struct Foresight {
    pub(super) days: Vec<(Day, Foreseen)>,
    /// Of contacts, and of handle time.
    pub(super) contacts: Vec<BasisForecast>,
    pub(super) handle: Vec<BasisForecast>,
}

/// Reads what counts on each day, or what was forecast last; every day must have contacts.
pub(super) async fn read(
    state: &AppState,
    (queue, name): (QueueId, &str),
    days: (Day, Day),
) -> Result<Foresight, Refusal> {
    let offered = runs(state, queue, days, ForecastMeasure::Offered).await?;
    if let Some(day) = offered.uncovered {
        return Err(Refusal::conflict(
            "no_forecast",
            &format!("{name}: nothing is forecast for {day}"),
            "Forecast it first, or choose other days",
        ));
    }
    let handle = runs(state, queue, days, ForecastMeasure::HandleTime).await?;
    let taken: BTreeMap<Day, Said> =
        handle.days.into_iter().filter_map(|(day, run)| Some((day, said(&run, day)?.0))).collect();
    let foreseen = |(day, run): (Day, Arc<Run>)| {
        let (said, total) = said(&run, day)?;
        let handle = taken.get(&day).cloned();
        Some((day, Foreseen { said, deviation: deviation(&total), handle }))
    };
    let days = offered.days.into_iter().filter_map(foreseen).collect();
    Ok(Foresight { days, contacts: offered.used, handle: handle.used })
}

/// The run that speaks of each day.
struct Speaking {
    days: Vec<(Day, Arc<Run>)>,
    used: Vec<BasisForecast>,
    /// The first day of which none does.
    uncovered: Option<Day>,
}

async fn runs(
    state: &AppState,
    queue: QueueId,
    (first, last): (Day, Day),
    measure: ForecastMeasure,
) -> Result<Speaking, Refusal> {
    let failed = |error| Refusal::fault("reading forecasts", &error);
    let published = state.store.published_days(measure, (first, last)).await.map_err(failed)?;
    let published: BTreeMap<Day, u32> = published
        .into_iter()
        .filter(|day| day.queue == queue.0)
        .map(|day| (day.day, day.forecast))
        .collect();
    let wanted = (Some(queue.0), Some(measure));
    let young = state.store.forecasts(wanted, None, RUNS).await.map_err(failed)?;
    let mut read: BTreeMap<u32, Arc<Run>> = BTreeMap::new();
    let mut speaking = Speaking { days: Vec::new(), used: Vec::new(), uncovered: None };
    for day in (0..=last.days_since(first)).map(|at| first.plus_days(at)) {
        let young = young.iter().find(|run| (run.origin..run.until).contains(&day));
        let is_published = published.contains_key(&day);
        let Some(id) = published.get(&day).copied().or(young.map(|run| run.forecast)) else {
            speaking.uncovered = speaking.uncovered.or(Some(day));
            continue;
        };
        let run = match read.get(&id) {
            Some(run) => Arc::clone(run),
            None => Arc::new(forecasting::find(state, id).await?),
        };
        read.insert(id, Arc::clone(&run));
        speaking.days.push((day, run));
        let used = &mut speaking.used;
        match used.iter_mut().find(|used| (used.id, used.is_published) == (id, is_published)) {
            Some(used) => used.days += 1,
            None => used.push(BasisForecast { id, is_published, days: 1 }),
        }
    }
    Ok(speaking)
}

fn said(run: &Run, day: Day) -> Option<(Said, Expected)> {
    let (total, slots) = run.expected(day)?;
    Some((Said::new(day, run.row().step_minutes, slots), total))
}

/// A day of a forecast.
#[derive(Clone, Debug)]
pub(super) struct Foreseen {
    pub(super) said: Said,
    /// How unsure the day's level is, as a share of it; chance itself is not in it.
    pub(super) deviation: f64,
    /// Seconds of a contact, where they are forecast.
    pub(super) handle: Option<Said>,
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
