//! The states of people, seats and contacts, and the reasons that go with them.
//!
//! Room:  domain; the words of the glossary's "Supply" and "Demand".
//! Holds: one word per state, the same in code, journal, API and on screens.
//! Never: says how a state came about; that is an event's business.
//! Proof: golden files of `journal`: every word is written there.

use serde::{Deserialize, Serialize};

/// The way a contact reaches us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Voice,
    Chat,
    Email,
    Sms,
    Wechat,
    Fax,
    IvrSelfService,
}

/// Who started the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Inbound,
    Outbound,
    Internal,
}

/// What an agent does now. Holding is not in talking; after-contact work follows either.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AgentState {
    #[default]
    SignedOut,
    Available,
    Ringing,
    Talking,
    Holding,
    AfterContactWork,
    NotReady(NotReadyReason),
}

/// Why an agent is signed in and takes no contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotReadyReason {
    Break,
    Meal,
    Training,
    Coaching,
    Meeting,
    BackOffice,
    SystemFault,
    Other,
}

/// A state without its reason: the key of time accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    SignedOut,
    Available,
    Ringing,
    Talking,
    Holding,
    AfterContactWork,
    NotReady,
}

/// Number of different activities: the width of a time account.
pub const ACTIVITIES: usize = 7;

impl AgentState {
    #[must_use]
    pub const fn activity(self) -> Activity {
        match self {
            Self::SignedOut => Activity::SignedOut,
            Self::Available => Activity::Available,
            Self::Ringing => Activity::Ringing,
            Self::Talking => Activity::Talking,
            Self::Holding => Activity::Holding,
            Self::AfterContactWork => Activity::AfterContactWork,
            Self::NotReady(_) => Activity::NotReady,
        }
    }

    #[must_use]
    pub const fn is_signed_in(self) -> bool {
        !matches!(self, Self::SignedOut)
    }
}

impl NotReadyReason {
    /// Every reason, in the order in which screens list them.
    pub const ALL: [Self; 8] = [
        Self::Break,
        Self::Meal,
        Self::Training,
        Self::Coaching,
        Self::Meeting,
        Self::BackOffice,
        Self::SystemFault,
        Self::Other,
    ];
}

/// A workplace is one of these at any moment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SeatState {
    #[default]
    Free,
    Occupied,
    Reserved,
    OutOfOrder,
}

/// Why a contact left a queue without being answered or abandoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DivertReason {
    /// The queue's longest wait was reached.
    Timeout,
    /// The caller pressed a key.
    Key,
    /// The last agent left the queue.
    NobodySignedIn,
    /// Somebody on our side moved the waiting caller.
    Redirected,
    /// A rule moved the contact to another queue.
    Overflow,
    /// The customer accepted to be called back.
    Callback,
}

/// Why a contact was not let into a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    QueueFull,
    NobodySignedIn,
    Closed,
    Other,
}

/// Who ended something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    Customer,
    Agent,
    System,
    Unknown,
}

/// How an agent passed a contact on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    Blind,
    Attended,
}

/// Whether a fact was told by the source or concluded by us, for instance after a lost connection.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    #[default]
    Reported,
    Inferred,
}
