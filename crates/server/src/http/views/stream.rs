//! The messages of the live stream.
//!
//! Room:  server/http/views.
//! Holds: `snapshot` carries a whole view without its null fields, `delta` a merge patch
//!        (RFC 7386) upon the state before: null takes a field away.

use super::agent::AgentsView;
use super::overview::OverviewView;
use super::queue::{QueueView, QueuesView};
use super::seat::SeatRowsView;
use super::source::SourcesView;
use serde::Serialize;
use utoipa::ToSchema;

/// Data of the event `snapshot`: the view that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum StreamSnapshot {
    Overview(Box<OverviewView>),
    Queues(QueuesView),
    Queue(Box<QueueView>),
    Agents(AgentsView),
    Sources(SourcesView),
    Seats(SeatRowsView),
}

/// Data of the event `delta`: a merge patch (RFC 7386).
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(value_type = Object)]
pub struct StreamDelta(pub serde_json::Value);

/// Data of the event `end`: the server closes the stream for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StreamEnd {
    /// `signed_out`, `shutdown` or `gone`.
    #[schema(examples("signed_out"))]
    pub code: String,
}
