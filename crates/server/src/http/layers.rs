//! What surrounds every route: request id, log line, limits, security headers.
//!
//! Room:  server/http; outermost.
//! Holds: no answer leaves without the security headers; no request is without an id.

use super::refusal::Refusal;
use super::state::AppState;
use crate::clock::Stopwatch;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate as _, SizeAbove};
use tracing::Instrument as _;

/// The largest body of an ordinary request; the feed has its own.
const BODY_LIMIT: usize = 64 * 1024;
/// Bytes of an answer that is left as it is: it fits a packet, and those that carry a secret are smaller,
/// so that nobody can guess one from how well it compresses.
const SMALL: u64 = 1_024;
/// The longest a handler may take until its answer begins.
const PATIENCE: Duration = Duration::from_secs(60);

const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; \
manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
frame-ancestors 'none'";

const FIXED: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    ),
];

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the layers around the routes.
pub fn around(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let smaller = CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest);
    router
        .layer(smaller.compress_when(SizeAbove::new(SMALL).and(is_json)))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(hurry))
        .layer(middleware::from_fn_with_state(state.is_tls(), secure))
        .layer(middleware::from_fn(log))
}

/// Answers in full; streams flush what they say, and the pages' files lie there compressed already.
fn is_json(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json")
}

/// Gives up on a handler that does not come to an answer.
async fn hurry(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::unavailable("The answer took too long").into_response(),
    }
}

/// Sets the security headers; what the interface says is kept by nobody.
async fn secure(State(tls): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if tls {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Numbers the request and writes one line about its answer.
async fn log(request: Request, next: Next) -> Response {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = format!("r{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::debug_span!("request", id, %method, path);
    let watch = Stopwatch::start();
    let mut response = next.run(request).instrument(span).await;
    let (status, took_ms) = (response.status(), watch.elapsed().as_millis());
    if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(id, %method, path, status = status.as_u16(), took_ms, "answered");
    } else {
        tracing::debug!(id, %method, path, status = status.as_u16(), took_ms, "answered");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID.clone(), value);
    }
    response
}
