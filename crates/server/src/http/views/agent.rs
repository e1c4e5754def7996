//! Agents: the row in a list, and one agent's day.
//!
//! Room: server/http/views; stream view `agents`.

use super::Moment;
use super::overview::{PeopleView, SeatsView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What an agent does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgentStateView {
    SignedOut,
    Available,
    Ringing,
    Talking,
    Holding,
    AfterContactWork,
    NotReady,
}

/// One agent in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgentRow {
    pub name: String,
    /// The source's own word for the agent: an extension, a number.
    pub key: String,
    /// Of the seat, or else of the agent or the team.
    pub site: Option<String>,
    pub skill_ids: Vec<u32>,
    /// The team's name.
    pub team: Option<String>,
    pub team_id: Option<u32>,
    pub state: AgentStateView,
    /// Why not ready.
    pub reason: Option<String>,
    /// In this state since.
    pub since: Option<Moment>,
    /// The seat's name.
    pub seat: Option<String>,
    /// The queue of the contact being served.
    pub queue: Option<u32>,
    /// The state was concluded, not told.
    pub is_inferred: bool,
    /// The present break is longer than allowed.
    pub is_overrun: bool,
    /// From then on the present break is longer than allowed.
    pub overrun_from: Option<Moment>,
    /// Answered today.
    pub answered: u32,
    /// Offers that rang out today.
    pub rung_out: u32,
    /// Today, up to the beginning of the present state.
    pub aht_ms: Option<u64>,
    /// Today, up to the beginning of the present state.
    pub occupancy: Option<f64>,
}

/// Everything of the list of agents but the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgentsHead {
    pub at: Moment,
    pub sequence: u64,
    pub people: PeopleView,
    pub seats: SeatsView,
}

/// All agents, keyed by id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgentsView {
    #[serde(flatten)]
    pub head: AgentsHead,
    pub rows: BTreeMap<u32, AgentRow>,
}

/// Answer of `/agents`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgentsAnswer {
    pub agents: AgentsView,
}

/// Time by activity, milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimesView {
    pub available_ms: u64,
    pub ringing_ms: u64,
    pub talking_ms: u64,
    pub holding_ms: u64,
    pub after_contact_work_ms: u64,
    pub not_ready_ms: u64,
    pub signed_in_ms: u64,
}

/// What was done in the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WorkView {
    pub offers: u32,
    pub answered: u32,
    pub handled: u32,
    pub rung_out: u32,
    pub transferred: u32,
    pub aht_ms: Option<u64>,
    pub occupancy: Option<f64>,
}

/// A stay in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StateSpanView {
    pub state: AgentStateView,
    pub reason: Option<String>,
    pub seat: Option<String>,
    pub from: Moment,
    /// Null while it lasts.
    pub until: Option<Moment>,
}

/// A skill of an agent; 1 is best, 9 is least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkillLevelView {
    pub skill: u32,
    pub name: String,
    pub level: u8,
}

/// A queue that an agent serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MembershipView {
    pub queue: u32,
    pub name: String,
    pub penalty: i32,
    pub is_paused: bool,
}

/// One agent and a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgentView {
    pub at: Moment,
    pub id: u32,
    /// Name of the telephone system or feed.
    pub source: String,
    #[serde(flatten)]
    pub row: AgentRow,
    #[schema(examples("2026-11-22"))]
    pub day: String,
    /// First instant of the day.
    pub from: Moment,
    /// The day ends before this instant.
    pub to: Moment,
    pub zone: String,
    pub times: TimesView,
    pub work: WorkView,
    pub utilisation: Option<f64>,
    pub break_overrun_ms: u64,
    pub spans: Vec<StateSpanView>,
    pub skills: Vec<SkillLevelView>,
    pub memberships: Vec<MembershipView>,
}

/// Answer of `/agents/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgentAnswer {
    pub agent: AgentView,
}
