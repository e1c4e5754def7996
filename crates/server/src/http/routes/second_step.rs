//! The second step of signing in: a code, or the second factor that the house demands and that is not there yet.
//!
//! Room:  server/http; after the password, before the session.
//! Takes: the cookie of a pending sign-in, which opens these three routes and nothing else.
//! Holds: wrong codes count to the lock-out like wrong passwords; a code is taken once; a pending sign-in
//!        opens one session.
//! Proof: `tests/it/api_second_factor.rs`.

use crate::http::audit;
use crate::http::body::Body;
use crate::http::refusal::Refusal;
use crate::http::routes::second_factor::{confirm, propose};
use crate::http::routes::session::welcome;
use crate::http::sign_in::lockout::Attempt;
use crate::http::sign_in::pending::{self, PendingStep};
use crate::http::sign_in::session::Caller;
use crate::http::sign_in::way::{self, Way};
use crate::http::sign_in::{cookie, recovery, totp};
use crate::http::state::AppState;
use crate::http::views::account::SessionAnswer;
use crate::http::views::failure::Failure;
use crate::http::views::sign_in::{CodeRequest, EnrolledAnswer, EnrolmentAnswer};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use store::{Account, PendingSignIn, StoreError};

/// Completes a sign-in with a code of the second factor, or with a recovery code.
#[utoipa::path(
    post, path = "/api/v1/session/code", tag = "sign-in",
    request_body(content = CodeRequest),
    responses(
        (status = 200, description = "Signed in; the cookie is set", body = SessionAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "`wrong_code`, or `sign_in_over`: begin again", body = Failure),
        (status = 403, description = "From another site", body = Failure),
        (status = 429, description = "Too many attempts; wait as `Retry-After` says", body = Failure),
    )
)]
pub async fn sign_in_with_code(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Body(request): Body<CodeRequest>,
) -> Result<Response, Refusal> {
    let (pending, account) = pending::find(&state, &headers, PendingStep::Code).await?;
    let attempt = Attempt::new(&account.name, &caller.origin);
    attempt.begin(&state.store, state.now()).await?;
    let Some(way) = use_code(&state, account.account, &request.code).await? else {
        return Err(refuse(&state, &caller, &account, &attempt).await?);
    };
    attempt.succeeded(&state.store).await?;
    end(&state, &pending).await?;
    if way == Way::RecoveryCode {
        let by = Caller { actor: account.name.clone(), ..caller.clone() };
        audit::note(&state, &by, "used_recovery_code", &account.name).await?;
    }
    let ways = with(&pending, way);
    let (session, cookie) = welcome(&state, &account, &ways, &caller, &headers).await?;
    let gone = cookie::clear_pending(state.is_tls());
    let answer = Json(SessionAnswer { session });
    Ok((
        axum::response::AppendHeaders([(header::SET_COOKIE, cookie), (header::SET_COOKIE, gone)]),
        answer,
    )
        .into_response())
}

/// Gives a secret to set up the second factor that the house demands.
#[utoipa::path(
    post, path = "/api/v1/session/enrolment", tag = "sign-in",
    responses(
        (status = 200, description = "The secret, for an app", body = EnrolmentAnswer),
        (status = 401, description = "`sign_in_over`: begin again", body = Failure),
        (status = 403, description = "From another site", body = Failure),
    )
)]
pub async fn begin_enrolment(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (_, account) = pending::find(&state, &headers, PendingStep::Enrolment).await?;
    let enrolment = propose(&state, &account).await?;
    Ok(Json(EnrolmentAnswer { enrolment }).into_response())
}

/// Completes the sign-in with the first code of the new second factor.
#[utoipa::path(
    post, path = "/api/v1/session/enrolment/code", tag = "sign-in",
    request_body(content = CodeRequest),
    responses(
        (status = 200, description = "Signed in; the recovery codes are shown this once", body = EnrolledAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "`wrong_code`, or `sign_in_over`: begin again", body = Failure),
        (status = 403, description = "From another site", body = Failure),
        (status = 429, description = "Too many attempts; wait as `Retry-After` says", body = Failure),
    )
)]
pub async fn confirm_enrolment(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Body(request): Body<CodeRequest>,
) -> Result<Response, Refusal> {
    let (pending, account) = pending::find(&state, &headers, PendingStep::Enrolment).await?;
    let attempt = Attempt::new(&account.name, &caller.origin);
    attempt.begin(&state.store, state.now()).await?;
    let Some(recovery_codes) = confirm(&state, account.account, &request.code).await? else {
        return Err(refuse(&state, &caller, &account, &attempt).await?);
    };
    attempt.succeeded(&state.store).await?;
    let by = Caller { actor: account.name.clone(), ..caller.clone() };
    audit::note(&state, &by, "enrolled_second_factor", &account.name).await?;
    end(&state, &pending).await?;
    let ways = with(&pending, Way::Code);
    let (session, cookie) = welcome(&state, &account, &ways, &caller, &headers).await?;
    let gone = cookie::clear_pending(state.is_tls());
    let answer = Json(EnrolledAnswer { session, recovery_codes });
    Ok((
        axum::response::AppendHeaders([(header::SET_COOKIE, cookie), (header::SET_COOKIE, gone)]),
        answer,
    )
        .into_response())
}

/// Uses a code up, of whichever kind it is; `None`: it fits nothing.
async fn use_code(state: &AppState, account: u32, typed: &str) -> Result<Option<Way>, Refusal> {
    if let Some(code) = recovery::read(typed) {
        let is_good = state.store.use_recovery_code(account, &code, state.now()).await;
        return Ok(is_good.map_err(fault)?.then_some(Way::RecoveryCode));
    }
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let factor = state.store.second_factor(account).await.map_err(fault)?;
    let Some(factor) = factor else { return Ok(None) };
    let Some((secret, _)) = factor.enrolled else { return Ok(None) };
    let step = totp::step_of(&secret, &typed, state.now(), factor.used_step);
    let Some(step) = step else { return Ok(None) };
    let is_first = state.store.use_step(account, step).await.map_err(fault)?;
    Ok(is_first.then_some(Way::Code))
}

/// Counts and writes down a wrong code.
async fn refuse(
    state: &AppState,
    caller: &Caller,
    account: &Account,
    attempt: &Attempt,
) -> Result<Refusal, Refusal> {
    attempt.failed(&state.store, state.now()).await?;
    audit::note(state, caller, "second_step_failed", &account.name).await?;
    Ok(Refusal::wrong_code())
}

/// Ends the pending sign-in; whoever comes second with it is refused.
async fn end(state: &AppState, pending: &PendingSignIn) -> Result<(), Refusal> {
    let is_first = state.store.end_pending_sign_in(&pending.token_hash).await.map_err(fault)?;
    if is_first { Ok(()) } else { Err(Refusal::sign_in_over()) }
}

fn with(pending: &PendingSignIn, way: Way) -> Vec<Way> {
    let mut ways = way::read(&pending.way);
    ways.push(way);
    ways
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("checking a code", &error)
}
