//! Sources and their health, and what they contradicted themselves about.
//!
//! Room: server/http/views; stream view `sources`.

use super::{ContactKey, ListMeta, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Whether a source speaks to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceStateView {
    /// Registered, not heard of yet.
    Unknown,
    Connected,
    Lost,
}

/// One telephone system, feed, import or generator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceRow {
    pub name: String,
    pub key: String,
    #[schema(examples("asterisk"))]
    pub connector: String,
    pub version: Option<String>,
    pub state: SourceStateView,
    pub since: Option<Moment>,
    pub last_event_at: Option<Moment>,
    /// The source's clock minus ours.
    pub skew_ms: Option<i64>,
    /// Skewed by more than two minutes.
    pub is_skewed: bool,
    pub events: u64,
    pub gaps: u64,
    /// How often its lists were read anew: at its start and after each loss.
    pub resyncs: u64,
    pub anomalies: u64,
}

/// Everything of the list of sources but the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourcesHead {
    pub at: Moment,
    pub sequence: u64,
    /// Anomalies by kind since the start of the live lane.
    pub anomalies: BTreeMap<String, u64>,
}

/// All sources, keyed by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourcesView {
    #[serde(flatten)]
    pub head: SourcesHead,
    pub rows: BTreeMap<u32, SourceRow>,
}

/// Answer of `/sources`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourcesAnswer {
    pub sources: SourcesView,
}

/// A source contradicted itself or what it said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnomalyView {
    #[schema(examples("never_queued"))]
    pub kind: String,
    pub at: Moment,
    pub source: String,
    pub contact: Option<ContactKey>,
    pub agent: Option<u32>,
    pub agent_name: Option<String>,
    /// The record that showed it.
    pub sequence: u64,
}

/// Answer of `/anomalies`, youngest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnomaliesAnswer {
    pub anomalies: Vec<AnomalyView>,
    pub meta: ListMeta,
}
