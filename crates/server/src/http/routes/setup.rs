//! The first start: the one-time link sets the administrator's password.
//!
//! Room: server/http.

use crate::http::access::Role;
use crate::http::audit;
use crate::http::body::Body;
use crate::http::refusal::Refusal;
use crate::http::routes::account;
use crate::http::routes::session::welcome;
use crate::http::sign_in::lockout::Attempt;
use crate::http::sign_in::secret;
use crate::http::sign_in::session::Caller;
use crate::http::sign_in::way::Way;
use crate::http::state::AppState;
use crate::http::views::account::SetupView;
use crate::http::views::account::{SessionAnswer, SetupAnswer, SetupRequest};
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use axum::response::Response;
use store::{HeldRole, StoreError};

/// Whether the house still needs its administrator.
#[utoipa::path(
    get, path = "/api/v1/setup", tag = "sign-in",
    responses(
        (status = 200, description = "Whether there is an administrator yet", body = SetupAnswer),
    )
)]
pub async fn setup_state(State(state): State<AppState>) -> Result<Response, Refusal> {
    let is_needed = is_needed(&state).await?;
    Ok(Json(SetupAnswer { setup: SetupView { is_needed } }).into_response())
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
pub async fn setup(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Body(request): Body<SetupRequest>,
) -> Result<Response, Refusal> {
    if !is_needed(&state).await? {
        return Err(Refusal::conflict("set_up", "There is an administrator already", "Sign in"));
    }
    let now = state.now();
    let attempt = Attempt::new("setup", &caller.origin);
    attempt.begin(&state.store, now).await?;
    let hash = secret::hash(&request.token);
    if !state.store.is_setup_token(&hash, now).await.map_err(fault)? {
        attempt.failed(&state.store, now).await?;
        return Err(Refusal::wrong_setup_token());
    }
    let name = request.name.unwrap_or_else(|| "admin".to_owned());
    account::check(&state, &name, &request.password)?;
    let kept = state.passwords.hash(request.password).await?;
    if !state.store.take_setup_token(&hash, now).await.map_err(fault)? {
        return Err(Refusal::wrong_setup_token());
    }
    let roles = [HeldRole::centre(Role::Administrator.word())];
    let made = state.store.create_account(&name, &kept, &roles, now).await.map_err(fault)?;
    let number = made.ok_or_else(account::taken)?;
    attempt.succeeded(&state.store).await?;
    let by = Caller { actor: name.clone(), ..caller.clone() };
    let values = (None, Some(Role::Administrator.word()));
    audit::note_change(&state, &by, ("created_account", &name), values).await?;
    let made = state.store.account(number).await.map_err(fault)?;
    let made = made.ok_or_else(|| Refusal::not_found("such account"))?;
    let (session, cookie) = welcome(&state, &made, &[Way::Setup], &caller, &headers).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(SessionAnswer { session })).into_response())
}

async fn is_needed(state: &AppState) -> Result<bool, Refusal> {
    Ok(state.store.accounts().await.map_err(fault)?.is_empty())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("setting up", &error)
}
