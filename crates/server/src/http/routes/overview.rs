//! The centre at a glance.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::build::painter::moment;
use crate::http::build::floor;
use axum::response::IntoResponse;
use axum::extract::State;
use axum::Json;
use crate::http::state::AppState;
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
pub async fn overview(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let overview = state.engine.read(|live| floor::overview(live, moment(live, now)));
    Ok(Json(OverviewAnswer { overview }).into_response())
}
