//! The live stream: a snapshot, then deltas, as server-sent events.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::stream::{StreamDelta, StreamEnd, StreamSnapshot};
use serde::Deserialize;
use utoipa::IntoParams;


/// Which view, how often.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StreamParams {
    /// `overview`, `queues`, `queue:ID`, `agents` or `sources`.
    pub view: String,
    /// Frames per second at most: 0.2 to 10; 5 if absent.
    #[serde(default)]
    pub rate: Option<f64>,
}

/// The live stream of one view.
#[utoipa::path(
    get, path = "/api/v1/stream", tag = "floor",
    params(StreamParams, ("last-event-id" = Option<String>, Header, description = "Id of the last frame seen: goes on from there, or with a snapshot")),
    responses(
        (status = 200, description = "Server-sent events `snapshot` (StreamSnapshot), `delta` (StreamDelta: RFC 7386 merge patch) and `end` (StreamEnd)", content((StreamSnapshot = "text/event-stream"), (StreamDelta = "application/merge-patch+json"), (StreamEnd = "application/json"))),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 503, description = "Too many clients", body = Failure),
    )
)]
pub async fn stream() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
