//! Teams, skills, dialled numbers and seats.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::centre::{DidsAnswer, SeatsAnswer, SkillsAnswer, TeamsAnswer};


/// Teams and what their people do.
#[utoipa::path(
    get, path = "/api/v1/teams", tag = "floor",
    responses(
        (status = 200, description = "Sorted by name", body = TeamsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn teams() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Skills with the figures of their queues.
#[utoipa::path(
    get, path = "/api/v1/skills", tag = "floor",
    responses(
        (status = 200, description = "Sorted by name", body = SkillsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn skills() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Dialled numbers with today's figures.
#[utoipa::path(
    get, path = "/api/v1/dids", tag = "floor",
    responses(
        (status = 200, description = "Sorted by name", body = DidsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn dids() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Seats occupied, free and out of order, by site.
#[utoipa::path(
    get, path = "/api/v1/seats", tag = "floor",
    responses(
        (status = 200, description = "By site", body = SeatsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn seats() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
