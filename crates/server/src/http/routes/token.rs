//! API tokens: list, create, revoke.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::account::{NewTokenAnswer, TokenRequest, TokensAnswer};


/// All API tokens.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "accounts",
    responses(
        (status = 200, description = "Without their secrets", body = TokensAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn tokens() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Creates an API token.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "accounts",
    request_body(content = TokenRequest),
    responses(
        (status = 201, description = "The token with its secret, shown this once", body = NewTokenAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn create_token() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Revokes an API token.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "accounts",
    params(("id" = u64, Path, description = "The token's id")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn revoke_token() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
