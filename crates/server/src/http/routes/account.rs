//! Accounts: list, create, switch off, change a password.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::account::{AccountAnswer, AccountRequest, AccountsAnswer, PasswordRequest};


/// All accounts.
#[utoipa::path(
    get, path = "/api/v1/accounts", tag = "accounts",
    responses(
        (status = 200, description = "Sorted by name", body = AccountsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn accounts() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Creates an account.
#[utoipa::path(
    post, path = "/api/v1/accounts", tag = "accounts",
    request_body(content = AccountRequest),
    responses(
        (status = 201, description = "The new account", body = AccountAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "The name is taken", body = Failure),
    )
)]
pub async fn create_account() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Switches an account off.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{id}", tag = "accounts",
    params(("id" = u64, Path, description = "The account's id")),
    responses(
        (status = 204, description = "Switched off; its sessions have ended"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "The last administrator stays", body = Failure),
    )
)]
pub async fn disable_account() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}

/// Changes one's own password.
#[utoipa::path(
    post, path = "/api/v1/password", tag = "accounts",
    request_body(content = PasswordRequest),
    responses(
        (status = 204, description = "Changed; other sessions have ended"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 429, description = "Too many attempts", body = Failure),
    )
)]
pub async fn change_password() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
