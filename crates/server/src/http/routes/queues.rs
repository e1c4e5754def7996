//! Queues: all, and one in full.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::queue::{QueueAnswer, QueuesAnswer};


/// All queues now.
#[utoipa::path(
    get, path = "/api/v1/queues", tag = "floor",
    responses(
        (status = 200, description = "The same view as the stream `queues`", body = QueuesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn queues() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// One queue in full: the five definitions side by side, running intervals, who waits, who serves.
#[utoipa::path(
    get, path = "/api/v1/queues/{id}", tag = "floor",
    params(("id" = u32, Path, description = "The queue's id")),
    responses(
        (status = 200, description = "The same view as the stream `queue:ID`", body = QueueAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn queue() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
