//! Contacts: the lists behind every figure, and one contact with its events.
//!
//! Room:  server/http.
//! Holds: a look at one contact is audited.
//! Proof: `tests/it/api_floor.rs`.

use crate::http::build::{contact_list, contact_page, floor};
use crate::http::query::{self, Id, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::contact::{
    ContactAnswer, ContactsAnswer, FramesAnswer, OutcomeView, PartView, SpanView,
};
use crate::http::views::failure::Failure;
use crate::http::views::figures::{AttributionView, Rule};
use axum::Extension;
use axum::Json;
use axum::extract::Path;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::{AgentId, ContactId, DidId, QueueId, SiteId, SkillId, TeamId};
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
    /// Which time the interval means: of the entry into the queue (`by_arrival`, if absent) or of
    /// what happened (`by_event`).
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
    /// What a figure is made of; the answer says beside the list what the figure counts.
    #[serde(default)]
    #[param(inline)]
    pub part: Option<PartView>,
    /// With `part`: the interval or window of the figure, instead of `from` and `to`; `today` if
    /// absent.
    #[serde(default)]
    #[param(inline)]
    pub span: Option<SpanView>,
    /// With `part`: by which service level rule; that in force if absent.
    #[serde(default)]
    #[param(inline)]
    pub rule: Option<Rule>,
    /// As the list stood at this past instant (RFC 3339); now if absent. The pages after the first
    /// are asked with the first one's `meta.at`.
    #[serde(default)]
    pub at: Option<String>,
    #[serde(default)]
    pub queue: Option<u32>,
    /// Of the site's queues.
    #[serde(default)]
    pub site: Option<u32>,
    #[serde(default)]
    pub skill: Option<u32>,
    #[serde(default)]
    pub did: Option<u32>,
    #[serde(default)]
    pub agent: Option<u32>,
    #[serde(default)]
    pub team: Option<u32>,
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
    Extension(caller): Extension<Caller>,
    Query(params): Query<ContactsParams>,
) -> Result<Response, Refusal> {
    Ok(Json(contact_list::read(&state, &caller.subject, Whose::default(), &params).await?)
        .into_response())
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
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Query(params): Query<ContactsParams>,
) -> Result<Response, Refusal> {
    state.engine.read(|live| floor::known_queue(live, QueueId(id)))?;
    let whose = Whose { queue: Some(QueueId(id)), ..Whose::default() };
    Ok(Json(contact_list::read(&state, &caller.subject, whose, &params).await?).into_response())
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
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Query(params): Query<ContactsParams>,
) -> Result<Response, Refusal> {
    let whose = Whose { agent: Some(AgentId(id)), ..Whose::default() };
    Ok(Json(contact_list::read(&state, &caller.subject, whose, &params).await?).into_response())
}

/// As of when.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContactParams {
    /// As it was known at this past instant (RFC 3339); now if absent.
    #[serde(default)]
    pub at: Option<String>,
}

/// One contact with its events. The look is audited.
#[utoipa::path(
    get, path = "/api/v1/contacts/{id}", tag = "contacts",
    params(("id" = String, Path, description = "The contact's id"), ContactParams),
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
    Query(params): Query<ContactParams>,
) -> Result<Response, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found("such contact"))?;
    let at = params.at.as_deref().map(|text| query::instant("at", text)).transpose()?;
    let contact = contact_page::read(&state, &caller, ContactId(id), at).await?;
    Ok(Json(ContactAnswer { contact }).into_response())
}

/// What the source said of a contact, word by word, for the days that it is kept.
#[utoipa::path(
    get, path = "/api/v1/contacts/{id}/frames", tag = "contacts",
    params(("id" = String, Path, description = "The contact's id")),
    responses(
        (status = 200, description = "Frames that name the contact", body = FramesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn contact_frames(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found("such contact"))?;
    Ok(Json(contact_page::frames(&state, &caller, ContactId(id)).await?).into_response())
}

/// Whose contacts: all of these at once; all of the centre where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    pub queue: Option<QueueId>,
    /// The site of the queue.
    pub site: Option<SiteId>,
    pub skill: Option<SkillId>,
    pub did: Option<DidId>,
    /// Who answered.
    pub agent: Option<AgentId>,
    /// The team of who answered, at that time.
    pub team: Option<TeamId>,
}

impl Whose {
    /// What the path says, and what the parameters say beyond it.
    #[must_use]
    pub fn narrowed(self, params: &ContactsParams) -> Self {
        Self {
            queue: self.queue.or(params.queue.map(QueueId)),
            site: self.site.or(params.site.map(SiteId)),
            skill: self.skill.or(params.skill.map(SkillId)),
            did: self.did.or(params.did.map(DidId)),
            agent: self.agent.or(params.agent.map(AgentId)),
            team: self.team.or(params.team.map(TeamId)),
        }
    }

    /// One queue or the whole centre; `None`: something narrower.
    #[must_use]
    pub const fn only_queue(self) -> Option<Option<QueueId>> {
        match self {
            Self { queue, site: None, skill: None, did: None, agent: None, team: None } => {
                Some(queue)
            }
            Self { .. } => None,
        }
    }
}
