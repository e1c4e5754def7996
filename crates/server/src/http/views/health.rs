//! Whether the server is well, and how it is.
//!
//! Room: server/http/views.

use super::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthView {
    /// `ok`; anything else comes as an error.
    #[schema(examples("ok"))]
    pub state: String,
    pub version: String,
}

/// Answer of `/healthz`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthAnswer {
    pub health: HealthView,
}

/// What is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// The journal cannot be written: events wait at their sources.
    Journal,
    /// History cannot be written: it goes on when it can.
    History,
    /// Records that the live state could not take; they are kept and passed over.
    SetAside,
    /// More was sent than could be taken; the senders were told to wait.
    Refused,
    /// The disk has little space left.
    Disk,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Trouble {
    pub kind: TroubleKind,
    /// What the system said, where it said something.
    pub message: Option<String>,
    /// How many records or submissions.
    pub count: Option<u64>,
}

/// Bytes on disk, by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Storage {
    pub history: u64,
    pub journal: u64,
    pub archive: u64,
    /// Raw events of the sources.
    pub frames: u64,
    pub snapshots: u64,
    pub backups: u64,
    /// Free for us on the disk of the data folder; null where the system does not say.
    pub free: Option<u64>,
}

/// Counters since the start, from which rates are differences over time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Speed {
    /// Records in the live lane.
    pub records: u64,
    /// Records that history does not hold yet.
    pub history_lag: u64,
    /// Open live streams.
    pub stream_clients: u64,
    /// Views that are being built for them.
    pub stream_views: u64,
    pub stream_frames: u64,
    pub stream_builds: u64,
    /// Time spent on building views.
    pub stream_build_s: f64,
    /// Answers of the interface.
    pub requests: u64,
    /// Of these within 0.1 s; streams and long exports count as they began.
    pub requests_within_100ms: u64,
    /// Time until answers began, all together.
    pub request_s: f64,
    /// Memory of the process in use; null where the system does not say.
    pub memory_bytes: Option<u64>,
}

/// How the server is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    pub at: Moment,
    pub version: String,
    /// Empty when all is well.
    pub troubles: Vec<Trouble>,
    pub storage: Storage,
    pub speed: Speed,
}

/// Answer of `/health`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportAnswer {
    pub health: Report,
}
