//! Where contacts go in the IVR.
//!
//! Room: server/http.

use crate::http::build::ivr;
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::ivr::IvrAnswer;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which time; quarter hours as a whole.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IvrParams {
    /// RFC 3339, or a local day such as `2026-11-01`; today if absent.
    #[serde(default)]
    pub from: Option<String>,
    /// RFC 3339, or a local day, which is included; the end of the first day if absent.
    #[serde(default)]
    pub to: Option<String>,
}

/// Nodes, keys and ways of the IVR.
#[utoipa::path(
    get, path = "/api/v1/ivr", tag = "floor",
    params(IvrParams),
    responses(
        (status = 200, description = "Every node that was visited", body = IvrAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn ivr(
    State(state): State<AppState>,
    Query(params): Query<IvrParams>,
) -> Result<Response, Refusal> {
    let ivr = ivr::read(&state, &params).await?;
    Ok(Json(IvrAnswer { ivr }).into_response())
}
