//! Signing in at an OpenID provider: there, and back.
//!
//! Room:  server/http; the proof is `federation::openid`'s, the account `federation::arrival`'s.
//! Holds: what fails brings the browser back to the sign-in page with a reason in its address; addresses
//!        are those of the configuration; the way on is a path of our own.
//! Proof: `tests/it/openid_real.rs` with a certified provider.

use crate::federation::arrival::{self, Arrival, NotAdmitted};
use crate::federation::in_full;
use crate::federation::openid::attempts::Attempt;
use crate::federation::openid::{KIND, Provider, claim, texts};
use crate::federation::roles::{Places, mapped};
use crate::http::audit;
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::sign_in::way::Way;
use crate::http::sign_in::{cookie, session};
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::outside::{OpenIdWay, SignInWays, SignInWaysAnswer};
use axum::Extension;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{Account, Whence};
use utoipa::IntoParams;

/// Seconds that an attempt has, as `attempts` counts them too.
const MINUTES_10: u32 = 600;
/// The longest path of a page that is gone back to.
const LONGEST_PATH: usize = 1_000;

/// How somebody may sign in beside a local name and password.
#[utoipa::path(
    get, path = "/api/v1/sign-in", tag = "sign-in",
    responses((status = 200, description = "The ways beside name and password", body = SignInWaysAnswer))
)]
pub async fn sign_in_ways(State(state): State<AppState>) -> Json<SignInWaysAnswer> {
    let way = |provider: &Provider| OpenIdWay {
        name: provider.config.name.clone(),
        title: provider.config.title.clone(),
        start: format!("/api/v1/openid/{}/start", provider.config.name),
    };
    Json(SignInWaysAnswer {
        sign_in: SignInWays { openid: state.openid.iter().map(way).collect() },
    })
}

/// Where the person wanted to go.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StartParams {
    /// The path of a page of ours; else the first page.
    to: Option<String>,
}

