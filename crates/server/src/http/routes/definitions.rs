//! The definitions that stand beside the figures.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::figures::DefinitionsAnswer;


/// Service level definitions and targets.
#[utoipa::path(
    get, path = "/api/v1/definitions", tag = "floor",
    responses(
        (status = 200, description = "Every version, oldest first", body = DefinitionsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn definitions() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
