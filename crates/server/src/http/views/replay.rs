//! The floor at a past moment.
//!
//! Room: server/http/views.

use super::Moment;
use super::stream::StreamSnapshot;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can be replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayRange {
    /// The first moment that can be shown; null while the journal is empty.
    pub from: Option<Moment>,
    pub until: Moment,
    pub zone: String,
}

/// Answer of `/replay/range`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayRangeAnswer {
    pub range: ReplayRange,
}

/// Answer of `/replay`: the same view as live, at that moment.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ReplayAnswer {
    pub replay: StreamSnapshot,
}
