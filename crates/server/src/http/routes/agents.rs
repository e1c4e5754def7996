//! Agents: all, and one agent's day.
//!
//! Room: server/http.

use crate::http::access::Action;
use crate::http::build::agent_day;
use crate::http::build::agents;
use crate::http::build::painter::moment;
use crate::http::build::person;
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::agent::{AgentAnswer, AgentsAnswer};
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::AgentId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which day.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DayParams {
    /// Local calendar day, `2026-11-22`; today if absent.
    #[serde(default)]
    pub day: Option<String>,
    /// As it was at this past instant (RFC 3339); now if absent.
    #[serde(default)]
    pub at: Option<String>,
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
pub async fn agents(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let sight = caller.sight();
    let agents = state.engine.read(|live| agents::agents(live, moment(live, now), &sight));
    Ok(Json(AgentsAnswer { agents }).into_response())
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
pub async fn agent(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Query(params): Query<DayParams>,
) -> Result<Response, Refusal> {
    let (subject, of) = (&caller.subject, AgentId(id));
    state.engine.read(|live| person::check(live, subject, Action::SeeAgents, of))?;
    let agent = agent_day::read(&state, AgentId(id), &params).await?;
    Ok(Json(AgentAnswer { agent }).into_response())
}
