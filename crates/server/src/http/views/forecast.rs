//! Forecasts: asked for, as they were made, with what people put over them, and tried on the past.
//!
//! Room:  server/http/views.
//! Holds: counts are contacts offered in a slot or a day; `levels` says which quantile is which; a
//!        share is 0..=1; days and slots are of the centre's wall clock.

use super::{ListMeta, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is forecast.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForecastRequest {
    pub queue: u32,
    /// First local day, YYYY-MM-DD, `today` or `tomorrow` of the centre; tomorrow if absent. Today: with
    /// what came so far.
    #[serde(default)]
    pub origin: Option<String>,
    /// How many days: 1 to 728.
    pub days: u32,
    /// Length of a slot in minutes: 15, 30 or 60; 30 if absent.
    #[serde(default)]
    pub step_minutes: Option<u32>,
    /// `combination` if absent, or one of `methods` of an answer.
    #[serde(default)]
    pub method: Option<String>,
}

/// A forecast without its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForecastRow {
    pub id: u32,
    pub queue: u32,
    pub queue_name: String,
    /// First local day.
    pub origin: String,
    /// Last local day.
    pub last: String,
    pub days: u32,
    pub step_minutes: u32,
    pub method: String,
    /// Of all that was read and asked: equal means equal numbers.
    pub fingerprint: String,
    pub made_at: Moment,
    pub made_by: String,
    pub published_at: Option<Moment>,
    pub published_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForecastsAnswer {
    /// Youngest first.
    pub forecasts: Vec<ForecastRow>,
    pub meta: ListMeta,
}

/// What is expected of a slot or a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ExpectedView {
    pub mean: f64,
    /// One for each of `levels`.
    pub quantiles: Vec<f64>,
}

/// What kind of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKindView {
    Regular,
    Special,
    Closed,
    Missing,
}

/// One local day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ForecastDayView {
    pub day: String,
    pub kind: DayKindView,
    /// What people multiplied the run with; 1 where nobody did. It is in `total` and `slots`.
    pub factor: f64,
    pub total: ExpectedView,
    /// Slots at the beginning that were over when it was made; they hold zeros.
    pub passed: u32,
    pub slots: Vec<ExpectedView>,
}

/// How much of the combination a method is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MethodWeight {
    pub method: String,
    pub first_day: f64,
    pub last_day: f64,
}

/// Something a reader should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForecastNote {
    #[schema(examples("short_history"))]
    pub kind: String,
    /// In English, with its numbers.
    pub text: String,
    /// The day it is about.
    pub day: Option<String>,
    /// The name of a special day, how many earlier days of it there were, and percent of a mean day.
    pub event: Option<String>,
    pub times: Option<u32>,
    pub percent: Option<u32>,
}

/// What somebody knows better than the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OverrideView {
    pub number: u32,
    /// First and last local day.
    pub from: String,
    pub to: String,
    pub factor: f64,
    pub reason: String,
    pub made_at: Moment,
    pub made_by: String,
    /// Taken back.
    pub removed_at: Option<Moment>,
    pub removed_by: Option<String>,
}

/// A forecast, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ForecastView {
    #[serde(flatten)]
    pub row: ForecastRow,
    /// Of the method's code.
    pub version: String,
    pub seed: u64,
    /// First and last local day that it was learned from, and how many days of them were regular.
    pub learned_from: String,
    pub learned_to: String,
    pub learned_days: u32,
    pub levels: Vec<f64>,
    pub weights: Vec<MethodWeight>,
    pub notes: Vec<ForecastNote>,
    pub overrides: Vec<OverrideView>,
    pub days_of: Vec<ForecastDayView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ForecastAnswer {
    pub forecast: ForecastView,
}

/// A factor over some days of a forecast.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideRequest {
    /// First and last local day.
    pub from: String,
    pub to: String,
    /// 0 to 20; what stands is multiplied with it.
    pub factor: f64,
    #[schema(min_length = 1, max_length = 200)]
    pub reason: String,
}

/// How a method did on the past, at one level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccuracyView {
    /// Sum of absolute errors over sum of what came.
    pub wape: Option<f64>,
    /// What was said too much, as a share of what came.
    pub bias: Option<f64>,
}

/// One method's accuracy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccuracyRow {
    pub method: String,
    pub interval: AccuracyView,
    pub day: AccuracyView,
    pub week: AccuracyView,
    /// Share of slots inside the 80 % and the 95 % band.
    pub within_80: Option<f64>,
    pub within_95: Option<f64>,
}

/// A method and the baselines tried on past origins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BacktestView {
    pub queue: u32,
    pub queue_name: String,
    /// The first origin; the others follow each `apart` days.
    pub first: String,
    pub origins: u32,
    pub apart: u32,
    pub days: u32,
    pub step_minutes: u32,
    /// The first is the one asked for.
    pub rows: Vec<AccuracyRow>,
    /// The least WAPE that chance allows anybody: by interval, day, week.
    pub floor: Vec<Option<f64>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BacktestAnswer {
    pub backtest: BacktestView,
}
