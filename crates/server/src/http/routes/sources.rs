//! Sources and their health, anomalies.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::source::{AnomaliesAnswer, SourcesAnswer};
use serde::Deserialize;
use utoipa::IntoParams;


/// Which anomalies.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AnomaliesParams {
    /// Of this source alone.
    #[serde(default)]
    pub source: Option<u32>,
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `meta.next_before` of the answer before this one.
    #[serde(default)]
    pub before: Option<String>,
}

/// All sources and how they are.
#[utoipa::path(
    get, path = "/api/v1/sources", tag = "sources",
    responses(
        (status = 200, description = "The same view as the stream `sources`", body = SourcesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn sources() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Where sources contradicted themselves.
#[utoipa::path(
    get, path = "/api/v1/anomalies", tag = "sources",
    params(AnomaliesParams),
    responses(
        (status = 200, description = "Youngest first", body = AnomaliesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn anomalies() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
