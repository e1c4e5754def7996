//! Everything that is open at a UTC midnight: from here replay, seek and upgrades start.
//!
//! Room:  journal; made by `live`, read by `live` of any later version.
//! Holds: plain data, no engine internals: its shape is versioned like any event's. Lists are
//!        sorted by their id, so that equal states are written alike.
//! Never: a customer's number.
//! Proof: `golden/v*/day.jsonl`; `live` property `carry_over_and_continue_is_continue`.

use crate::few::Few;
use domain::figures::{Attribution, Counts, WorkCounts};
use domain::history::{ContactKey, ContactRow};
use domain::measure::Definition;
use domain::opening::OpeningHours;
use domain::state::{AgentState, Channel, Direction, NotReadyReason, SeatState};
use domain::{
    AgentId, ContactId, DidId, Duration, IvrNodeId, QueueId, SeatId, SiteId, SkillId, SourceId,
    TeamId, Timestamp, Token,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The complete state of the floor between two records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct CarryOver {
    /// The last record in it.
    pub sequence: u64,
    /// The journal's time up to which intervals and deadlines were closed; absent before the first.
    pub now: Option<Timestamp>,
    pub centre: Centre,
    pub names: Names,
    pub definitions: Vec<Definition>,
    pub targets: Vec<Target>,
    pub allowances: BTreeMap<NotReadyReason, Duration>,
    /// What was last set by people, not by a source or the configuration file.
    pub by_people: BTreeSet<Setting>,
    /// Each queue's hours by the moment from which they hold; absent hours: always open.
    pub opening: BTreeMap<QueueId, BTreeMap<Timestamp, Option<OpeningHours>>>,
    pub sources: BTreeMap<SourceId, Source>,
    pub contacts: Vec<OpenContact>,
    pub agents: Vec<(AgentId, Agent)>,
    pub seats: Vec<(SeatId, Seat)>,
    /// Contact cells that may still change.
    pub cells: Vec<OpenCell>,
    /// The business day so far, without `cells`.
    pub days: Vec<DayCounts>,
    /// The business day so far of queues with hours, without what lies outside of them.
    pub days_in_hours: Vec<DayCounts>,
    /// What the longest sliding window can still see, in the order of the journal.
    pub facts: Vec<Fact>,
    pub stays: Vec<Stay>,
}

/// The whole centre.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Centre {
    pub name: String,
    /// IANA name.
    pub zone: String,
    pub business_day_start: Duration,
}

impl Default for Centre {
    fn default() -> Self {
        Self { name: String::new(), zone: "UTC".into(), business_day_start: Duration::ZERO }
    }
}

/// What was said when a thing was registered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Registered {
    /// The source's own word.
    pub key: String,
    pub name: String,
    /// Who speaks of it by that word.
    pub source: SourceId,
    pub site: Option<SiteId>,
    /// Queues only.
    pub skill: Option<SkillId>,
    /// Sites: the zone. Sources: the connector.
    pub detail: Option<String>,
    /// The source's own name, where people gave it another.
    #[serde(default)]
    pub own_name: Option<String>,
    /// Queues only: people said which skill it needs and at which site it is.
    #[serde(default)]
    pub is_placed: bool,
}

/// The names of everything that has one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Names {
    pub sources: BTreeMap<SourceId, Registered>,
    pub sites: BTreeMap<SiteId, Registered>,
    pub teams: BTreeMap<TeamId, Registered>,
    pub skills: BTreeMap<SkillId, Registered>,
    pub queues: BTreeMap<QueueId, Registered>,
    pub dids: BTreeMap<DidId, Registered>,
    pub agents: BTreeMap<AgentId, Registered>,
    pub seats: BTreeMap<SeatId, Registered>,
    pub ivr_nodes: BTreeMap<IvrNodeId, Registered>,
}

/// Something that may be set by people and by others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    Centre,
    Hours(QueueId),
    Definition(u32),
    Target { queue: Option<QueueId>, definition: u32 },
    BreakAllowance(NotReadyReason),
}

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// Absent: the centre.
    pub queue: Option<QueueId>,
    pub definition: u32,
    pub permille: u16,
}

/// What is known of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    pub events: u64,
    pub last_occurred_at: Option<Timestamp>,
    pub last_journalled_at: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    pub version: Option<String>,
    /// Lost and not started or resynced since.
    pub lost_at: Option<Timestamp>,
    pub resynced_at: Option<Timestamp>,
    /// How often its lists were read anew after a loss, and at its start.
    pub resyncs: u64,
    pub skew: Option<Duration>,
    /// Its records come from more than two minutes ahead of us.
    pub is_ahead: bool,
    pub gaps: u64,
    pub last_gap: Option<(Timestamp, Timestamp)>,
    pub anomalies: BTreeMap<crate::AnomalyKind, u64>,
}

/// Where a contact stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Arrived, in the IVR, or between two entries.
    #[default]
    Arrived,
    Waiting,
    /// Answered; a conversation is open or announced by a transfer.
    Served,
}

