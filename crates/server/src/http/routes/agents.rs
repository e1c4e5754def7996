//! Agents: all, and one agent's day.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::agent::{AgentAnswer, AgentsAnswer};
use serde::Deserialize;
use utoipa::IntoParams;


/// Which day.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DayParams {
    /// Local calendar day, `2026-11-22`; today if absent.
    #[serde(default)]
    pub day: Option<String>,
}

/// All agents now.
#[utoipa::path(
    get, path = "/api/v1/agents", tag = "floor",
    responses(
        (status = 200, description = "The same view as the stream `agents`", body = AgentsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn agents() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// One agent and a day.
#[utoipa::path(
    get, path = "/api/v1/agents/{id}", tag = "floor",
    params(("id" = u32, Path, description = "The agent's id"), DayParams),
    responses(
        (status = 200, description = "State, times, spans, skills and queues", body = AgentAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn agent() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
