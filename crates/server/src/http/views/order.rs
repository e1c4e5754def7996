//! Orders to telephone systems.
//!
//! Room:  server/http/views.
//! Holds: queues and agents are named as the telephone system names them, because an agent may be
//!        given work before anybody has heard of it; contacts by their id here.

use super::{ContactKey, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderRequest {
    /// The telephone system, by its name in the configuration.
    #[schema(examples("pbx-1"))]
    pub source: String,
    /// True: only checked and written down. False: refused where the configuration allows dry runs
    /// alone. Absent: as the configuration says.
    #[serde(default)]
    pub dry_run: Option<bool>,
    pub order: OrderBody,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "verb", rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderBody {
    /// The agent serves the queue from now on.
    AddMember {
        #[schema(examples("q_gen"))]
        queue: String,
        #[schema(examples("PJSIP/1001"))]
        agent: String,
        /// As the telephone system shows the agent; the agent's own word if absent.
        #[serde(default)]
        name: Option<String>,
        /// Absent: 0.
        #[serde(default)]
        #[schema(minimum = 0, maximum = 1000)]
        penalty: i32,
    },
    RemoveMember {
        queue: String,
        agent: String,
    },
    PauseMember {
        /// Absent: in all queues of the agent.
        #[serde(default)]
        queue: Option<String>,
        agent: String,
        #[serde(default)]
        reason: String,
    },
    ResumeMember {
        #[serde(default)]
        queue: Option<String>,
        agent: String,
    },
    SetPenalty {
        #[serde(default)]
        queue: Option<String>,
        agent: String,
        #[schema(minimum = 0, maximum = 1000)]
        penalty: i32,
    },
    /// A switch that the dialplan reads (`AstDB`).
    PutKey {
        family: String,
        key: String,
        value: String,
    },
    DeleteKey {
        family: String,
        key: String,
    },
    /// Moves a waiting or talking caller to a place of the dialplan.
    Redirect {
        contact: ContactKey,
        context: String,
        exten: String,
    },
    /// Calls the channel and connects it with a place of the dialplan.
    Originate {
        #[schema(examples("PJSIP/1001"))]
        channel: String,
        context: String,
        exten: String,
        /// The number shown; the telephone system's own if absent.
        #[serde(default)]
        caller: Option<String>,
    },
}

/// An order that was carried out, or would have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderView {
    pub source: String,
    #[schema(examples("pause_member"))]
    pub verb: String,
    /// Checked and written down, not sent.
    pub dry_run: bool,
    /// The number in the journal's records `action_sent` and `action_answered`; text, because it
    /// may exceed 2^53.
    pub action: Option<String>,
    /// The telephone system's words.
    pub message: String,
    pub at: Moment,
    /// The key was known: this is the answer of the first time, and nothing was sent now.
    pub repeated: bool,
}

/// Answer of `POST /orders`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderAnswer {
    pub order: OrderView,
}
