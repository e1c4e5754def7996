//! Figures of the past by interval, as JSON and as CSV.
//!
//! Room: server/http.

use crate::http::build::{csv, history};
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::figures::AttributionView;
use crate::http::views::history::HistoryAnswer;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which figures.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryParams {
    /// A field of `Figures`, for instance `service_level` or `offered`.
    pub measure: String,
    /// `centre`, `queue`, `skill` or `did`; `centre` if absent.
    #[serde(default)]
    pub by: Option<String>,
    /// RFC 3339, or a local day such as `2026-11-01`.
    pub from: String,
    /// RFC 3339, or a local day, which is included.
    pub to: String,
    /// `5m`, `15m`, `30m`, `1h` or `1d` (local days); `15m` if absent.
    #[serde(default)]
    pub step: Option<String>,
    /// One queue alone.
    #[serde(default)]
    pub queue: Option<u32>,
    /// `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
}

/// Figures by interval.
#[utoipa::path(
    get, path = "/api/v1/history", tag = "history",
    params(HistoryParams),
    responses(
        (status = 200, description = "One line per queue, skill or number", body = HistoryAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn history(
    State(state): State<AppState>,
    Query(params): Query<HistoryParams>,
) -> Result<Response, Refusal> {
    let history = history::read(&state, &params).await?;
    Ok(Json(HistoryAnswer { history }).into_response())
}

/// The same as CSV, for spreadsheets.
#[utoipa::path(
    get, path = "/api/v1/history.csv", tag = "history",
    params(HistoryParams),
    responses(
        (status = 200, description = "UTF-8 with byte order mark, one row per line and interval", body = String, content_type = "text/csv"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn history_csv(
    State(state): State<AppState>,
    Query(params): Query<HistoryParams>,
) -> Result<Response, Refusal> {
    let history = history::read(&state, &params).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"callboard-history.csv\""),
        ),
    ];
    Ok((headers, csv::write(&history)).into_response())
}
