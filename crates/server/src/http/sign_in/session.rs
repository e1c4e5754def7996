//! Sessions: opened by signing in, found by their cookie, ended by time or by the account.
//!
//! Room:  server/http, sign-in.
//! Holds: left alone, or open, for as long as the house's rules say ends a session; a sign-in ends the
//!        browser's session before.

use super::way::{self, Way};
use super::{cookie, device, secret};
use crate::http::access::{
    Action, Held, Holder, Place, Reached, Role, Subject, TokenScope, reached,
};
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use axum::http::{HeaderMap, Method, header};
use domain::{Duration, Timestamp};
use store::{Account, ApiToken, Arrival, HeldRole, Session, StoreError, WallToken};

/// How often an open stream asks whether its session still holds.
const CHECKED_EVERY: Duration = Duration::from_secs(30);
/// A session's last use is noted this often.
const NOTED_EVERY: Duration = Duration::from_minutes(1);

/// How the token of a wall screen begins.
pub const WALL_PREFIX: &str = "cbw_";

/// Who makes a request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub subject: Subject,
    /// For the audit list: `admin`, `token 3`, or `-`.
    pub actor: String,
    pub account: Option<u32>,
    /// The account, or that which made the token.
    pub responsible: Option<u32>,
    pub session: Option<Session>,
    /// Of the API or wall token, where one was sent.
    pub token_hash: Option<Vec<u8>>,
    /// The address the request came from.
    pub origin: String,
}

impl Caller {
    /// The people on the floor whom the caller may see.
    #[must_use]
    pub fn sight(&self) -> Reached {
        reached(&self.subject, Action::SeeAgents)
    }

    /// Whether a browser may have been tricked into this request: it sends cookies by itself.
    #[must_use]
    pub fn needs_csrf(&self, method: &Method) -> bool {
        self.session.is_some() && !method.is_safe()
    }

    /// Whether the request carries the session's own token.
    #[must_use]
    pub fn has_csrf(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
        let wanted = self.session.as_ref().map(|session| session.csrf_token.as_str());
        sent.zip(wanted).is_some_and(|(sent, wanted)| secret::same(sent, wanted))
    }
}

/// Finds out who makes a request: a token if one is sent, else the session of the cookie.
pub async fn identify(
    state: &AppState,
    headers: &HeaderMap,
    origin: String,
) -> Result<Caller, StoreError> {
    let (store, now) = (&state.store, state.now());
    if let Some(sent) = bearer(headers) {
        let hash = secret::hash(sent);
        if sent.starts_with(WALL_PREFIX) {
            return Ok(match store.wall_token(&hash, now).await? {
                Some(token) => of_wall(&token, hash, origin),
                None => nobody(origin),
            });
        }
        return Ok(match store.api_token(&hash, now).await? {
            Some(token) => of_token(&token, hash, origin),
            None => nobody(origin),
        });
    }
    let Some(sent) = cookie::read(headers) else { return Ok(nobody(origin)) };
    let Some((session, account)) = find(state, &secret::hash(sent), now).await? else {
        return Ok(nobody(origin));
    };
    Ok(Caller {
        subject: Subject::Account(holder(&account)),
        actor: account.name,
        account: Some(session.account),
        responsible: Some(session.account),
        session: Some(session),
        token_hash: None,
        origin,
    })
}

/// What an account is. A role that this program does not know gives no right.
#[must_use]
pub fn holder(account: &Account) -> Holder {
    let held = |held: &HeldRole| {
        let role = Role::parse(&held.role)?;
        let of_site = held.site.map(Place::Site);
        let place = held.team.map(Place::Team).or(of_site).unwrap_or(Place::Centre);
        Some(Held { role, place })
    };
    Holder { roles: account.roles.iter().filter_map(held).collect(), agent: account.agent }
}

