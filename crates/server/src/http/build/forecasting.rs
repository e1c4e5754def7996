//! Forecasts made, kept, read again with what people put over them, and tried on the past.
//!
//! Room:  server/http/build; the crate `forecast` computes, `store` keeps.
//! Holds: what was computed is kept as it is; overrides are multiplied in when it is read.
//! Proof: `tests/it/api_forecasts.rs`.

use crate::http::build::forecast_past::{self, Past};
use crate::http::build::names;
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::forecast::{
    AccuracyRow, AccuracyView, BacktestView, DayKindView, ExpectedView, ForecastDayView,
    ForecastNote, ForecastRequest, ForecastRow, ForecastView, MethodWeight, OverrideView,
};
use domain::QueueId;
use domain::calendar::Day;
use forecast::backtest::{self, Report, Trial};
use forecast::bands::LEVELS;
use forecast::run::{COMBINATION, Expected, ForecastDay, MOST_DAYS, Note};
use forecast::score::Score;
use forecast::{Forecast, Kind, Request};
use serde::{Deserialize, Serialize};
use store::{ForecastOverride, NewForecast, PublishedDay};

/// Everything random in a forecast comes from it; the same for all, so that equal questions have
/// equal answers.
const SEED: u64 = 1;
const STEPS: [u32; 3] = [15, 30, 60];
const USUAL_STEP: u32 = 30;

/// What is kept of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    forecast: Forecast,
    learned_from: Day,
    learned_to: Day,
    learned_days: u32,
    /// Days taken as missing.
    empty: Vec<Day>,
}

/// A run, whole.
#[derive(Clone, Debug)]
pub struct Run {
    row: store::ForecastRow,
    kept: Kept,
    overrides: Vec<ForecastOverride>,
}

/// Reads history, forecasts, keeps; gives the new run's number.
pub async fn make(
    state: &AppState,
    request: &ForecastRequest,
    actor: &str,
) -> Result<u32, Refusal> {
    let queue = known_queue(state, request.queue)?;
    let step = step_minutes(request.step_minutes)?;
    if !(1..=MOST_DAYS).contains(&request.days) {
        let hint = format!("Write 1 to {MOST_DAYS}");
        return Err(Refusal::parameter("days", &request.days.to_string(), &hint));
    }
    let today = today(state);
    let origin = match request.origin.as_deref() {
        None | Some("tomorrow") => today.plus_days(1),
        Some("today") => today,
        Some(text) => query::day("origin", text)?,
    };
    if origin > today.plus_days(i64::from(MOST_DAYS)) {
        let hint = format!("Choose a day within {MOST_DAYS} days");
        return Err(Refusal::parameter("origin", &origin.to_string(), &hint));
    }
    let method = request.method.clone().unwrap_or_else(|| COMBINATION.to_owned());
    let asked = Request { origin, days: request.days, method, seed: SEED };
    let past = forecast_past::read(state, queue, step, origin).await?;
    let kept = compute(past, asked.clone()).await?;
    let numbers =
        serde_json::to_string(&kept).map_err(|error| Refusal::fault("keeping", &error))?;
    let new = NewForecast {
        queue: queue.0,
        origin,
        until: origin.plus_days(i64::from(asked.days)),
        step_minutes: step,
        method: &asked.method,
        fingerprint: &kept.forecast.fingerprint,
        made_by: actor,
        numbers: &numbers,
    };
    state.store.keep_forecast(new, state.now()).await.map_err(fault)
}

/// Off the threads that answer: a long horizon takes a while.
async fn compute(past: Past, asked: Request) -> Result<Kept, Refusal> {
    let work = tokio::task::spawn_blocking(move || {
        let so_far = past.so_far.as_deref().filter(|over| !over.is_empty());
        let made = forecast::run(&past.series, &asked, so_far)?;
        let before = past.series.index(asked.origin).max(0);
        let known = past.series.days.iter().take(usize::try_from(before).unwrap_or(0));
        let regular = known.filter(|day| day.counts.is_some()).count();
        Ok::<_, forecast::run::Refusal>(Kept {
            forecast: made,
            learned_from: past.series.first,
            learned_to: asked.origin.min(past.closed_until).plus_days(-1),
            learned_days: u32::try_from(regular).unwrap_or(u32::MAX),
            empty: past.empty,
        })
    });
    let made = work.await.map_err(|error| Refusal::fault("forecasting", &error))?;
    made.map_err(|why| refused(&why))
}

fn refused(why: &forecast::run::Refusal) -> Refusal {
    use forecast::run::Refusal as R;
    let hint = match why {
        R::NoHistory { .. } => "Import earlier calls, or choose a later first day",
        R::UnknownMethod { .. } => "Choose one of those",
        R::Horizon { .. } => "Ask for fewer days",
        R::NothingLeft => "The day is over: choose tomorrow as the first day",
    };
    Refusal::invalid(why.to_string(), hint)
}

