//! Signing in and out.
//!
//! Room:  server/http.
//! Holds: a sign-in always makes a new session; unknown name and wrong password answer alike; a right password
//!        opens nothing where a second step is due.
//! Proof: `tests/it/api_sign_in.rs`.

use crate::federation::password::{self, Told};
use crate::http::access::{Action, Subject, reached};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::refusal::Refusal;
use crate::http::sign_in::lockout::Attempt;
use crate::http::sign_in::pending::{self, PendingStep};
use crate::http::sign_in::session::Caller;
use crate::http::sign_in::way::Way;
use crate::http::sign_in::{cookie, session};
use crate::http::state::AppState;
use crate::http::views::account::SessionView;
use crate::http::views::account::{SessionAnswer, SignInRequest};
use crate::http::views::failure::Failure;
use crate::http::views::outside::{SignedOutAnswer, SignedOutView};
use crate::http::views::sign_in::{PendingAnswer, PendingView};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::Response;
use store::{Account, NO_PASSWORD, Session};

/// Signs in.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "sign-in",
    request_body(content = SignInRequest),
    responses(
        (status = 200, description = "Signed in; the cookie is set", body = SessionAnswer),
        (status = 202, description = "The password is right, and a second step is due", body = PendingAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Name or password is wrong", body = Failure),
        (status = 403, description = "From another site; or the directory knows the person, who may not sign in here", body = Failure),
        (status = 429, description = "Too many attempts; wait as `Retry-After` says", body = Failure),
        (status = 503, description = "`crowded`; wait as `Retry-After` says. `directory_away`: the house's directory does not answer", body = Failure),
    )
)]
pub async fn sign_in(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Body(request): Body<SignInRequest>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let attempt = Attempt::new(&request.name, &caller.origin);
    attempt.begin(&state.store, now).await?;
    let found = state.store.account_by_name(&request.name).await;
    let found = found.map_err(|error| Refusal::fault("looking up an account", &error))?;
    let known = found.as_ref().map(|(account, _)| account);
    let given = (request.name.as_str(), request.password.as_str());
    let told = password::ask(&state, &caller, given, known).await?;
    let (account, hash) = found.filter(|(account, _)| account.disabled_at.is_none()).unzip();
    // Who has no password here takes as long as who has one.
    let hash = hash.filter(|hash| hash != NO_PASSWORD);
    let right = match told {
        Told::Right(account) => Some((account, Way::Directory)),
        Told::Wrong => None,
        Told::NotAdmitted(refusal) => {
            // The password was right: nobody guesses.
            attempt.succeeded(&state.store).await?;
            let object = format!("{}: {}", request.name, refusal.code);
            audit::note(&state, &caller, "sign_in_failed", &object).await?;
            return Err(refusal);
        }
        Told::NotAsked => {
            let is_right = state.passwords.verify(request.password, hash).await?;
            account.filter(|_| is_right).map(|account| (account, Way::Password))
        }
    };
    let Some((account, way)) = right else {
        attempt.failed(&state.store, now).await?;
        let name: String = request.name.chars().take(100).collect();
        audit::note(&state, &caller, "sign_in_failed", &name).await?;
        return Err(Refusal::wrong_credentials());
    };
    let ways = [way];
    if let Some(step) = pending::step_for(&state, &account).await? {
        // The count of failures stays until the second step: guessing codes is guessing too.
        return wait_for(&state, &account, step, &ways).await;
    }
    attempt.succeeded(&state.store).await?;
    let (session, cookie) = welcome(&state, &account, &ways, &caller, &headers).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(SessionAnswer { session })).into_response())
}

/// Answers that a second step is due.
pub async fn wait_for(
    state: &AppState,
    account: &Account,
    step: PendingStep,
    ways: &[Way],
) -> Result<Response, Refusal> {
    let (pending, cookie) = pending::begin(state, account, step, ways).await?;
    let view =
        PendingView { name: account.name.clone(), step, expires_at: pending.expires_at.into() };
    let answer = Json(PendingAnswer { pending: view });
    Ok((StatusCode::ACCEPTED, [(header::SET_COOKIE, cookie)], answer).into_response())
}

/// Who is signed in, and the token for requests that change something.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "sign-in",
    responses(
        (status = 200, description = "Who is signed in", body = SessionAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
    )
)]
pub async fn session(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let session = caller.session.as_ref().ok_or_else(Refusal::not_signed_in)?;
    let session = view(&state, &caller.actor, &caller.subject, session)?;
    Ok(Json(SessionAnswer { session }).into_response())
}

/// Signs out.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "sign-in",
    responses(
        (status = 200, description = "Signed out here; the browser goes on to sign out at the provider", body = SignedOutAnswer),
        (status = 204, description = "Signed out"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn sign_out(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let mut next = None;
    if let Some(session) = &caller.session {
        next = provider_sign_out(&state, session).await;
        let ended = state.store.end_session(&session.token_hash).await;
        ended.map_err(|error| Refusal::fault("ending a session", &error))?;
        audit::note(&state, &caller, "signed_out", &caller.actor).await?;
    }
    let gone = [(header::SET_COOKIE, cookie::clear(state.is_tls()))];
    Ok(match next {
        Some(next) => {
            let signed_out = SignedOutView { next };
            (gone, Json(SignedOutAnswer { signed_out })).into_response()
        }
        None => (StatusCode::NO_CONTENT, gone).into_response(),
    })
}

/// Where the session's provider is signed out of; that nobody knows is no reason to stay signed in here.
async fn provider_sign_out(state: &AppState, session: &Session) -> Option<String> {
    let name = state.store.provider_of(&session.token_hash).await.ok()??;
    state.openid.find(&name)?.sign_out(state.now()).await
}

/// Opens a session for the account; gives it and its cookie.
pub async fn welcome(
    state: &AppState,
    account: &Account,
    ways: &[Way],
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<(SessionView, HeaderValue), Refusal> {
    let arrival = session::arrival(caller, headers, ways);
    let (opened, secret) = session::open(state, account, arrival, headers).await?;
    let caller = Caller { actor: account.name.clone(), ..caller.clone() };
    audit::note(state, &caller, "signed_in", &account.name).await?;
    let subject = Subject::Account(session::holder(account));
    let view = view(state, &account.name, &subject, &opened)?;
    Ok((view, cookie::set(&secret, state.is_tls())))
}

fn view(
    state: &AppState,
    name: &str,
    subject: &Subject,
    session: &Session,
) -> Result<SessionView, Refusal> {
    let Subject::Account(holder) = subject else { return Err(Refusal::not_signed_in()) };
    let reached = |action: &Action| reached(subject, *action);
    let may = Action::ALL.into_iter().filter(|action| reached(action).is_all());
    let some = Action::ALL.into_iter().filter(|action| {
        let reached = reached(action);
        !reached.is_all() && !reached.is_nobody()
    });
    Ok(SessionView {
        name: name.to_owned(),
        roles: holder.roles.iter().copied().map(Into::into).collect(),
        agent: holder.agent.map(|agent| agent.0),
        zone: state.engine.read(|live| live.zone().name().to_owned()),
        may: may.collect(),
        may_for_some: some.collect(),
        csrf_token: session.csrf_token.clone(),
        expires_at: session.expires_at.into(),
    })
}