/// The session if it still holds; notes its use.
async fn find(
    state: &AppState,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<(Session, Account)>, StoreError> {
    let store = &state.store;
    let Some((mut session, account)) = store.session(hash, now).await? else { return Ok(None) };
    let rules = state.rules.get(store).await?;
    if rules.has_ended(&session, now) {
        store.end_session(hash).await?;
        return Ok(None);
    }
    if now.since(session.seen_at) >= NOTED_EVERY {
        session.expires_at = rules.end_of(session.created_at, now);
        store.touch_session(hash, now, session.expires_at).await?;
    }
    Ok(Some((session, account)))
}

/// Whether the caller's session or token would still be accepted; for streams that stay open.
pub async fn still_holds(state: &AppState, caller: &Caller, now: Timestamp) -> bool {
    let store = &state.store;
    if let Some(session) = &caller.session {
        let Ok(rules) = state.rules.get(store).await else { return false };
        let found = store.session(&session.token_hash, now).await.ok().flatten();
        return found.is_some_and(|(session, _)| !rules.has_ended(&session, now));
    }
    let Some(hash) = &caller.token_hash else { return false };
    if matches!(caller.subject, Subject::Wall(_)) {
        return store.wall_token(hash, now).await.is_ok_and(|token| token.is_some());
    }
    store.api_token(hash, now).await.is_ok_and(|token| token.is_some())
}

/// Asks now and then whether the caller may still see.
pub struct Watchman {
    state: AppState,
    caller: Caller,
    checked_at: Timestamp,
}

impl std::fmt::Debug for Watchman {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watchman").field("caller", &self.caller).finish_non_exhaustive()
    }
}

impl Watchman {
    #[must_use]
    pub fn new(state: &AppState, caller: Caller) -> Self {
        Self { state: state.clone(), caller, checked_at: state.now() }
    }

    /// Whether the stream may go on.
    pub async fn lets_pass(&mut self) -> bool {
        let now = self.state.now();
        if now.since(self.checked_at) < CHECKED_EVERY {
            return true;
        }
        self.checked_at = now;
        still_holds(&self.state, &self.caller, now).await
    }
}

/// Opens a session for an account; gives it and the secret for the cookie.
pub async fn open(
    state: &AppState,
    account: &Account,
    arrival: Arrival,
    headers: &HeaderMap,
) -> Result<(Session, String), Refusal> {
    let fault = |error: StoreError| Refusal::fault("opening a session", &error);
    let (store, now) = (&state.store, state.now());
    if let Some(before) = cookie::read(headers) {
        store.end_session(&secret::hash(before)).await.map_err(fault)?;
    }
    let rules = state.rules.get(store).await.map_err(fault)?;
    let token = secret::fresh();
    let session = Session {
        token_hash: secret::hash(&token),
        account: account.account,
        csrf_token: secret::fresh(),
        created_at: now,
        seen_at: now,
        expires_at: rules.end_of(now, now),
        arrival,
    };
    store.put_session(&session).await.map_err(fault)?;
    store.prune_sessions(now).await.map_err(fault)?;
    Ok((session, token))
}

/// Whence a request comes, and how its person signs in.
#[must_use]
pub fn arrival(caller: &Caller, headers: &HeaderMap, ways: &[Way]) -> Arrival {
    let way = way::written(ways);
    Arrival { address: caller.origin.clone(), device: device::of(headers), way }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn of_token(token: &ApiToken, hash: Vec<u8>, origin: String) -> Caller {
    let scopes = token.scopes.iter().filter_map(|word| TokenScope::parse(word)).collect();
    Caller {
        subject: Subject::Token(scopes),
        actor: format!("token {}", token.token),
        account: None,
        responsible: Some(token.account),
        session: None,
        token_hash: Some(hash),
        origin,
    }
}

fn of_wall(token: &WallToken, hash: Vec<u8>, origin: String) -> Caller {
    Caller {
        subject: Subject::Wall(token.board),
        actor: format!("wall token {}", token.token),
        account: None,
        responsible: None,
        session: None,
        token_hash: Some(hash),
        origin,
    }
}

fn nobody(origin: String) -> Caller {
    Caller {
        subject: Subject::Nobody,
        actor: "-".into(),
        account: None,
        responsible: None,
        session: None,
        token_hash: None,
        origin,
    }
}
