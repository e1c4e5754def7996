//! Contacts: the lists behind every figure, and one contact with its events.
//!
//! Room:  server/http.
//! Holds: a look at one contact is audited.
//! Proof: `tests/it/api_floor.rs`.

use crate::http::build::{contact_list, contact_page, floor};
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::contact::{ContactAnswer, ContactsAnswer, OutcomeView};
use crate::http::views::failure::Failure;
use crate::http::views::figures::AttributionView;
use axum::Extension;
use axum::Json;
use axum::extract::Path;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::{AgentId, ContactId, QueueId};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which contacts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContactsParams {
    /// Entered at or after this instant (RFC 3339).
    #[serde(default)]
    pub from: Option<String>,
    /// Entered before this instant (RFC 3339).
    #[serde(default)]
    pub to: Option<String>,
    /// Which time `from` and `to` mean: of the entry into the queue (`by_arrival`, if absent) or
    /// of leaving it (`by_event`).
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
    #[serde(default)]
    #[param(inline)]
    pub outcome: Option<OutcomeView>,
    /// Waited at most so many seconds.
    #[serde(default)]
    pub within_s: Option<f64>,
    /// Waited longer than so many seconds.
    #[serde(default)]
    pub beyond_s: Option<f64>,
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `meta.next_before` of the answer before this one.
    #[serde(default)]
    pub before: Option<String>,
}

/// Contacts of the whole centre, open and closed.
#[utoipa::path(
    get, path = "/api/v1/contacts", tag = "contacts",
    params(ContactsParams),
    responses(
        (status = 200, description = "Youngest first", body = ContactsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn contacts(
    State(state): State<AppState>,
    Query(params): Query<ContactsParams>,
) -> Result<Response, Refusal> {
    Ok(Json(contact_list::read(&state, Whose::default(), &params).await?).into_response())
}

/// Contacts of one queue: what a figure is made of.
#[utoipa::path(
    get, path = "/api/v1/queues/{id}/contacts", tag = "contacts",
    params(("id" = u32, Path, description = "The queue's id"), ContactsParams),
    responses(
        (status = 200, description = "Youngest first", body = ContactsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn queue_contacts(
    State(state): State<AppState>,
    Id(id): Id,
    Query(params): Query<ContactsParams>,
) -> Result<Response, Refusal> {
    state.engine.read(|live| floor::known_queue(live, QueueId(id)))?;
    let whose = Whose { queue: Some(QueueId(id)), agent: None };
    Ok(Json(contact_list::read(&state, whose, &params).await?).into_response())
}

/// Contacts of one agent.
#[utoipa::path(
    get, path = "/api/v1/agents/{id}/contacts", tag = "contacts",
    params(("id" = u32, Path, description = "The agent's id"), ContactsParams),
    responses(
        (status = 200, description = "Youngest first", body = ContactsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn agent_contacts(
    State(state): State<AppState>,
    Id(id): Id,
    Query(params): Query<ContactsParams>,
) -> Result<Response, Refusal> {
    let whose = Whose { queue: None, agent: Some(AgentId(id)) };
    Ok(Json(contact_list::read(&state, whose, &params).await?).into_response())
}

/// One contact with its events. The look is audited.
#[utoipa::path(
    get, path = "/api/v1/contacts/{id}", tag = "contacts",
    params(("id" = String, Path, description = "The contact's id")),
    responses(
        (status = 200, description = "The contact, its entries into queues and its events", body = ContactAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn contact(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found("such contact"))?;
    let contact = contact_page::read(&state, &caller, ContactId(id)).await?;
    Ok(Json(ContactAnswer { contact }).into_response())
}

/// The contacts of a queue, of an agent, or all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    pub queue: Option<QueueId>,
    pub agent: Option<AgentId>,
}
