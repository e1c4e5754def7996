//! Queues: the row in a list, and one queue in full.
//!
//! Room: server/http/views; stream views `queues` and `queue:ID`.

use super::Moment;
use super::agent::AgentStateView;
use super::figures::{AttributionView, DefinitionView, Figures, IntervalFigures, ServiceLevelView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One queue in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueRow {
    pub name: String,
    /// The skill's name.
    pub skill: Option<String>,
    pub skill_id: Option<u32>,
    /// The site's name.
    pub site: Option<String>,
    pub site_id: Option<u32>,
    pub waiting: u32,
    /// How long the longest waiting contact has waited, in whole seconds as milliseconds.
    pub longest_wait_ms: Option<u64>,
    pub longest_wait_since: Option<Moment>,
    /// Members signed in.
    pub staffed: u32,
    /// Members ready for a contact.
    pub available: u32,
    /// The service level that the queue shall reach, its own or the centre's; of sums the centre's.
    pub target: Option<f64>,
    pub today: Figures,
    pub last_15m: Figures,
}

/// Everything of the list of queues but the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueuesHead {
    pub at: Moment,
    pub sequence: u64,
    pub definition: DefinitionView,
    /// Which interval a fact belongs to, in all figures of this view that say nothing else.
    pub attribution: AttributionView,
}

/// All queues, keyed by id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueuesView {
    #[serde(flatten)]
    pub head: QueuesHead,
    pub rows: BTreeMap<u32, QueueRow>,
    /// Queues added up by skill, keyed by the skill's id: rates are ratios of sums, people are counted
    /// once.
    pub skills: BTreeMap<u32, QueueRow>,
    /// The same by site.
    pub sites: BTreeMap<u32, QueueRow>,
}

/// Answer of `/queues`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueuesAnswer {
    pub queues: QueuesView,
}

/// Answer of `/queues/below-since`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BelowAnswer {
    pub since: BTreeMap<u32, Moment>,
}

/// The running intervals of a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunningIntervals {
    pub m5: IntervalFigures,
    pub m15: IntervalFigures,
    pub m30: IntervalFigures,
    pub m60: IntervalFigures,
    pub day: IntervalFigures,
}

/// One contact that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingContact {
    pub since: Moment,
    pub priority: i32,
    /// The agent whose phone rings for it.
    pub offered_to: Option<u32>,
    /// At least one fact about it was concluded, not told.
    pub is_inferred: bool,
}

/// One agent who serves the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberRow {
    pub name: String,
    pub state: AgentStateView,
    pub reason: Option<String>,
    pub since: Option<Moment>,
    pub penalty: i32,
    /// Not ready for this queue alone.
    pub is_paused: bool,
}

/// Whether a queue with opening hours is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpeningView {
    pub is_open: bool,
    /// When it opens or closes next; null where that is not to be foreseen.
    pub changes_at: Option<Moment>,
    /// The zone in which its hours are meant.
    #[schema(examples("Asia/Shanghai"))]
    pub zone: String,
}

/// How long contacts waited today, by steps: the n-th number counts waits longer than the step before
/// and up to the n-th of `steps_s`; the last one those beyond the last step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WaitsView {
    /// Seconds, rising.
    pub steps_s: Vec<u32>,
    pub answered: Vec<u32>,
    pub abandoned: Vec<u32>,
    /// How many waited longer than the step before.
    pub waited: Vec<u64>,
    /// Of those who waited longer than the step before, the share that abandoned within the step;
    /// null where nobody waited so long.
    pub abandonment: Vec<Option<f64>>,
    /// The first step within which half of the answered were answered; null where none was, or beyond
    /// the last step.
    pub answered_p50_s: Option<u32>,
    /// The same for nine of ten.
    pub answered_p90_s: Option<u32>,
    pub abandoned_p50_s: Option<u32>,
    pub abandoned_p90_s: Option<u32>,
}

/// Everything of one queue but its contacts and members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueHead {
    pub at: Moment,
    pub sequence: u64,
    pub id: u32,
    /// The source's own word for the queue.
    pub key: String,
    /// Name of the telephone system or feed.
    pub source: String,
    /// Null: the queue has no hours and is always open.
    pub opening: Option<OpeningView>,
    #[serde(flatten)]
    pub row: QueueRow,
    pub definition: DefinitionView,
    /// Which interval a fact belongs to, in all figures of this view that say nothing else.
    pub attribution: AttributionView,
    pub last_5m: Figures,
    pub last_30m: Figures,
    /// The five definitions side by side, for the same contacts.
    pub service_levels: Vec<ServiceLevelView>,
    pub waits: WaitsView,
    pub intervals: RunningIntervals,
}

/// One queue in full: contacts that wait, keyed by contact id, and members, keyed by agent id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueView {
    #[serde(flatten)]
    pub head: QueueHead,
    pub contacts: BTreeMap<u64, WaitingContact>,
    pub members: BTreeMap<u32, MemberRow>,
}

/// Answer of `/queues/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueAnswer {
    pub queue: QueueView,
}
