//! What the house demands of a sign-in, and how good a password is.
//!
//! Room:  server/http.
//! Holds: rules out of bounds are refused, and a change stands in the audit list before it holds; strangers who ask
//!        how good a password is learn no name of the house.
//! Proof: `tests/it/api_second_factor.rs`, `tests/it/api_own_sessions.rs`, `tests/it/api_sign_in.rs`.

use crate::http::access::{Action, Role, Scope, may};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::refusal::Refusal;
use crate::http::sign_in::rules::{IDLE, LONGEST, SignInRules};
use crate::http::sign_in::session::Caller;
use crate::http::sign_in::strength;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::sign_in::{
    SignInRulesAnswer, SignInRulesView, StrengthAnswer, StrengthRequest, StrengthView,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use store::StoreError;

/// What is demanded of a sign-in.
#[utoipa::path(
    get, path = "/api/v1/sign-in-rules", tag = "accounts",
    responses(
        (status = 200, description = "As they hold", body = SignInRulesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn sign_in_rules(State(state): State<AppState>) -> Result<Response, Refusal> {
    let rules = state.rules.get(&state.store).await.map_err(fault)?;
    Ok(Json(SignInRulesAnswer { rules: view(&rules) }).into_response())
}

/// Sets what is demanded of a sign-in.
#[utoipa::path(
    put, path = "/api/v1/sign-in-rules", tag = "accounts",
    request_body(content = SignInRulesView),
    responses(
        (status = 200, description = "In force at once: for times of open sessions too, for second factors at the next sign-in", body = SignInRulesAnswer),
        (status = 400, description = "Something cannot be read, or is out of bounds", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn change_sign_in_rules(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<SignInRulesView>,
) -> Result<Response, Refusal> {
    let rules = checked(&request)?;
    let before = state.rules.get(&state.store).await.map_err(fault)?;
    let (was, is) = (before.in_words(), rules.in_words());
    if was != is {
        let values = (Some(was.as_str()), Some(is.as_str()));
        audit::note_change(&state, &caller, ("changed_sign_in_rules", "sign-in"), values).await?;
        state.rules.set(&state.store, rules.clone(), state.now()).await.map_err(fault)?;
    }
    Ok(Json(SignInRulesAnswer { rules: view(&rules) }).into_response())
}

/// Says how good a password is and what would make it better; nothing is kept.
#[utoipa::path(
    post, path = "/api/v1/password-strength", tag = "sign-in",
    request_body(content = StrengthRequest),
    responses(
        (status = 200, description = "Rated", body = StrengthAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 403, description = "From another site", body = Failure),
    )
)]
pub async fn rate_password(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<StrengthRequest>,
) -> Json<StrengthAnswer> {
    // Strangers learn no name of the house by asking for one.
    let is_inside = may(&caller.subject, Action::KeepOwnSession, Scope::Centre);
    let words = if is_inside { strength::house_words(&state) } else { Vec::new() };
    let name = if request.name.is_empty() { caller.actor.as_str() } else { &request.name };
    let rated = strength::rate(&request.password, name, &words);
    let strength = StrengthView { score: rated.score, advice: rated.advice };
    Json(StrengthAnswer { strength })
}

fn checked(request: &SignInRulesView) -> Result<SignInRules, Refusal> {
    let SignInRulesView { second_factor, idle_minutes, longest_minutes } = request;
    for (name, minutes, bounds) in
        [("idle_minutes", idle_minutes, IDLE), ("longest_minutes", longest_minutes, LONGEST)]
    {
        if !bounds.contains(minutes) {
            let hint = format!("Write minutes from {} to {}", bounds.start(), bounds.end());
            return Err(Refusal::parameter(name, &minutes.to_string(), &hint));
        }
    }
    if idle_minutes > longest_minutes {
        let hint = "Write at most as many as `longest_minutes`";
        return Err(Refusal::parameter("idle_minutes", &idle_minutes.to_string(), hint));
    }
    let demanded = |role: &Role| second_factor.contains(role);
    Ok(SignInRules {
        second_factor: Role::ALL.into_iter().filter(demanded).collect(),
        idle_minutes: *idle_minutes,
        longest_minutes: *longest_minutes,
    })
}

fn view(rules: &SignInRules) -> SignInRulesView {
    let SignInRules { second_factor, idle_minutes, longest_minutes } = rules;
    SignInRulesView {
        second_factor: second_factor.clone(),
        idle_minutes: *idle_minutes,
        longest_minutes: *longest_minutes,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping the rules of signing in", &error)
}
