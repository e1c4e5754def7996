//! Whether the server is well, and its counters.
//!
//! Room: server/http.

use crate::http::build::{health, metrics};
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::health::{HealthAnswer, HealthView, ReportAnswer};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::Response;

/// Whether the server is well.
#[utoipa::path(
    get, path = "/healthz", tag = "operating",
    responses(
        (status = 200, description = "All is well", body = HealthAnswer),
        (status = 503, description = "Something is broken; the message says what", body = Failure),
    )
)]
pub async fn healthz(State(state): State<AppState>) -> Result<Response, Refusal> {
    let health = state.engine.health();
    // Anybody may ask here: why names hosts and folders, and is for the report and the log.
    if health.journal.is_some() {
        return Err(Refusal::unavailable("The journal cannot be written"));
    }
    if health.history.is_some() {
        return Err(Refusal::unavailable("History cannot be written"));
    }
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let health = HealthView { state: "ok".to_owned(), version };
    Ok(Json(HealthAnswer { health }).into_response())
}

/// How the server is: what is not well, what it keeps, how fast it answers.
#[utoipa::path(
    get, path = "/api/v1/health", tag = "operating",
    responses(
        (status = 200, description = "One look", body = ReportAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn health_report(State(state): State<AppState>) -> Result<Response, Refusal> {
    let health = health::report(&state).await?;
    Ok(Json(ReportAnswer { health }).into_response())
}

/// Counters for Prometheus. Needs a session of an administrator or a token with `metrics:read`.
#[utoipa::path(
    get, path = "/metrics", tag = "operating",
    responses(
        (status = 200, description = "Prometheus text format", body = String, content_type = "text/plain"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn metrics(State(state): State<AppState>) -> Result<Response, Refusal> {
    let text = metrics::text(&state).await?;
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