/// A run and what stands over it.
pub async fn find(state: &AppState, id: u32) -> Result<Run, Refusal> {
    let found = state.store.forecast(id).await.map_err(fault)?;
    let (row, numbers) = found.ok_or_else(|| Refusal::not_found(&format!("forecast {id}")))?;
    let kept = serde_json::from_str(&numbers)
        .map_err(|error| Refusal::fault("reading a forecast", &error))?;
    let overrides = state.store.forecast_overrides(id).await.map_err(fault)?;
    Ok(Run { row, kept, overrides })
}

impl Run {
    #[must_use]
    pub const fn row(&self) -> &store::ForecastRow {
        &self.row
    }

    /// What was put over it, the taken back too.
    #[must_use]
    pub fn overrides(&self) -> &[ForecastOverride] {
        &self.overrides
    }

    /// In the words of JSON, with the overrides in its numbers.
    #[must_use]
    pub fn view(&self, state: &AppState) -> ForecastView {
        let Kept { forecast, learned_from, learned_to, learned_days, empty } = &self.kept;
        let weight = |weight: &forecast::run::Weight| MethodWeight {
            method: weight.method.clone(),
            first_day: weight.first_day,
            last_day: weight.last_day,
        };
        let empty = empty.iter().map(|day| {
            let text = format!("{day}: nothing came; taken as missing");
            told("day_without_contacts", text, Some(day))
        });
        ForecastView {
            row: row_view(state, &self.row),
            version: forecast.version.clone(),
            seed: forecast.seed,
            learned_from: learned_from.to_string(),
            learned_to: learned_to.to_string(),
            learned_days: *learned_days,
            levels: LEVELS.to_vec(),
            weights: forecast.weights.iter().map(weight).collect(),
            notes: forecast.notes.iter().map(note).chain(empty).collect(),
            overrides: self.overrides.iter().map(override_view).collect(),
            days_of: forecast.days.iter().map(|day| self.day(day)).collect(),
        }
    }

    /// A day's total, and contacts by slot from midnight on (`None` before a cut), with overrides.
    #[must_use]
    pub fn expected(&self, day: Day) -> Option<(Expected, Vec<Option<f64>>)> {
        let made = self.kept.forecast.days.iter().find(|made| made.day == day)?;
        Some((times(self.factor(day), &made.total), self.offered(made)))
    }

    fn offered(&self, made: &ForecastDay) -> Vec<Option<f64>> {
        let factor = self.factor(made.day);
        let slots = (0..).zip(&made.slots);
        slots.map(|(at, slot)| (at >= made.passed).then_some(factor * slot.mean)).collect()
    }

    /// What counts on each day once it is published.
    #[must_use]
    pub fn published_days(&self) -> Vec<PublishedDay> {
        let day = |made: &ForecastDay| {
            let offered = self.offered(made);
            PublishedDay {
                queue: self.row.queue,
                day: made.day,
                forecast: self.row.forecast,
                step_minutes: self.row.step_minutes,
                offered: serde_json::json!(offered).to_string(),
            }
        };
        self.kept.forecast.days.iter().map(day).collect()
    }

    /// What people multiply a day with.
    fn factor(&self, day: Day) -> f64 {
        let standing = self.overrides.iter().filter(|over| over.removed.is_none());
        let of_day = standing.filter(|over| (over.first..=over.last).contains(&day));
        of_day.map(|over| over.factor).product()
    }

    fn day(&self, made: &ForecastDay) -> ForecastDayView {
        let factor = self.factor(made.day);
        let view = |expected: &Expected| {
            let Expected { mean, quantiles } = times(factor, expected);
            ExpectedView { mean, quantiles: quantiles.to_vec() }
        };
        ForecastDayView {
            day: made.day.to_string(),
            kind: kind(made.kind),
            factor,
            total: view(&made.total),
            passed: u32::try_from(made.passed).unwrap_or(u32::MAX),
            slots: made.slots.iter().map(view).collect(),
        }
    }
}

fn times(factor: f64, expected: &Expected) -> Expected {
    let quantiles = expected.quantiles.map(|quantile| factor * quantile);
    Expected { mean: factor * expected.mean, quantiles }
}

/// Tries a method on past origins.
pub async fn try_on_the_past(
    state: &AppState,
    queue: u32,
    (step, days, method): (Option<u32>, u32, Option<String>),
) -> Result<BacktestView, Refusal> {
    /// Origins at most, and days between them.
    const ORIGINS: i64 = 6;
    const APART: u32 = 7;
    /// Days of history before the first origin that make a trial worth it.
    const LEAST: i64 = 28;
    let queue = known_queue(state, queue)?;
    let step = step_minutes(step)?;
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Refusal::parameter("days", &days.to_string(), "Write 1 to 728"));
    }
    let past = forecast_past::read(state, queue, step, today(state)).await?;
    let newest = past.closed_until.plus_days(-i64::from(days));
    let room = newest.days_since(past.series.first) - LEAST;
    if room < 0 {
        return Err(Refusal::invalid(
            format!(
                "{} days of history are too few to try {days} days on",
                past.closed_until.days_since(past.series.first)
            ),
            "Try fewer days, or import earlier calls",
        ));
    }
    let origins = (room / i64::from(APART) + 1).min(ORIGINS);
    let first = newest.plus_days(-(origins - 1) * i64::from(APART));
    let trial = Trial {
        first,
        origins: u32::try_from(origins).unwrap_or(1),
        step: APART,
        days,
        method: method.unwrap_or_else(|| COMBINATION.to_owned()),
        seed: SEED,
    };
    let asked = trial.clone();
    let work = tokio::task::spawn_blocking(move || {
        backtest::backtest(&past.series, &asked, &mut |_, _| true)
    });
    let report = work.await.map_err(|error| Refusal::fault("trying a forecast", &error))?;
    let report = report.map_err(|why| refused(&why))?;
    Ok(tried(state, queue, step, &trial, &report))
}

