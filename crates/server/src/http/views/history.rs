//! Figures of the past by interval, for reports and charts.
//!
//! Room:  server/http/views.
//! Holds: `values[interval][measure]`; a share is 0..=1, a length milliseconds, null is "not measured".

use super::Moment;
use super::figures::{AttributionView, DefinitionView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One interval of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryInterval {
    pub start: Moment,
    pub end: Moment,
    /// Not wholly closed yet: its figures will move.
    pub is_running: bool,
    /// The interval it is compared with; null where there is none.
    pub compared: Option<HistorySpan>,
}

/// A time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistorySpan {
    pub from: Moment,
    pub to: Moment,
}

/// One queue, agent, team ..., or all together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryLine {
    /// Null for all together, and for what belongs to no group.
    pub id: Option<u32>,
    pub name: String,
    /// Over the whole time, one number per measure: ratios of sums.
    pub total: Vec<Option<f64>>,
    /// Per interval one number per measure.
    pub values: Vec<Vec<Option<f64>>>,
    /// The whole time compared with; null where nothing is compared.
    pub compared_total: Option<Vec<Option<f64>>>,
    /// The intervals compared with, in the order of `values`.
    pub compared: Option<Vec<Vec<Option<f64>>>>,
}

/// A time for which a source is known to have been silent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryGap {
    pub source: String,
    pub from: Moment,
    /// Null: not over.
    pub to: Option<Moment>,
}

/// What the figures are made of, and what is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryCoverage {
    /// The first interval that has data; null: there is none at all.
    pub from: Option<Moment>,
    /// Intervals are closed up to here.
    pub closed_until: Moment,
    /// Sums with at least one cell that changed after its interval had closed.
    pub revised: u32,
    /// The last gap of each source, and what is lost now.
    pub gaps: Vec<HistoryGap>,
    /// What is grouped or filtered by today's assignment: `skill`, `site`.
    pub as_of_today: Vec<String>,
}

/// Figures by interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct History {
    #[schema(examples(json!(["offered", "service_level"])))]
    pub measures: Vec<String>,
    #[schema(examples("queue"))]
    pub by: String,
    pub from: Moment,
    pub to: Moment,
    #[schema(examples("15m"))]
    pub step: String,
    pub zone: String,
    pub attribution: AttributionView,
    pub definition: DefinitionView,
    pub intervals: Vec<HistoryInterval>,
    pub lines: Vec<HistoryLine>,
    /// All lines together.
    pub all: HistoryLine,
    /// The time compared with; it ends where the closed part of the other does.
    pub compared: Option<HistorySpan>,
    pub coverage: HistoryCoverage,
}

/// Answer of `/history`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryAnswer {
    pub history: History,
}
