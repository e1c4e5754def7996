//! The centre at a glance.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::overview::OverviewAnswer;


/// The whole centre now.
#[utoipa::path(
    get, path = "/api/v1/overview", tag = "floor",
    responses(
        (status = 200, description = "The same view as the stream `overview`", body = OverviewAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn overview() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
