//! Queues: all, and one in full.
//!
//! Room: server/http.

use crate::http::build::painter::moment;
use crate::http::build::{floor, queue};
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::overview::CountedParams;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::queue::{QueueAnswer, QueuesAnswer};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::QueueId;

/// All queues now.
#[utoipa::path(
    get, path = "/api/v1/queues", tag = "floor",
    params(CountedParams),
    responses(
        (status = 200, description = "The same view as the stream `queues`", body = QueuesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn queues(
    State(state): State<AppState>,
    Query(params): Query<CountedParams>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let queues = state.engine.read(|live| floor::queues(live, moment(live, now), params.by()));
    Ok(Json(QueuesAnswer { queues }).into_response())
}

/// One queue in full: the five definitions side by side, running intervals, who waits, who serves.
#[utoipa::path(
    get, path = "/api/v1/queues/{id}", tag = "floor",
    params(("id" = u32, Path, description = "The queue's id"), CountedParams),
    responses(
        (status = 200, description = "The same view as the stream `queue:ID`", body = QueueAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn queue(
    State(state): State<AppState>,
    Id(id): Id,
    Query(params): Query<CountedParams>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let queue = state.engine.read(|live| {
        floor::known_queue(live, QueueId(id))?;
        Ok(queue::queue(live, QueueId(id), moment(live, now), params.by()))
    })?;
    Ok(Json(QueueAnswer { queue }).into_response())
}
