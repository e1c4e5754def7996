//! The floor at a past moment, through the same view builders.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::replay::{ReplayAnswer, ReplayRangeAnswer};
use serde::Deserialize;
use utoipa::IntoParams;


/// Which moment, which view.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReplayParams {
    /// RFC 3339.
    pub at: String,
    /// `overview`, `queues`, `queue:ID`, `agents` or `sources`; `overview` if absent.
    #[serde(default)]
    pub view: Option<String>,
}

/// What can be replayed.
#[utoipa::path(
    get, path = "/api/v1/replay/range", tag = "replay",
    responses(
        (status = 200, description = "First and last moment", body = ReplayRangeAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn replay_range() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// The floor at a past moment.
#[utoipa::path(
    get, path = "/api/v1/replay", tag = "replay",
    params(ReplayParams),
    responses(
        (status = 200, description = "The view as it was", body = ReplayAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn replay() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
