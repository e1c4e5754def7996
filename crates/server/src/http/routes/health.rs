//! Whether the server is well, and its counters.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::health::HealthAnswer;


/// Whether the server is well.
#[utoipa::path(
    get, path = "/healthz", tag = "operating",
    responses(
        (status = 200, description = "All is well", body = HealthAnswer),
        (status = 503, description = "Something is broken; the message says what", body = Failure),
    )
)]
pub async fn healthz() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
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
pub async fn metrics() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
