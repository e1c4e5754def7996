//! What a session hands to the engine: observations, and the raw frames they came from.
//!
//! Room:  connect; made by sessions, taken by the server's ingest.
//! Holds: raw frames are redacted here, before they leave the room.

use domain::Timestamp;
use journal::Observation;
use std::sync::Arc;

/// The only way in which a session learns the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A frame as the source sent it, with customers' numbers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFrame {
    pub received_at: Timestamp,
    pub text: String,
}

/// Everything one read from the socket gave. Observations are in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The configured name of the source.
    pub source_key: String,
    pub observations: Vec<Observation>,
    pub raw: Vec<RawFrame>,
}