fn tried(
    state: &AppState,
    queue: QueueId,
    step_minutes: u32,
    trial: &Trial,
    report: &Report,
) -> BacktestView {
    let view = |score: &Score| AccuracyView { wape: score.wape(), bias: score.bias() };
    let row = |row: &backtest::Row| {
        let coverage = row.scores.interval.coverage();
        AccuracyRow {
            method: row.method.clone(),
            interval: view(&row.scores.interval),
            day: view(&row.scores.day),
            week: view(&row.scores.week),
            within_80: coverage.map(|(within, _)| within),
            within_95: coverage.map(|(_, within)| within),
        }
    };
    BacktestView {
        queue: queue.0,
        queue_name: name_of(state, queue.0),
        first: trial.first.to_string(),
        origins: report.origins,
        apart: trial.step,
        days: trial.days,
        step_minutes,
        rows: report.rows.iter().map(row).collect(),
        floor: report.floor.to_vec(),
    }
}

/// A run without its numbers, in the words of JSON.
#[must_use]
pub fn row_view(state: &AppState, row: &store::ForecastRow) -> ForecastRow {
    let published = row.published.as_ref();
    ForecastRow {
        id: row.forecast,
        queue: row.queue,
        queue_name: name_of(state, row.queue),
        origin: row.origin.to_string(),
        last: row.until.plus_days(-1).to_string(),
        days: u32::try_from(row.until.days_since(row.origin)).unwrap_or(0),
        step_minutes: row.step_minutes,
        method: row.method.clone(),
        fingerprint: row.fingerprint.clone(),
        made_at: row.made_at.into(),
        made_by: row.made_by.clone(),
        published_at: published.map(|(at, _)| (*at).into()),
        published_by: published.map(|(_, by)| by.clone()),
    }
}

fn override_view(over: &ForecastOverride) -> OverrideView {
    OverrideView {
        number: over.number,
        from: over.first.to_string(),
        to: over.last.to_string(),
        factor: over.factor,
        reason: over.reason.clone(),
        made_at: over.made_at.into(),
        made_by: over.made_by.clone(),
        removed_at: over.removed.as_ref().map(|(at, _)| (*at).into()),
        removed_by: over.removed.as_ref().map(|(_, by)| by.clone()),
    }
}

fn told(kind: &str, text: String, day: Option<&Day>) -> ForecastNote {
    let (kind, day) = (kind.to_owned(), day.map(Day::to_string));
    ForecastNote { kind, text, day, event: None, times: None, percent: None }
}

fn note(note: &Note) -> ForecastNote {
    let told = |kind: &str, day: Option<&Day>| told(kind, note.to_string(), day);
    match note {
        Note::ShortHistory { .. } => told("short_history", None),
        Note::NothingCame => told("nothing_came", None),
        Note::WeekdayNeverOpen { .. } => told("weekday_never_open", None),
        Note::WeekdayUnknown { .. } => told("weekday_unknown", None),
        Note::SpecialAsRegular { day } => told("special_as_regular", Some(day)),
        Note::SpecialAsBefore { day, event, times, percent } => ForecastNote {
            event: Some(event.clone()),
            times: Some(*times),
            percent: Some(*percent),
            ..told("special_as_before", Some(day))
        },
    }
}

const fn kind(kind: Kind) -> DayKindView {
    match kind {
        Kind::Regular => DayKindView::Regular,
        Kind::Special => DayKindView::Special,
        Kind::Closed => DayKindView::Closed,
        Kind::Missing => DayKindView::Missing,
    }
}

fn name_of(state: &AppState, queue: u32) -> String {
    state.engine.read(|live| names::queue(live.names(), QueueId(queue)))
}

fn known_queue(state: &AppState, queue: u32) -> Result<QueueId, Refusal> {
    let queue = QueueId(queue);
    state.engine.read(|live| super::floor::known_queue(live, queue))?;
    Ok(queue)
}

fn step_minutes(given: Option<u32>) -> Result<u32, Refusal> {
    let step = given.unwrap_or(USUAL_STEP);
    if STEPS.contains(&step) {
        return Ok(step);
    }
    Err(Refusal::parameter("step_minutes", &step.to_string(), "Write 15, 30 or 60"))
}

fn today(state: &AppState) -> Day {
    let now = state.now();
    state.engine.read(|live| live.zone().day(now))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: store::StoreError) -> Refusal {
    Refusal::fault("keeping forecasts", &error)
}
