//! The whole centre at a glance.
//!
//! Room: server/http/views; stream view `overview`.

use super::Moment;
use super::figures::{AttributionView, DefinitionView, Figures};
use super::queue::QueueRow;
use super::table::WorkFigures;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The centre's name and zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CentreView {
    pub name: String,
    /// IANA name.
    #[schema(examples("Asia/Shanghai"))]
    pub zone: String,
}

/// How many people do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleView {
    pub signed_in: u32,
    pub available: u32,
    pub ringing: u32,
    pub talking: u32,
    pub holding: u32,
    pub after_contact_work: u32,
    pub not_ready: u32,
    /// Of those not ready: how many rest longer than the reason allows.
    pub overrun: u32,
}

/// How many seats are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatsView {
    pub occupied: u32,
    pub free: u32,
    pub reserved: u32,
    pub out_of_order: u32,
}

/// What the overview can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SliceKind {
    Site,
    Skill,
    Team,
    Did,
}

/// A slice of the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SliceView {
    pub kind: SliceKind,
    pub id: u32,
    pub name: String,
}

/// Everything of the overview but the queues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OverviewHead {
    /// The server's clock at this state.
    pub at: Moment,
    /// The journal's last record in this state.
    pub sequence: u64,
    pub centre: CentreView,
    /// What of the centre this is; null: the whole.
    pub of: Option<SliceView>,
    pub definition: DefinitionView,
    /// Which interval a fact belongs to, in all figures of this view that say nothing else.
    pub attribution: AttributionView,
    /// Whether contacts are counted here: not of a team, nor of a site without queues. Where not,
    /// the figures say nothing.
    pub is_counted: bool,
    pub today: Figures,
    pub last_5m: Figures,
    pub last_15m: Figures,
    pub last_30m: Figures,
    /// Contacts that wait now.
    pub waiting: u32,
    /// How long the longest waiting contact has waited; see `longest_wait_since`.
    pub longest_wait_ms: Option<u64>,
    /// Since when the longest waiting contact waits: count on from it between frames.
    pub longest_wait_since: Option<Moment>,
    /// Null where nobody knows: who is in the IVR has no queue yet.
    pub in_ivr: Option<u32>,
    /// Contacts in conversation, on hold included.
    pub talking: u32,
    /// Null: nobody belongs to a number.
    pub people: Option<PeopleView>,
    /// What these people did today; only of a slice.
    pub work: Option<WorkFigures>,
    /// Of the centre and of a site.
    pub seats: Option<SeatsView>,
}

/// The centre and its queues. Queues are keyed by id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OverviewView {
    #[serde(flatten)]
    pub head: OverviewHead,
    pub queues: BTreeMap<u32, QueueRow>,
}

/// Answer of `/overview`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OverviewAnswer {
    pub overview: OverviewView,
}
