//! The journal going out, as NDJSON or server-sent events.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::feed::FeedRecord;
use serde::Deserialize;
use utoipa::IntoParams;


/// From where, how much.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedOutParams {
    /// The first record; 1 if absent.
    #[serde(default)]
    pub from_sequence: Option<u64>,
    /// Records at most; without it NDJSON ends at the journal's end, server-sent events go on.
    #[serde(default)]
    pub limit: Option<u64>,
    /// Wait for new records at the journal's end instead of closing (NDJSON).
    #[serde(default)]
    pub follow: Option<bool>,
}

/// Read records of the journal, in order and without a gap.
#[utoipa::path(
    get, path = "/feed/v1/events", tag = "feed",
    params(FeedOutParams, ("accept" = Option<String>, Header, description = "`application/x-ndjson` (if absent) or `text/event-stream`"), ("last-event-id" = Option<String>, Header, description = "The last sequence seen, instead of `from_sequence`")),
    responses(
        (status = 200, description = "One record per line or event, in order", content((FeedRecord = "application/x-ndjson"), (FeedRecord = "text/event-stream"))),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn read_events() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
