//! The open event feed: what came of a delivery, and records going out.
//!
//! Room: server/http/views.

use super::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectedLine {
    /// From 1.
    pub line: u64,
    #[schema(examples("malformed"))]
    pub code: String,
    pub message: String,
}

/// What came of a delivery; `stored` survives a cut of the power.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedReport {
    pub stored: u64,
    /// Lines that the journal already had.
    pub duplicates: u64,
    /// All lines that were not taken, counted.
    pub rejected: u64,
    /// The first of them.
    pub rejections: Vec<RejectedLine>,
    /// The journal's last record after this delivery.
    pub last_sequence: u64,
}

/// Answer of `POST /feed/v1/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedAnswer {
    pub report: FeedReport,
}

/// One record of the journal, one line of the outward feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeedRecord {
    pub sequence: u64,
    pub occurred_at: Moment,
    pub journalled_at: Moment,
    pub source: u32,
    pub is_inferred: bool,
    #[schema(examples("contact_queued"))]
    pub kind: String,
    /// The event with our ids, as documented under docs/connectors.
    #[schema(value_type = Object)]
    pub event: serde_json::Value,
}
