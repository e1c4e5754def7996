//! The floor at a past moment.
//!
//! Room: server/http/views.

use super::Moment;
use super::figures::DefinitionView;
use super::stream::StreamSnapshot;
use super::wall::WallView;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can be replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayRange {
    /// The first moment that can be shown; null while the journal is empty.
    pub from: Option<Moment>,
    pub until: Moment,
    pub zone: String,
}

/// Answer of `/replay/range`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayRangeAnswer {
    pub range: ReplayRange,
}

/// A view as it was.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum PastView {
    Floor(StreamSnapshot),
    /// The board of today over the floor of then.
    Wall(Box<WallView>),
}

/// Answer of `/replay`: the same view as live, at that moment.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ReplayAnswer {
    pub replay: PastView,
}

/// Why a moment is worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LandmarkKind {
    /// Quarter hours in which the service level was below its target.
    BelowTarget,
    /// A source no longer spoke to us, until it did again.
    SourceLost,
    /// Events may be missing.
    SourceGap,
    /// A source contradicted itself; those of one kind in five minutes are one mark.
    Anomaly,
}

/// A moment worth a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LandmarkView {
    pub at: Moment,
    /// When it was over; null where it was of that moment alone, or is not over.
    pub until: Option<Moment>,
    pub kind: LandmarkKind,
    /// The source that was lost or left a gap.
    pub source: Option<String>,
    /// Which kind of anomaly.
    pub anomaly: Option<String>,
    /// How many anomalies.
    pub count: Option<u64>,
    /// The lowest service level of a quarter hour of it, 0..=1.
    pub lowest: Option<f64>,
}

/// The moments of a day that are worth a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Landmarks {
    /// The local calendar day.
    #[schema(examples("2026-11-22"))]
    pub day: String,
    /// What the service level is measured by, and its target.
    pub definition: DefinitionView,
    /// By time.
    pub landmarks: Vec<LandmarkView>,
}

/// Answer of `/replay/landmarks`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LandmarksAnswer {
    pub landmarks: Landmarks,
}
