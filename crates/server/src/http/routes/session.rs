//! Signing in and out.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::account::{SessionAnswer, SignInRequest};


/// Signs in.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "sign-in",
    request_body(content = SignInRequest),
    responses(
        (status = 200, description = "Signed in; the cookie is set", body = SessionAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Name or password is wrong", body = Failure),
        (status = 403, description = "From another site", body = Failure),
        (status = 429, description = "Too many attempts; wait as `Retry-After` says", body = Failure),
    )
)]
pub async fn sign_in() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Who is signed in, and the token for requests that change something.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "sign-in",
    responses(
        (status = 200, description = "Who is signed in", body = SessionAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
    )
)]
pub async fn session() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Signs out.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "sign-in",
    responses(
        (status = 204, description = "Signed out"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn sign_out() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