/// A contact that has not ended. The fields after `stage` belong to the present entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OpenContact {
    pub contact: ContactId,
    pub source: SourceId,
    pub channel: Channel,
    pub direction: Direction,
    pub did: Option<DidId>,
    pub customer: Option<Token>,
    pub arrived_at: Timestamp,
    /// When we wrote that it arrived.
    pub opened_at: Timestamp,
    pub ivr_node: Option<IvrNodeId>,
    /// In that node since; absent when it has left it.
    pub in_ivr_since: Option<Timestamp>,
    pub inferred: bool,
    pub first_sequence: u64,
    pub last_sequence: u64,
    /// Entries that have ended.
    pub entries: u16,
    /// Agents who talk to it, hold it, or whose phone rings or rang for it.
    pub agents: Few<AgentId>,
    pub stage: Stage,
    pub queue: Option<QueueId>,
    pub priority: i32,
    pub queued_at: Option<Timestamp>,
    pub left_queue_at: Option<Timestamp>,
    pub agent: Option<AgentId>,
    pub team: Option<TeamId>,
    /// Agents in conversation.
    pub talkers: u16,
    /// A transfer to an agent was announced; the next answer belongs to this entry.
    pub is_moving: bool,
    pub rung_out: u16,
    pub talk: Duration,
    pub hold: Duration,
    pub after_contact_work: Duration,
}

/// What an agent has to do with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Ringing,
    /// Rang, and stopped because the caller left or somebody else answered.
    Stopped,
    Talking,
    Holding,
}

/// An agent's part of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Leg {
    pub contact: ContactId,
    pub phase: Phase,
    pub since: Timestamp,
    pub talk: Duration,
    pub hold: Duration,
}

/// The conversation that after-contact work belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Conversation {
    pub contact: ContactId,
    pub queue: Option<QueueId>,
    pub did: Option<DidId>,
    /// Entered the queue.
    pub entered: Timestamp,
    pub released_at: Timestamp,
}

/// An entry that is over but for after-contact work.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wrap {
    pub row: Box<ContactRow>,
    /// The row leaves then, by the journal's time, if after-contact work has not begun.
    pub deadline: Timestamp,
}

/// A queue that an agent serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Membership {
    pub queue: QueueId,
    pub penalty: i32,
    pub paused: Option<NotReadyReason>,
}

/// What was worked in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WorkSlot {
    pub start: Timestamp,
    pub team: Option<TeamId>,
    pub revision: u32,
    /// Changed since it last left.
    pub is_dirty: bool,
    pub counts: WorkCounts,
}

/// The work of an agent or at a seat: intervals that may still change, and the day before them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(C)]
pub struct Work {
    /// The slot that was last changed, mostly the running one.
    pub latest: WorkSlot,
    /// The others, sorted by start and team.
    pub slots: Vec<WorkSlot>,
    /// The business day so far, without `latest` and `slots`.
    pub day: WorkCounts,
}

/// What an agent does, where and since when. The order is that of use: what every event touches
/// lies together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(C)]
pub struct Agent {
    pub state: AgentState,
    /// What the agent returns to when ringing or a conversation ends.
    pub rest: AgentState,
    pub inferred: bool,
    /// Was signed in at least once.
    pub was_signed_in: bool,
    pub seat: Option<SeatId>,
    pub team: Option<TeamId>,
    pub since: Timestamp,
    /// The present state is in the work cells up to here.
    pub booked_until: Timestamp,
    /// In this state, team and seat since.
    pub segment_since: Timestamp,
    /// From here the present break is longer than allowed.
    pub overrun_from: Option<Timestamp>,
    /// The last record that changed anything of the agent.
    pub changed: u64,
    pub wrap: Option<Wrap>,
    pub legs: Few<Leg>,
    pub last: Option<Conversation>,
    pub work: Work,
    pub memberships: Vec<Membership>,
    pub skills: BTreeMap<SkillId, u8>,
}

/// A workplace now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seat {
    /// As told; a seat with an agent is occupied.
    pub state: SeatState,
    pub since: Timestamp,
    pub agent: Option<AgentId>,
    pub work: Work,
}

/// The counts of a queue or DID in a 5-minute interval that may still change.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OpenCell {
    pub start: Timestamp,
    pub key: ContactKey,
    pub attribution: Attribution,
    pub revision: u32,
    pub is_dirty: bool,
    /// Only what came after the interval's cell was let go: to be added to what history has.
    pub is_supplement: bool,
    pub counts: Counts,
}

/// The counts of a queue or DID in the business day before its open cells.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayCounts {
    pub key: ContactKey,
    pub attribution: Attribution,
    pub counts: Counts,
}

/// What can be counted about a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    Offered,
    Refused,
    Answered,
    /// Answered without a word of ringing: an offer too.
    AnsweredUnrung,
    Abandoned,
    Diverted,
    TransferredBlind,
    TransferredAttended,
    Rang,
    RungOut,
    /// An agent's part ended; others go on.
    Released,
    /// The last agent's part ended: the entry is handled.
    Handled,
    AfterContactWork,
}

/// An id that may be absent, in four bytes: facts are many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slim(u32);

impl Slim {
    pub const NONE: Self = Self(u32::MAX);

    #[must_use]
    pub const fn new(id: u32) -> Self {
        Self(id)
    }

    #[must_use]
    pub const fn get(self) -> Option<u32> {
        if self.0 == u32::MAX { None } else { Some(self.0) }
    }
}

/// One thing counted about a contact, with everything that it can be grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fact {
    pub at: Timestamp,
    /// When the contact entered its queue.
    pub entered: Timestamp,
    /// Wait, talk or after-contact work.
    pub length: Duration,
    pub hold: Duration,
    pub queue: Slim,
    pub did: Slim,
    pub agent: Slim,
    pub team: Slim,
    pub seat: Slim,
    pub kind: FactKind,
    /// The step of the ladder into which the wait falls, where there is one.
    pub step: u8,
}

/// A stay of an agent in one state, one team and at one seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stay {
    pub from: Timestamp,
    pub until: Timestamp,
    pub agent: AgentId,
    pub team: Slim,
    pub seat: Slim,
    pub state: AgentState,
}
