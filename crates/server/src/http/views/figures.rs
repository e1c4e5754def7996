//! The figures of one interval or window, and the definition that stands beside them.
//!
//! Room:  server/http/views; filled by `build::figures` from `domain::figures::Counts`.
//! Holds: a share is 0..=1, rounded to four decimals so that an unmoved figure makes no delta;
//!        null where nothing was measured.

use super::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Counts and rates of contacts in one interval or window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// Entries into the queue.
    pub offered: u32,
    /// Not let in; not offered.
    pub refused: u32,
    pub answered: u32,
    pub abandoned: u32,
    /// Left by exit: timeout, key, redirect, overflow, callback.
    pub diverted: u32,
    /// Conversations that are over: the divisor of the handle time.
    pub handled: u32,
    /// By the definition that stands beside the figures.
    pub service_level: Option<f64>,
    pub answer_rate: Option<f64>,
    pub abandonment: Option<f64>,
    pub loss_rate: Option<f64>,
    /// Average speed of answer.
    pub asa_ms: Option<u64>,
    /// Average handle time.
    pub aht_ms: Option<u64>,
    /// Longest wait that ended by answer or abandonment.
    pub wait_max_ms: Option<u64>,
    /// Of the queue's members; they may serve other queues too.
    pub occupancy: Option<f64>,
    /// Offers that rang out.
    pub rona: Option<f64>,
    pub transfer_rate: Option<f64>,
}

/// Which service level rule stands behind the figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DefinitionView {
    pub id: u32,
    pub version: u32,
    pub rule: Rule,
    /// T: the longest wait that is in time, seconds.
    pub threshold_s: f64,
    /// S: an abandon within it is a wrong number, seconds.
    pub short_s: f64,
    /// Contacts outside the opening hours of their queue are left out.
    pub without_closed_hours: bool,
    /// The share to be reached, 0..=1.
    pub target: Option<f64>,
}

/// The five service level rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// answered in T / answered
    OfAnswered,
    /// answered in T / offered
    OfOffered,
    /// (answered in T + abandoned in T) / offered
    AbandonsInTimeMet,
    /// answered in T / (offered − abandoned in T)
    LessAbandonsInTime,
    /// answered in T / (offered − abandoned within S)
    LessShortAbandons,
}

/// One of the five service levels of the same contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceLevelView {
    pub rule: Rule,
    pub threshold_s: f64,
    pub short_s: f64,
    pub without_closed_hours: bool,
    pub today: Option<f64>,
    pub last_15m: Option<f64>,
}

/// Which interval a fact belongs to.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AttributionView {
    /// Everything about a contact counts in the interval in which it entered the queue.
    #[default]
    ByArrival,
    /// Each fact counts in the interval of its own event.
    ByEvent,
}

/// The figures of one running or closed interval in both attributions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IntervalFigures {
    pub start: Moment,
    pub end: Moment,
    pub by_arrival: Figures,
    pub by_event: Figures,
}

/// One point of a day's curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CurvePoint {
    pub start: Moment,
    /// The interval has not ended: its figures will move.
    pub is_running: bool,
    /// Something came late, after it had closed.
    pub is_revised: bool,
    pub figures: Figures,
}

/// A day in intervals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Curve {
    /// The local calendar day.
    #[schema(examples("2026-11-22"))]
    pub day: String,
    pub zone: String,
    pub step_s: u32,
    pub attribution: AttributionView,
    pub definition: DefinitionView,
    pub points: Vec<CurvePoint>,
    /// What the published forecasts say of the whole day, each interval that has something; null
    /// where a queue that is not idle has none.
    pub forecast: Option<Vec<CurveForecast>>,
}

/// What was forecast of one interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CurveForecast {
    pub start: Moment,
    /// Contacts offered, the mean.
    pub offered: f64,
}

/// Answer of the curve routes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CurveAnswer {
    pub curve: Curve,
}

/// Every definition that was ever in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DefinitionsAnswer {
    pub definitions: Vec<DefinitionEntry>,
    pub meta: super::ListMeta,
}

/// A definition and since when it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DefinitionEntry {
    #[serde(flatten)]
    pub definition: DefinitionView,
    pub effective_from: Moment,
    pub is_in_force: bool,
}
