//! One's own second factor: set up, recovery codes, taken away; and taken away by an administrator.
//!
//! Room:  server/http.
//! Holds: what changes it asks for the password again, which counts to the lock-out; where the house demands
//!        one, its owner cannot take it away; an administrator can, with a reason that is written down.
//! Proof: `tests/it/api_second_factor.rs`.

use crate::federation::openid;
use crate::http::audit;
use crate::http::body::Body;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::routes::account::{check_again, find};
use crate::http::sign_in::lockout::Attempt;
use crate::http::sign_in::session::{self, Caller};
use crate::http::sign_in::{recovery, totp};
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::sign_in::{
    AgainRequest, CodeRequest, EnrolmentAnswer, EnrolmentView, OwnAccountAnswer, OwnAccountView,
    ReasonRequest, RecoveryCodesAnswer, SecondFactorView,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Duration;
use store::{Account, AuditEntry, StoreError};

/// How long a secret waits for its first code.
const PROPOSED_FOR: Duration = Duration::from_minutes(15);

/// One's own account.
#[utoipa::path(
    get, path = "/api/v1/account", tag = "accounts",
    responses(
        (status = 200, description = "Of whoever asks", body = OwnAccountAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn own_account(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let account = own(&state, &caller).await?;
    let factor = state.store.second_factor(account.account).await.map_err(fault)?;
    let enrolled_at = factor.and_then(|factor| factor.enrolled).map(|(_, at)| at.into());
    let rules = state.rules.get(&state.store).await.map_err(fault)?;
    let left = state.store.recovery_codes_left(account.account).await.map_err(fault)?;
    let origin = state.store.origin_of(account.account).await.map_err(fault)?;
    let second_factor = SecondFactorView {
        enrolled_at,
        // Whoever is proven by a provider shows a second factor there, if at all.
        is_required: rules.demands_second_factor(&account)
            && origin.as_ref().is_none_or(|origin| origin.kind != openid::KIND),
        recovery_codes_left: left,
    };
    let roles = session::holder(&account).roles.into_iter().map(Into::into).collect();
    let account = OwnAccountView {
        name: account.name,
        roles,
        created_at: account.created_at.into(),
        second_factor,
        origin: origin.as_ref().map(Into::into),
    };
    Ok(Json(OwnAccountAnswer { account }).into_response())
}

/// Begins to set up a second factor, or a new one in place of the old one, which holds until then.
#[utoipa::path(
    post, path = "/api/v1/account/second-factor", tag = "accounts",
    request_body(content = AgainRequest),
    responses(
        (status = 200, description = "The secret, for an app", body = EnrolmentAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "The password is wrong", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "`no_password`: the account comes from elsewhere", body = Failure),
        (status = 429, description = "Too many attempts", body = Failure),
    )
)]
pub async fn begin_second_factor(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<AgainRequest>,
) -> Result<Response, Refusal> {
    let account = check_again(&state, &caller, request.password).await?;
    let enrolment = propose(&state, &account).await?;
    Ok(Json(EnrolmentAnswer { enrolment }).into_response())
}

/// Puts the second factor in force with its first code.
#[utoipa::path(
    post, path = "/api/v1/account/second-factor/code", tag = "accounts",
    request_body(content = CodeRequest),
    responses(
        (status = 200, description = "In force; the recovery codes are shown this once, other sessions have ended", body = RecoveryCodesAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "`wrong_code`", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 429, description = "Too many attempts", body = Failure),
    )
)]
pub async fn confirm_second_factor(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<CodeRequest>,
) -> Result<Response, Refusal> {
    let session = caller.session.as_ref().ok_or_else(Refusal::not_signed_in)?;
    let attempt = Attempt::new(&caller.actor, &caller.origin);
    attempt.begin(&state.store, state.now()).await?;
    let Some(recovery_codes) = confirm(&state, session.account, &request.code).await? else {
        attempt.failed(&state.store, state.now()).await?;
        return Err(Refusal::wrong_code());
    };
    attempt.succeeded(&state.store).await?;
    audit::note(&state, &caller, "enrolled_second_factor", &caller.actor).await?;
    let ended = state.store.end_other_sessions(session.account, &session.token_hash).await;
    ended.map_err(fault)?;
    Ok(Json(RecoveryCodesAnswer { recovery_codes }).into_response())
}

/// Makes the recovery codes anew; the old ones count no more.
#[utoipa::path(
    post, path = "/api/v1/account/recovery-codes", tag = "accounts",
    request_body(content = AgainRequest),
    responses(
        (status = 200, description = "Shown this once", body = RecoveryCodesAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "The password is wrong", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "There is no second factor; or `no_password`: the account comes from elsewhere", body = Failure),
        (status = 429, description = "Too many attempts", body = Failure),
    )
)]
pub async fn renew_recovery_codes(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<AgainRequest>,
) -> Result<Response, Refusal> {
    let account = check_again(&state, &caller, request.password).await?.account;
    let factor = state.store.second_factor(account).await.map_err(fault)?;
    if factor.is_none_or(|factor| factor.enrolled.is_none()) {
        return Err(none_yet());
    }
    let recovery_codes = recovery::fresh();
    audit::note(&state, &caller, "renewed_recovery_codes", &caller.actor).await?;
    let made = state.store.renew_recovery_codes(account, &recovery_codes, state.now()).await;
    made.map_err(fault)?;
    Ok(Json(RecoveryCodesAnswer { recovery_codes }).into_response())
}

