//! Events coming in from anybody who has a token: NDJSON, idempotent, reported by line.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::feed::FeedAnswer;
use serde::Deserialize;
use utoipa::IntoParams;


/// Whose events.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedInParams {
    /// Name of the source that speaks; `feed` if absent. A new name registers a source.
    #[serde(default)]
    pub source: Option<String>,
}

/// Send events. Sending the same again stores nothing twice.
#[utoipa::path(
    post, path = "/feed/v1/events", tag = "feed",
    params(FeedInParams),
    request_body(content = String, content_type = "application/x-ndjson", description = "One event per line; see docs/connectors"),
    responses(
        (status = 200, description = "What was stored is on disk; rejected lines are named", body = FeedAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 413, description = "Too large", body = Failure),
        (status = 429, description = "Too much at once; try again after `Retry-After`", body = Failure),
        (status = 503, description = "The journal cannot be written", body = Failure),
    )
)]
pub async fn send_events() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
