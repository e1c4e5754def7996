//! Accounts: list, create, switch off, change a password.
//!
//! Room:  server/http.
//! Holds: the last administrator cannot be switched off; every change is audited.
//! Proof: `tests/it/api_access.rs`.

use crate::http::access::Role;
use crate::http::audit;
use crate::http::body::Body;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::sign_in::lockout::Attempt;
use crate::http::sign_in::password;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::account::AccountView;
use crate::http::views::account::{AccountAnswer, AccountRequest, AccountsAnswer, PasswordRequest};
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use store::{Account, StoreError};

/// All accounts.
#[utoipa::path(
    get, path = "/api/v1/accounts", tag = "accounts",
    responses(
        (status = 200, description = "Sorted by name", body = AccountsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn accounts(State(state): State<AppState>) -> Result<Response, Refusal> {
    let mut accounts: Vec<AccountView> =
        state.store.accounts().await.map_err(fault)?.iter().filter_map(view).collect();
    accounts.sort_by(|a, b| a.name.cmp(&b.name));
    let meta = ListMeta::whole(accounts.len(), state.now());
    Ok(Json(AccountsAnswer { accounts, meta }).into_response())
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
pub async fn create_account(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<AccountRequest>,
) -> Result<Response, Refusal> {
    check(&request.name, &request.password)?;
    let (name, role) = (request.name, request.role.word());
    let hash = state.passwords.hash(request.password).await;
    let made = state.store.create_account(&name, &hash, role, state.now()).await.map_err(fault)?;
    let number = made.ok_or_else(taken)?;
    audit::note(&state, &caller, "created_account", &format!("{name} ({role})")).await?;
    let made = state.store.account(number).await.map_err(fault)?;
    let account = made.as_ref().and_then(view).ok_or_else(|| Refusal::not_found("such account"))?;
    Ok((StatusCode::CREATED, Json(AccountAnswer { account })).into_response())
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
pub async fn disable_account(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let accounts = state.store.accounts().await.map_err(fault)?;
    let account = accounts.iter().find(|account| account.account == id);
    let account = account.ok_or_else(|| Refusal::not_found("such account"))?;
    let is_administrator = |a: &&Account| {
        a.disabled_at.is_none() && a.role == Role::Administrator.word() && a.account != id
    };
    if !accounts.iter().any(|a| is_administrator(&a)) {
        let message = "The last administrator cannot be switched off";
        return Err(Refusal::conflict("last_administrator", message, "Make another one first"));
    }
    state.store.set_disabled(id, Some(state.now())).await.map_err(fault)?;
    audit::note(&state, &caller, "disabled_account", &account.name).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
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
pub async fn change_password(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<PasswordRequest>,
) -> Result<Response, Refusal> {
    let session = caller.session.as_ref().ok_or_else(Refusal::not_signed_in)?;
    let now = state.now();
    let attempt = Attempt::new(&caller.actor, &caller.origin);
    attempt.begin(&state.store, now).await?;
    let found = state.store.account_by_name(&caller.actor).await.map_err(fault)?;
    let hash = found.map(|(_, hash)| hash);
    if !state.passwords.verify(request.current, hash).await {
        attempt.failed(&state.store, now).await?;
        return Err(Refusal::wrong_credentials());
    }
    attempt.succeeded(&state.store).await?;
    check(&caller.actor, &request.new)?;
    let hash = state.passwords.hash(request.new).await;
    state.store.set_password(session.account, &hash).await.map_err(fault)?;
    state.store.end_sessions_of(session.account).await.map_err(fault)?;
    state.store.put_session(session).await.map_err(fault)?;
    audit::note(&state, &caller, "changed_password", &caller.actor).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Says what is wrong with a new account's name or password.
pub fn check(name: &str, password: &str) -> Result<(), Refusal> {
    let is_name = !name.trim().is_empty()
        && name.trim() == name
        && name.chars().count() <= 100
        && !name.chars().any(char::is_control);
    if !is_name {
        let hint = "Write 1 to 100 characters without spaces at the ends";
        return Err(Refusal::parameter("name", name, hint));
    }
    match password::objection(name, password) {
        Some(objection) => Err(Refusal::invalid(objection, "Choose a longer, less common one")),
        None => Ok(()),
    }
}

/// Somebody has this name.
#[must_use]
pub fn taken() -> Refusal {
    Refusal::conflict("taken", "The name is taken", "Choose another name")
}

fn view(account: &Account) -> Option<AccountView> {
    Some(AccountView {
        id: account.account.into(),
        name: account.name.clone(),
        role: Role::parse(&account.role)?,
        created_at: account.created_at.into(),
        disabled_at: account.disabled_at.map(Into::into),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping accounts", &error)
}
