//! A sign-in whose password was right and whose second step is still to come.
//!
//! Room:  server/http, sign-in; between the password and the session.
//! Takes: the account and what is asked of it. Gives: a token in a cookie of its own.
//! Holds: the token opens nothing but the second step, for minutes, and one session at most; the cookie is
//!        sent to the routes of the session alone.
//! Proof: `tests/it/api_second_factor.rs`.

use super::way::{self, Way};
use super::{cookie, secret};
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use axum::http::{HeaderMap, HeaderValue};
use domain::Duration;
use serde::{Deserialize, Serialize};
use store::{Account, PendingSignIn, StoreError};
use utoipa::ToSchema;

/// What is still asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PendingStep {
    /// A code of the second factor, or a recovery code.
    Code,
    /// The house demands a second factor and there is none yet: to set one up.
    Enrolment,
}

impl PendingStep {
    const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Enrolment => "enrolment",
        }
    }

    const fn minutes(self) -> i64 {
        match self {
            Self::Code => 5,
            // To find a phone and an app.
            Self::Enrolment => 15,
        }
    }
}

/// What an account must still do after its password was right; `None`: nothing.
pub async fn step_for(state: &AppState, account: &Account) -> Result<Option<PendingStep>, Refusal> {
    let factor = state.store.second_factor(account.account).await.map_err(fault)?;
    if factor.is_some_and(|factor| factor.enrolled.is_some()) {
        return Ok(Some(PendingStep::Code));
    }
    let rules = state.rules.get(&state.store).await.map_err(fault)?;
    Ok(rules.demands_second_factor(account).then_some(PendingStep::Enrolment))
}

/// Begins the second step; gives it and the cookie.
pub async fn begin(
    state: &AppState,
    account: &Account,
    step: PendingStep,
    ways: &[Way],
) -> Result<(PendingSignIn, HeaderValue), Refusal> {
    let token = secret::fresh();
    let now = state.now();
    let pending = PendingSignIn {
        token_hash: secret::hash(&token),
        account: account.account,
        step: step.word().to_owned(),
        way: way::written(ways),
        created_at: now,
        expires_at: now.plus(Duration::from_minutes(step.minutes())),
    };
    state.store.prune_pending_sign_ins(now).await.map_err(fault)?;
    state.store.put_pending_sign_in(&pending).await.map_err(fault)?;
    Ok((pending, cookie::set_pending(&token, state.is_tls())))
}

/// The sign-in that the request goes on with, if it waits for this step.
pub async fn find(
    state: &AppState,
    headers: &HeaderMap,
    step: PendingStep,
) -> Result<(PendingSignIn, Account), Refusal> {
    let Some(sent) = cookie::read_pending(headers) else { return Err(Refusal::sign_in_over()) };
    let found = state.store.pending_sign_in(&secret::hash(sent), state.now()).await;
    let found = found.map_err(fault)?.filter(|(pending, _)| pending.step == step.word());
    found.ok_or_else(Refusal::sign_in_over)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping a sign-in", &error)
}
