//! What is protected about people: read, kept with consent, taken out.
//!
//! Room:  server/http; behind rights of its own.
//! Holds: each look and each change is in the audit list, without what it says; what is taken out is
//!        gone.
//! Never: told elsewhere as anything but "protected".
//! Proof: `tests/it/api_people.rs`.

use super::people::{fault, reach_person};
use crate::http::access::Action;
use crate::http::audit;
use crate::http::body::Body;
use crate::http::query;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::people::{ProtectedAnswer, ProtectedKind, ProtectedView};
use crate::http::views::people_change::NewProtected;
use axum::Extension;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::PersonId;
use store::ProtectedFact;

/// What protects a person.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/protected", tag = "people",
    params(("id" = u32, Path, description = "The person's id")),
    responses(
        (status = 200, description = "Oldest first; the look is in the audit list", body = ProtectedAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn protected(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let (row, _) = reach_person(&state, &caller, PersonId(id), Action::SeeProtected).await?;
    audit::note(&state, &caller, "looked_at_protected", &row.number).await?;
    answer(&state, row.person).await
}

/// Keeps something that protects a person, with the day on which they agreed.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/protected", tag = "people",
    params(("id" = u32, Path, description = "The person's id")),
    request_body(content = NewProtected),
    responses(
        (status = 200, description = "All that protects the person", body = ProtectedAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn keep_protected(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<NewProtected>,
) -> Result<Response, Refusal> {
    let (row, _) = reach_person(&state, &caller, PersonId(id), Action::ManageProtected).await?;
    let first = query::day("first_day", &request.first_day)?;
    let until = request.until_day.as_deref();
    let until = until.map(|day| query::day("until_day", day)).transpose()?;
    if let Some(day) = until.filter(|until| *until <= first) {
        let hint = "The end is the first day after it";
        return Err(Refusal::parameter("until_day", &day.to_string(), hint));
    }
    let fact = ProtectedFact {
        kind: request.kind.word().to_owned(),
        first,
        until,
        consent_on: query::day("consent_on", &request.consent_on)?,
        noted_at: state.now(),
        noted_by: caller.actor.clone(),
    };
    audit::note(&state, &caller, "kept_protected", &row.number).await?;
    state.store.put_protected(row.person, &fact).await.map_err(fault)?;
    answer(&state, row.person).await
}

/// Takes something out for good: it was never so, or the consent is withdrawn.
#[utoipa::path(
    delete, path = "/api/v1/people/{id}/protected/{kind}/{first_day}", tag = "people",
    params(
        ("id" = u32, Path, description = "The person's id"),
        ("kind" = String, Path, description = "`pregnant` or `nursing`"),
        ("first_day" = String, Path, description = "Its first day"),
    ),
    responses(
        (status = 204, description = "Nothing of it is kept"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn remove_protected(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path((id, kind, first)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let unknown = || Refusal::not_found("such thing");
    let id = id.parse().map_err(|_| unknown())?;
    let (row, _) = reach_person(&state, &caller, PersonId(id), Action::ManageProtected).await?;
    let first = query::day("first_day", &first)?;
    audit::note(&state, &caller, "removed_protected", &row.number).await?;
    if !state.store.remove_protected(row.person, &kind, first).await.map_err(fault)? {
        return Err(unknown());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn answer(state: &AppState, person: PersonId) -> Result<Response, Refusal> {
    let facts = state.store.protected_of(person).await.map_err(fault)?;
    let view = |fact: ProtectedFact| {
        Some(ProtectedView {
            kind: ProtectedKind::parse(&fact.kind)?,
            first_day: fact.first.to_string(),
            until_day: fact.until.map(|day| day.to_string()),
            consent_on: fact.consent_on.to_string(),
            noted_at: fact.noted_at.into(),
            noted_by: fact.noted_by,
        })
    };
    let protected: Vec<ProtectedView> = facts.into_iter().filter_map(view).collect();
    let meta = ListMeta::whole(protected.len(), state.now());
    Ok(Json(ProtectedAnswer { protected, meta }).into_response())
}