/// Takes one's own second factor away.
#[utoipa::path(
    post, path = "/api/v1/account/second-factor/removal", tag = "accounts",
    request_body(content = AgainRequest),
    responses(
        (status = 204, description = "Taken away, the recovery codes too"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "The password is wrong", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "`second_factor_required`: the house demands it. `no_password`: the account comes from elsewhere", body = Failure),
        (status = 429, description = "Too many attempts", body = Failure),
    )
)]
pub async fn remove_own_second_factor(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<AgainRequest>,
) -> Result<Response, Refusal> {
    let account = check_again(&state, &caller, request.password).await?;
    let rules = state.rules.get(&state.store).await.map_err(fault)?;
    if rules.demands_second_factor(&account) {
        let message = "The house demands a second factor of this account";
        let hint = "Set up a new one in its place";
        return Err(Refusal::conflict("second_factor_required", message, hint));
    }
    audit::note(&state, &caller, "removed_second_factor", &account.name).await?;
    if !state.store.remove_second_factor(account.account).await.map_err(fault)? {
        return Err(none_yet());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Takes the second factor of an account away, for somebody who lost it.
#[utoipa::path(
    post, path = "/api/v1/accounts/{id}/second-factor/removal", tag = "accounts",
    params(("id" = u64, Path, description = "The account's id")),
    request_body(content = ReasonRequest),
    responses(
        (status = 204, description = "Taken away; the account's sessions have ended"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "There is no second factor", body = Failure),
    )
)]
pub async fn remove_second_factor(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<ReasonRequest>,
) -> Result<Response, Refusal> {
    let reason = reason(&request)?;
    let account = find(&state, id).await?;
    if !state.store.second_factors().await.map_err(fault)?.contains(&id) {
        return Err(none_yet());
    }
    let entry = AuditEntry {
        at: state.now(),
        actor: &caller.actor,
        action: "removed_second_factor",
        object: &account.name,
        origin: &caller.origin,
        reason: Some(reason),
        ..AuditEntry::default()
    };
    state.store.audit(entry).await.map_err(fault)?;
    state.store.remove_second_factor(id).await.map_err(fault)?;
    let own = caller.session.as_ref().map_or(&[][..], |session| &session.token_hash);
    state.store.end_other_sessions(id, own).await.map_err(fault)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes a secret for an account and keeps it until its first code comes.
pub async fn propose(state: &AppState, account: &Account) -> Result<EnrolmentView, Refusal> {
    let (secret, now) = (totp::fresh(), state.now());
    let proposed = state.store.propose_second_factor(account.account, &secret, now).await;
    proposed.map_err(fault)?;
    let house = state.engine.read(|live| live.centre().name.clone());
    Ok(EnrolmentView {
        address: totp::address(&house, &account.name, &secret),
        secret: totp::in_text(&secret),
        expires_at: now.plus(PROPOSED_FOR).into(),
    })
}

/// Puts the proposed secret in force if the code is one of it; gives the recovery codes.
pub async fn confirm(
    state: &AppState,
    account: u32,
    typed: &str,
) -> Result<Option<Vec<String>>, Refusal> {
    let now = state.now();
    let factor = state.store.second_factor(account).await.map_err(fault)?;
    let candidate = factor.and_then(|factor| factor.candidate);
    let candidate = candidate.filter(|(_, at)| now < at.plus(PROPOSED_FOR));
    let Some((secret, at)) = candidate else { return Ok(None) };
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(step) = totp::step_of(&secret, &typed, now, 0) else { return Ok(None) };
    let codes = recovery::fresh();
    let is_done = state.store.enrol_second_factor(account, (at, step), &codes, now).await;
    Ok(is_done.map_err(fault)?.then_some(codes))
}

async fn own(state: &AppState, caller: &Caller) -> Result<Account, Refusal> {
    let account = caller.account.ok_or_else(Refusal::not_signed_in)?;
    find(state, account).await
}

fn reason(request: &ReasonRequest) -> Result<&str, Refusal> {
    let reason = request.reason.trim();
    let length = reason.chars().count();
    if (3..=300).contains(&length) && !reason.chars().any(char::is_control) {
        return Ok(reason);
    }
    Err(Refusal::parameter("reason", reason, "Say in 3 to 300 characters why"))
}

fn none_yet() -> Refusal {
    let message = "There is no second factor";
    Refusal::conflict("no_second_factor", message, "Set one up first")
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping a second factor", &error)
}
