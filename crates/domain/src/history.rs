//! What leaves the live state when it is over, and what history is read from.
//!
//! Room:  domain; made by `live` as effects, kept by `store`, read by history queries.
//! Holds: plain rows; a cell is replaced by its next revision, a contact row is written once.
//! Never: a customer's number.
//! Proof: `store`'s contract suite, which writes and reads each of them.

use crate::figures::{Attribution, Counts, WorkCounts};
use crate::id::{
    AgentId, ContactId, DidId, IvrNodeId, QueueId, SeatId, SkillId, SourceId, TeamId, Token,
};
use crate::state::{AgentState, Channel, Direction, DivertReason, EndedBy, RefusalReason};
use crate::time::{Duration, Timestamp};
use serde::{Deserialize, Serialize};

/// How an entry into a queue ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered,
    Abandoned,
    Diverted(DivertReason),
    /// Not let in; not offered.
    Refused(RefusalReason),
    /// Ended without ever entering a queue (IVR only, direct calls).
    NotQueued,
    /// Closed by us, because the source never said how it ended.
    Unknown,
}

/// One entry of a contact into a queue, over. A contact that enters twice has two rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContactRow {
    pub contact: ContactId,
    /// 0 for the first entry of the contact, 1 for the next.
    pub entry: u16,
    pub source: SourceId,
    pub channel: Channel,
    pub direction: Direction,
    pub did: Option<DidId>,
    pub customer: Option<Token>,
    pub queue: Option<QueueId>,
    pub skill: Option<SkillId>,
    pub agent: Option<AgentId>,
    pub team: Option<TeamId>,
    pub arrived_at: Timestamp,
    /// Entered the queue.
    pub queued_at: Option<Timestamp>,
    /// Left the queue: answered, abandoned or diverted.
    pub left_queue_at: Option<Timestamp>,
    /// This entry's conversation, or wait where there was none, was over.
    pub ended_at: Timestamp,
    pub outcome: Outcome,
    pub ended_by: EndedBy,
    pub wait: Duration,
    pub talk: Duration,
    pub hold: Duration,
    pub after_contact_work: Duration,
    /// Agents whose phone rang out on this entry.
    pub rung_out: u16,
    /// The last IVR node passed.
    pub ivr_node: Option<IvrNodeId>,
    /// After the clocks of the queue's opening hours.
    pub closed_hours: bool,
    /// At least one of the facts was inferred.
    pub inferred: bool,
    /// The first journal record that speaks of the contact.
    pub first_sequence: u64,
    /// The last.
    pub last_sequence: u64,
}

/// Whose cell it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKey {
    Queue(QueueId),
    Did(DidId),
}

/// The counts of one queue or DID in one 5-minute interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCell {
    pub key: ContactKey,
    pub start: Timestamp,
    pub attribution: Attribution,
    /// 1 when the interval closed; each correction after that adds one.
    pub revision: u32,
    pub counts: Counts,
}

/// Whose work cell it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkKey {
    Agent(AgentId),
    Seat(SeatId),
}

/// What an agent or seat did in one 15-minute interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkCell {
    pub key: WorkKey,
    /// The agent's team in this interval; a change of team closes the cell and opens another.
    pub team: Option<TeamId>,
    pub start: Timestamp,
    pub revision: u32,
    pub counts: WorkCounts,
}

/// What is counted at an IVR node. Every visit is `Left` or `Ended`; where those went that left it
/// is told by the others, as far as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IvrPart {
    /// Came in from outside: as the first node, or the first one after a queue.
    Begun,
    /// Left by this key, or without any.
    Left(Option<char>),
    /// The contact ended in the node.
    Ended,
    ToNode(IvrNodeId),
    ToQueue(QueueId),
    /// Not let into that queue.
    Refused(QueueId),
    /// Ended after it had left the node, before anything else.
    ToEnd,
}

/// What happened at an IVR node in one 15-minute interval, by the moment of its own event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IvrCell {
    pub node: IvrNodeId,
    pub start: Timestamp,
    pub part: IvrPart,
    pub count: u32,
    /// In the node, where the part ends a visit; microseconds.
    pub time: u64,
}

/// One stay of an agent in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateSpan {
    pub agent: AgentId,
    pub state: AgentState,
    pub seat: Option<SeatId>,
    pub from: Timestamp,
    pub until: Timestamp,
}
