//! Open sessions: one's own, and for an administrator those of an account; each can be ended.
//!
//! Room:  server/http.
//! Holds: a session is named by the beginning of its secret's hash, of which nothing follows; one's own
//!        list holds one's own sessions and no other is ended through it.
//! Proof: `tests/it/api_own_sessions.rs`.

use crate::http::audit;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::routes::account::find;
use crate::http::sign_in::rules::SignInRules;
use crate::http::sign_in::session::Caller;
use crate::http::sign_in::{device, secret, way};
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::sign_in::{EndedAnswer, OpenSession, SessionsAnswer};
use axum::Extension;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use store::{Session, StoreError};

/// Bytes of the hash that name a session.
const NAME_BYTES: usize = 8;

/// One's own open sessions.
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "accounts",
    responses(
        (status = 200, description = "The one used last first", body = SessionsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn own_sessions(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let own = own(&caller)?;
    list(&state, own.account, &caller).await
}

/// Ends one's own sessions but the one that asks.
#[utoipa::path(
    delete, path = "/api/v1/sessions", tag = "accounts",
    responses(
        (status = 200, description = "How many", body = EndedAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn end_other_sessions(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let own = own(&caller)?;
    audit::note(&state, &caller, "ended_sessions", &caller.actor).await?;
    let ended = state.store.end_other_sessions(own.account, &own.token_hash).await;
    Ok(Json(EndedAnswer { ended: ended.map_err(fault)? }).into_response())
}

/// Ends one of one's own sessions.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{session}", tag = "accounts",
    params(("session" = String, Path, description = "The session's id")),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn end_own_session(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(session): Path<String>,
) -> Result<Response, Refusal> {
    let own = own(&caller)?;
    end(&state, &caller, (own.account, &caller.actor), &session).await
}

/// The open sessions of an account.
#[utoipa::path(
    get, path = "/api/v1/accounts/{id}/sessions", tag = "accounts",
    params(("id" = u64, Path, description = "The account's id")),
    responses(
        (status = 200, description = "The one used last first", body = SessionsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn sessions_of(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let account = find(&state, id).await?;
    audit::note(&state, &caller, "looked_at_sessions", &account.name).await?;
    list(&state, id, &caller).await
}

/// Ends all sessions of an account, but the one that asks.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{id}/sessions", tag = "accounts",
    params(("id" = u64, Path, description = "The account's id")),
    responses(
        (status = 200, description = "How many", body = EndedAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn end_sessions_of(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let account = find(&state, id).await?;
    let kept = own(&caller)?.token_hash.clone();
    audit::note(&state, &caller, "ended_sessions", &account.name).await?;
    let ended = state.store.end_other_sessions(id, &kept).await;
    Ok(Json(EndedAnswer { ended: ended.map_err(fault)? }).into_response())
}

/// Ends one session of an account.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{id}/sessions/{session}", tag = "accounts",
    params(
        ("id" = u64, Path, description = "The account's id"),
        ("session" = String, Path, description = "The session's id"),
    ),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn end_session_of(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path((id, session)): Path<(u32, String)>,
) -> Result<Response, Refusal> {
    let account = find(&state, id).await?;
    end(&state, &caller, (id, &account.name), &session).await
}

async fn list(state: &AppState, account: u32, caller: &Caller) -> Result<Response, Refusal> {
    let now = state.now();
    let rules = state.rules.get(&state.store).await.map_err(fault)?;
    let mut sessions = state.store.sessions_of(account, now).await.map_err(fault)?;
    sessions.retain(|session| !rules.has_ended(session, now));
    let own = caller.session.as_ref().map(|session| session.token_hash.as_slice());
    let sessions: Vec<OpenSession> = sessions.iter().map(|one| view(one, own, &rules)).collect();
    let meta = ListMeta::whole(sessions.len(), now);
    Ok(Json(SessionsAnswer { sessions, meta }).into_response())
}

async fn end(
    state: &AppState,
    caller: &Caller,
    (account, name): (u32, &str),
    wanted: &str,
) -> Result<Response, Refusal> {
    let sessions = state.store.sessions_of(account, state.now()).await.map_err(fault)?;
    let session = sessions.iter().find(|session| name_of(session) == wanted);
    let session = session.ok_or_else(|| Refusal::not_found("such session"))?;
    audit::note(state, caller, "ended_session", name).await?;
    state.store.end_session(&session.token_hash).await.map_err(fault)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn own(caller: &Caller) -> Result<&Session, Refusal> {
    caller.session.as_ref().ok_or_else(Refusal::not_signed_in)
}

fn name_of(session: &Session) -> String {
    secret::hex(session.token_hash.get(..NAME_BYTES).unwrap_or_default())
}

fn view(session: &Session, own: Option<&[u8]>, rules: &SignInRules) -> OpenSession {
    let arrival = &session.arrival;
    OpenSession {
        id: name_of(session),
        is_own: own == Some(session.token_hash.as_slice()),
        created_at: session.created_at.into(),
        seen_at: session.seen_at.into(),
        expires_at: rules.end_of(session.created_at, session.seen_at).into(),
        address: arrival.address.clone(),
        device: device::in_words(&arrival.device),
        ways: way::read(&arrival.way),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping sessions", &error)
}
