//! The gate in front of every route: who is it, may they, did their own page send it.
//!
//! Room:  server/http; between the layers and the handlers.
//! Takes: cookie, bearer token, CSRF header, origin. Gives: `Caller` to the handler, or a refusal.
//! Holds: asks `access` and nothing else; counts every answer in the meter.

use super::access::{Action, Scope, Subject, may, reached};
use super::list::Access;
use super::refusal::Refusal;
use super::sign_in::origin;
use super::sign_in::session::{self, Caller};
use super::state::AppState;
use crate::clock::Stopwatch;
use axum::extract::{ConnectInfo, FromRequestParts as _, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;

/// What one route demands.
#[derive(Clone, Debug)]
pub struct Gate {
    state: AppState,
    access: Access,
    path: Arc<str>,
}

impl Gate {
    #[must_use]
    pub fn new(state: AppState, access: Access, path: &str) -> Self {
        Self { state, access, path: path.into() }
    }

    async fn admit(&self, request: &mut Parts) -> Result<Caller, Refusal> {
        let demanded = self.demanded(request).await?;
        let headers = &request.headers;
        let caller = session::identify(&self.state, headers, address(request))
            .await
            .map_err(|error| Refusal::fault("finding out who asks", &error))?;
        if !request.method.is_safe() && !is_bearer(&caller) && !origin::is_own(headers) {
            return Err(Refusal::cross_site());
        }
        if demanded == Demand::Nothing {
            return Ok(caller);
        }
        if caller.subject == Subject::Nobody {
            return Err(Refusal::not_signed_in());
        }
        if caller.needs_csrf(&request.method) && !caller.has_csrf(headers) {
            return Err(Refusal::cross_site());
        }
        if demanded.is_met_by(&caller.subject) { Ok(caller) } else { Err(Refusal::forbidden()) }
    }

    /// What must be allowed before the handler is asked.
    async fn demanded(&self, request: &mut Parts) -> Result<Demand, Refusal> {
        Ok(match self.access {
            Access::Open => Demand::Nothing,
            Access::Needs(action) => Demand::At(action, Scope::Centre),
            Access::Within(action) => Demand::Somewhere(action),
            Access::Either(one, other) => Demand::Either(one, other),
            Access::OnBoard(action) => {
                let params = RawPathParams::from_request_parts(request, &self.state).await;
                let params = params.map_err(|_| Refusal::not_found("such board"))?;
                let id = params.iter().find(|(name, _)| *name == "id");
                let board = id.and_then(|(_, id)| id.parse().ok());
                // What names no board is asked for the centre, which no screen may see.
                Demand::At(action, board.map_or(Scope::Centre, Scope::Board))
            }
        })
    }
}

/// What a request must be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Demand {
    Nothing,
    At(Action, Scope),
    /// Upon whomever; the handler narrows.
    Somewhere(Action),
    /// One of them, upon whomever.
    Either(Action, Action),
}

impl Demand {
    fn is_met_by(self, subject: &Subject) -> bool {
        let somewhere = |action| !reached(subject, action).is_nobody();
        match self {
            Self::Nothing => true,
            Self::At(action, scope) => may(subject, action, scope),
            Self::Somewhere(action) => somewhere(action),
            Self::Either(one, other) => somewhere(one) || somewhere(other),
        }
    }
}

/// A token is sent on purpose, never by a tricked browser.
const fn is_bearer(caller: &Caller) -> bool {
    matches!(caller.subject, Subject::Token(_) | Subject::Wall(_))
}

/// The address of the other side; `local` where there is none (in process).
fn address(request: &Parts) -> String {
    let info = request.extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or_else(|| "local".to_owned(), |ConnectInfo(peer)| peer.ip().to_string())
}

/// Lets a request through to its handler or answers why not.
pub async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let (mut parts, body) = request.into_parts();
    let method = parts.method.clone();
    let response = match gate.admit(&mut parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refusal) => refusal.into_response(),
    };
    gate.state.meter.count(&gate.path, &method, response.status(), watch.elapsed());
    response
}
