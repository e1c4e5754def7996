//! The centre at a glance.
//!
//! Room: server/http.

use crate::http::build::floor;
use crate::http::build::painter::moment;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::overview::OverviewAnswer;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;

/// The whole centre now.
#[utoipa::path(
    get, path = "/api/v1/overview", tag = "floor",
    responses(
        (status = 200, description = "The same view as the stream `overview`", body = OverviewAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn overview(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let overview = state.engine.read(|live| floor::overview(live, moment(live, now)));
    Ok(Json(OverviewAnswer { overview }).into_response())
}