/// Sends the browser to the provider.
#[utoipa::path(
    get, path = "/api/v1/openid/{provider}/start", tag = "sign-in",
    params(("provider" = String, Path, description = "Its name in the configuration"), StartParams),
    responses(
        (status = 303, description = "To the provider; or back to the sign-in page with `sign_in_refused`"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn openid_start(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Query(params): Query<StartParams>,
) -> Result<Response, Refusal> {
    let provider = find(&state, &name)?;
    let to = params.to.filter(|to| is_page(to)).unwrap_or_else(|| "/".to_owned());
    let Some(begun) = state.openid.attempts.begin(&name, &to, state.now()) else {
        return Ok(back("busy"));
    };
    match provider.authorization(&begun, state.now()).await {
        Ok(address) => {
            let mut response = on(&address);
            remember(&mut response, &begun.browser, is_secure(&state));
            Ok(response)
        }
        Err(error) => {
            tracing::warn!(
                provider = name,
                error = in_full(&error),
                "nobody can be sent to the provider"
            );
            Ok(back("provider_away"))
        }
    }
}

/// What the provider sends the browser back with.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CallbackParams {
    code: Option<String>,
    state: Option<String>,
    /// Why there is no code.
    error: Option<String>,
    /// Who answers (RFC 9207).
    iss: Option<String>,
}

/// Takes the browser back from the provider and signs in.
#[utoipa::path(
    get, path = "/api/v1/openid/{provider}/callback", tag = "sign-in",
    params(("provider" = String, Path, description = "Its name in the configuration"), CallbackParams),
    responses(
        (status = 303, description = "Signed in, to the page that was wanted; or to the sign-in page with `sign_in_refused`"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn openid_callback(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    headers: HeaderMap,
    Query(params): Query<CallbackParams>,
) -> Result<Response, Refusal> {
    let provider = find(&state, &name)?;
    let mut response = match returned(&state, &caller, provider, &headers, params).await {
        Ok((account, attempt)) => {
            enter(&state, &caller, provider, &headers, (&account, &attempt)).await?
        }
        Err(NotAdmitted::Fault(refusal)) => return Err(refusal),
        Err(reason) => {
            audit::note(&state, &caller, "sign_in_failed", &format!("{name}: {}", reason.code()))
                .await?;
            back(reason.code())
        }
    };
    remember(&mut response, "", is_secure(&state));
    Ok(response)
}

/// Whose browser came back.
async fn returned(
    state: &AppState,
    caller: &Caller,
    provider: &Provider,
    headers: &HeaderMap,
    params: CallbackParams,
) -> Result<(Account, Attempt), NotAdmitted> {
    let now = state.now();
    let browser = cookie::named(headers, cookie::OPENID).unwrap_or_default();
    let given = params.state.unwrap_or_default();
    let attempt = state.openid.attempts.take((&given, browser), &provider.config.name, now);
    let attempt = attempt.ok_or(NotAdmitted::Stale)?;
    if params.iss.is_some_and(|issuer| issuer != provider.config.issuer) {
        return Err(NotAdmitted::NotProven);
    }
    let Some(code) = params.code.filter(|_| params.error.is_none()) else {
        return Err(NotAdmitted::GivenUp);
    };
    let claims = provider.claims(&code, &attempt, now).await.map_err(|error| {
        tracing::warn!(provider = provider.config.name, error = in_full(&error), "not proven");
        if error.is_away() { NotAdmitted::Away } else { NotAdmitted::NotProven }
    })?;
    let account = arrive(state, caller, provider, &claims).await?;
    Ok((account, attempt))
}

async fn arrive(
    state: &AppState,
    caller: &Caller,
    provider: &Provider,
    claims: &Map<String, Value>,
) -> Result<Account, NotAdmitted> {
    let config = &provider.config;
    let groups = texts(claim(claims, &config.groups_claim));
    let places = state.engine.read(|live| Places::of(live.names()));
    let roles = mapped(&config.joining.roles, &places, |group| groups.contains(&group));
    let name = claim(claims, &config.name_claim).and_then(Value::as_str).unwrap_or_default();
    let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    let shown = if name.is_empty() { subject } else { name };
    let whence = Whence { kind: KIND, issuer: &config.issuer, subject, shown };
    let arrival = Arrival { whence, name, roles, joining: &config.joining };
    arrival::admit(state, caller, &arrival).await
}

/// Opens the session and goes on to the page that was wanted.
async fn enter(
    state: &AppState,
    caller: &Caller,
    provider: &Provider,
    headers: &HeaderMap,
    (account, attempt): (&Account, &Attempt),
) -> Result<Response, Refusal> {
    let arrival = session::arrival(caller, headers, &[Way::OpenId]);
    let (opened, secret) = session::open(state, account, arrival, headers).await?;
    let noted = state.store.note_provider(&opened.token_hash, &provider.config.name).await;
    noted.map_err(|error| Refusal::fault("opening a session", &error))?;
    let by = Caller { actor: account.name.clone(), ..caller.clone() };
    let how = format!("openid {}", provider.config.name);
    audit::note_change(state, &by, ("signed_in", &account.name), (None, Some(&how))).await?;
    let mut response = on(&attempt.to);
    response.headers_mut().append(header::SET_COOKIE, cookie::set(&secret, is_secure(state)));
    Ok(response)
}

fn find<'s>(state: &'s AppState, name: &str) -> Result<&'s Provider, Refusal> {
    state.openid.find(name).ok_or_else(|| Refusal::not_found("such provider"))
}

/// A path of our own pages, and nothing that a browser could read as another site.
fn is_page(to: &str) -> bool {
    let is_plain = to.chars().all(|c| !c.is_control() && c != '\\');
    to.starts_with('/') && !to.starts_with("//") && is_plain && to.len() <= LONGEST_PATH
}

fn on(address: &str) -> Response {
    let place = HeaderValue::try_from(ascii(address)).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// Letters beyond ASCII as a header carries them.
fn ascii(address: &str) -> String {
    let mut text = String::with_capacity(address.len());
    for c in address.chars() {
        if c.is_ascii_graphic() {
            text.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                text.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    text
}

/// To the sign-in page, with the reason.
fn back(code: &str) -> Response {
    on(&format!("/?sign_in_refused={code}"))
}

/// Gives the browser the attempt's secret, or (empty) takes it away.
fn remember(response: &mut Response, secret: &str, is_secure: bool) {
    let seconds = if secret.is_empty() { 0 } else { MINUTES_10 };
    let value = cookie::set_openid(secret, seconds, is_secure);
    response.headers_mut().append(header::SET_COOKIE, value);
}

/// Whether the browser speaks TLS, to us or to a proxy in front.
fn is_secure(state: &AppState) -> bool {
    let public = state.config.public_url.as_deref().unwrap_or_default();
    state.is_tls() || public.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_on_is_a_page_of_ours() {
        for own in ["/", "/queues/7?figure=offered", "/agents?team=一组"] {
            assert!(is_page(own), "{own}");
        }
        let long = format!("/{}", "a".repeat(2_000));
        for other in
            ["", "queues", "//evil.example", "/\\evil.example", "https://evil.example", &long]
        {
            assert!(!is_page(other), "{other}");
        }
        assert!(!is_page("/a\r\nset-cookie: b"));
        assert_eq!(ascii("/agents?team=一 a"), "/agents?team=%E4%B8%80%20a");
    }
}
