//! An event with its place in the order, its two times and its origin.
//!
//! Room: journal.

use crate::event::Event;
use crate::naming::Names;
use domain::state::Certainty;
use domain::{SourceId, Timestamp};
use serde::{Deserialize, Serialize};

/// The number a source gave an event: the journal stores each (source, key) once and in order.
/// A new session, import or resynchronisation starts a new epoch.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct SourceKey {
    pub epoch: u32,
    pub counter: u64,
}

/// What a connector reports: an event in the source's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    pub key: SourceKey,
    pub occurred_at: Timestamp,
    #[serde(default)]
    pub certainty: Certainty,
    pub event: Event<Names>,
}

/// An event as journaled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Place in the lane, from 1 without gaps.
    pub sequence: u64,
    /// When it happened, by the source's clock, as corrected by the connector.
    pub occurred_at: Timestamp,
    /// When we wrote it: strictly rising.
    pub journalled_at: Timestamp,
    pub source: SourceId,
    pub key: SourceKey,
    pub certainty: Certainty,
    pub event: Event,
}
