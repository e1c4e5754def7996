//! Contacts, open and closed, and the events that each is made of.
//!
//! Room:  server/http/views.
//! Never: a customer's number but masked, and only on the page of one contact.

use super::figures::{AttributionView, DefinitionView, Figures};
use super::{ContactKey, ListMeta, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How an entry into a queue ended, or that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeView {
    /// Neither in the IVR nor in a queue yet.
    Arrived,
    InIvr,
    Waiting,
    Talking,
    Answered,
    Abandoned,
    Diverted,
    Refused,
    NotQueued,
    Unknown,
}

/// One entry of a contact into a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactView {
    pub id: ContactKey,
    /// 0 for the first entry of the contact into a queue, 1 for the next.
    pub entry: u16,
    pub is_open: bool,
    #[schema(examples("voice"))]
    pub channel: String,
    #[schema(examples("inbound"))]
    pub direction: String,
    pub did: Option<String>,
    pub queue: Option<u32>,
    pub queue_name: Option<String>,
    pub agent: Option<u32>,
    pub agent_name: Option<String>,
    pub team_name: Option<String>,
    pub arrived_at: Moment,
    pub queued_at: Option<Moment>,
    pub left_queue_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub outcome: OutcomeView,
    /// Why it was diverted or refused.
    #[schema(examples("timeout"))]
    pub reason: Option<String>,
    #[schema(examples("customer"))]
    pub ended_by: Option<String>,
    pub wait_ms: Option<u64>,
    pub talk_ms: Option<u64>,
    pub hold_ms: Option<u64>,
    pub after_contact_work_ms: Option<u64>,
    pub rung_out: u16,
    pub ivr_node: Option<String>,
    pub is_after_hours: bool,
    pub is_inferred: bool,
}

/// What a figure is made of: the contacts on one side of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartView {
    /// Entered the queue; those that still wait or talk are among them.
    Offered,
    Refused,
    /// Answered; those that still talk are among them.
    Answered,
    Abandoned,
    Diverted,
    /// The conversation is over: what the handle time is an average of.
    Handled,
    /// Above the line of the service level.
    InTime,
    /// Below the line of the service level and not above it.
    Missed,
    /// Waited longest of those answered or abandoned.
    LongestWait,
    /// An agent's phone rang out; a contact stands once, however often.
    RungOut,
    /// Of an agent: transferred by the agent.
    Transferred,
    /// Waits now.
    Waiting,
    /// In conversation now.
    Talking,
    /// In an IVR node now.
    InIvr,
}

/// The interval or window of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpanView {
    /// The business day.
    Today,
    #[serde(rename = "last_5m")]
    Last5m,
    #[serde(rename = "last_15m")]
    Last15m,
    #[serde(rename = "last_30m")]
    Last30m,
    /// The running interval of five minutes.
    M5,
    M15,
    M30,
    M60,
}

/// How many there are of one part, as the figures count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartCount {
    pub part: PartView,
    pub count: u64,
}

/// How many contacts of a list are of one queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueShare {
    /// Null: in no queue.
    pub queue: Option<u32>,
    pub name: Option<String>,
    pub count: u64,
}

/// How many contacts of a list waited longer than one bound and at most as long as the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitShare {
    pub beyond_s: u32,
    /// Null: longer than any bound.
    pub within_s: Option<u32>,
    pub count: u64,
}

/// The figure whose contacts are listed, as it stood at `meta.at`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureOf {
    pub part: PartView,
    /// The name of the queue, skill, dialled number, agent or team; null for the whole centre.
    pub of: Option<String>,
    /// Null where the list is of now.
    pub attribution: Option<AttributionView>,
    pub definition: DefinitionView,
    pub span: Option<SpanView>,
    /// First instant of the interval; null where the list is of now.
    pub from: Option<Moment>,
    /// The interval ends before this instant.
    pub to: Option<Moment>,
    /// What the figure counts; null where nothing is counted for this choice. For `rung_out` the
    /// offers that rang out: a contact may have several.
    pub count: Option<u64>,
    /// Contacts in the whole list, over all pages.
    pub total: u64,
    /// Of them, those that wait or talk still.
    pub open: u64,
    /// The list by queue, the fullest first. Empty for an agent's figures.
    pub queues: Vec<QueueShare>,
    /// The list by wait, the shortest first. Empty for an agent's figures.
    pub waits: Vec<WaitShare>,
    /// All figures of the same contacts; null where nothing is counted for this choice.
    pub figures: Option<Figures>,
    pub parts: Vec<PartCount>,
}

/// Answer of the lists of contacts, youngest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContactsAnswer {
    pub contacts: Vec<ContactView>,
    /// Present where a `part` was asked for.
    pub figure: Option<FigureOf>,
    pub meta: ListMeta,
}

/// One event of a contact, as journaled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContactEvent {
    pub sequence: u64,
    /// By the source's clock.
    pub occurred_at: Moment,
    /// When we wrote it.
    pub journalled_at: Moment,
    #[schema(examples("contact_queued"))]
    pub kind: String,
    pub is_inferred: bool,
    /// What the event says, with our ids.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    /// The names behind the ids in `detail`, by the same keys.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub names: std::collections::BTreeMap<String, String>,
}

/// A contact, all its entries and events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContactDetail {
    pub id: ContactKey,
    /// The source's own identifier.
    pub external: Option<String>,
    pub source: String,
    /// The customer's number, masked.
    #[schema(examples("138****9938"))]
    pub customer: Option<String>,
    pub entries: Vec<ContactView>,
    pub events: Vec<ContactEvent>,
}

/// What a source really said, without what it says of the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RawFrame {
    pub received_at: Moment,
    pub text: String,
}

/// Answer of `/contacts/{id}/frames`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FramesAnswer {
    /// Oldest first.
    pub frames: Vec<RawFrame>,
    /// More were kept than are shown.
    pub is_cut: bool,
}

/// Answer of `/contacts/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContactAnswer {
    pub contact: ContactDetail,
}
