//! Where contacts go in the IVR, and where they leave it.
//!
//! Room: server/http/views.

use super::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a contact did next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IvrGoal {
    /// Another node.
    Node,
    Queue,
    /// A queue that did not let it in.
    Refused,
    /// It ended in the node.
    EndedInNode,
    /// It ended after it had left the node, before anything else.
    Ended,
}

/// How many contacts went one way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IvrWay {
    pub goal: IvrGoal,
    /// Of the node or queue.
    pub id: Option<u32>,
    pub name: Option<String>,
    pub count: u64,
}

/// How many visits were ended by one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IvrKey {
    /// Null: left without a key.
    pub key: Option<char>,
    pub count: u64,
}

/// A node of the IVR in the time asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IvrNode {
    pub id: u32,
    pub name: String,
    /// Steps from the first node, by the shortest way that contacts took; 0 is a first node.
    pub level: u32,
    /// Contacts that came in, from outside and from other nodes.
    pub visits: u64,
    /// Of them, those that came from outside.
    pub begun: u64,
    /// Of the visits that are over, whose number is `ended_visits`.
    pub mean_ms: Option<u64>,
    pub ended_visits: u64,
    /// Contacts in it now.
    pub now: u64,
    pub keys: Vec<IvrKey>,
    /// The most frequent first.
    pub ways: Vec<IvrWay>,
    /// A visit lasts 30 s or longer on average.
    pub is_slow: bool,
    /// A fifth of the visits or more, and at least five, end with the contact.
    pub is_dead_end: bool,
}

/// The IVR in the time asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ivr {
    pub from: Moment,
    pub to: Moment,
    pub zone: String,
    /// Ways into the IVR from outside.
    pub begun: u64,
    /// By level, and within it the most visited first.
    pub nodes: Vec<IvrNode>,
}

/// Answer of `/ivr`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IvrAnswer {
    pub ivr: Ivr,
}
