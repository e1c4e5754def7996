//! Figures of the past by interval, for reports and charts.
//!
//! Room: server/http/views.

use super::Moment;
use super::figures::{AttributionView, DefinitionView, Figures};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One interval of one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryPoint {
    pub start: Moment,
    /// The measure asked for; null where nothing was measured.
    pub value: Option<f64>,
    pub figures: Figures,
}

/// One queue, skill or dialled number; or the whole centre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryLine {
    /// Null for the centre.
    pub id: Option<u32>,
    pub name: String,
    /// Over the whole time asked for.
    pub total: Figures,
    pub points: Vec<HistoryPoint>,
}

/// Figures by interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct History {
    #[schema(examples("service_level"))]
    pub measure: String,
    #[schema(examples("queue"))]
    pub by: String,
    pub from: Moment,
    pub to: Moment,
    #[schema(examples("15m"))]
    pub step: String,
    pub zone: String,
    pub attribution: AttributionView,
    pub definition: DefinitionView,
    pub lines: Vec<HistoryLine>,
}

/// Answer of `/history`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryAnswer {
    pub history: History,
}
