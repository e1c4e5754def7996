//! The first start: the one-time link sets the administrator's password.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::account::{SessionAnswer, SetupAnswer, SetupRequest};


/// Whether the house still needs its administrator.
#[utoipa::path(
    get, path = "/api/v1/setup", tag = "sign-in",
    responses(
        (status = 200, description = "Whether there is an administrator yet", body = SetupAnswer),
    )
)]
pub async fn setup_state() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Sets the first administrator's password with the one-time token.
#[utoipa::path(
    post, path = "/api/v1/setup", tag = "sign-in",
    request_body(content = SetupRequest),
    responses(
        (status = 200, description = "Signed in as the administrator", body = SessionAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "The token is wrong, used or too old", body = Failure),
        (status = 403, description = "From another site", body = Failure),
        (status = 409, description = "There is an administrator already", body = Failure),
        (status = 429, description = "Too many attempts", body = Failure),
    )
)]
pub async fn setup() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
