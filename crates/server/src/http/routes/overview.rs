//! The centre at a glance.
//!
//! Room: server/http.

use crate::http::build::painter::moment;
use crate::http::build::{figures, floor};
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::figures::AttributionView;
use crate::http::views::overview::OverviewAnswer;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::figures::Attribution;
use serde::Deserialize;
use utoipa::IntoParams;

/// How the figures of contacts are counted.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CountedParams {
    /// `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
}

impl CountedParams {
    /// What was asked for, in the words of `domain`.
    #[must_use]
    pub fn by(self) -> Attribution {
        figures::attribution(self.attribution.unwrap_or_default())
    }
}

/// The whole centre now.
#[utoipa::path(
    get, path = "/api/v1/overview", tag = "floor",
    params(CountedParams),
    responses(
        (status = 200, description = "The same view as the stream `overview`", body = OverviewAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn overview(
    State(state): State<AppState>,
    Query(params): Query<CountedParams>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let overview = state.engine.read(|live| floor::overview(live, moment(live, now), params.by()));
    Ok(Json(OverviewAnswer { overview }).into_response())
}
