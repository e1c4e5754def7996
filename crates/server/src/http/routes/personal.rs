//! A copy of everything that is kept about somebody: for those who answer for people, and for oneself.
//!
//! Room:  server/http; `store::personal` finds, `build::personal` tells.
//! Holds: each copy is in the audit list. What few may know is in one's own copy and in that of those who may
//!        see it.
//! Proof: `tests/it/api_personal.rs`.

use super::people::{fault, may_now, reach_person};
use crate::http::access::Action;
use crate::http::audit;
use crate::http::build::history_words::{Language, language};
use crate::http::build::people as build;
use crate::http::build::personal::{self, Telling};
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::people_file::FileParams;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::personal::{PersonalAnswer, PersonalCopy};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::{AgentId, Interval, PersonId, Timestamp};
use store::{Fact, FactKind, Identity, PersonRow};

const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Everything that is kept about a person.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/copy", tag = "people",
    params(("id" = u32, Path, description = "The person's id"), FileParams),
    responses(
        (status = 200, description = "A part for each place; the copy is in the audit list", body = PersonalAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn personal_copy(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Query(file): Query<FileParams>,
) -> Result<Response, Refusal> {
    let copy = of_person(&state, &caller, PersonId(id), language(file.lang.as_deref())?).await?;
    Ok(Json(PersonalAnswer { copy }).into_response())
}

/// The same as an Excel workbook.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/copy.xlsx", tag = "people",
    params(("id" = u32, Path, description = "The person's id"), FileParams),
    responses(
        (status = 200, description = "A sheet for each place; the copy is in the audit list", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn personal_workbook(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Query(file): Query<FileParams>,
) -> Result<Response, Refusal> {
    let language = language(file.lang.as_deref())?;
    workbook(of_person(&state, &caller, PersonId(id), language).await?, language).await
}

/// Everything that is kept about whoever asks.
#[utoipa::path(
    get, path = "/api/v1/account/copy", tag = "accounts",
    params(FileParams),
    responses(
        (status = 200, description = "A part for each place; the copy is in the audit list", body = PersonalAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn own_copy(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(file): Query<FileParams>,
) -> Result<Response, Refusal> {
    let copy = of_self(&state, &caller, language(file.lang.as_deref())?).await?;
    Ok(Json(PersonalAnswer { copy }).into_response())
}

/// The same as an Excel workbook.
#[utoipa::path(
    get, path = "/api/v1/account/copy.xlsx", tag = "accounts",
    params(FileParams),
    responses(
        (status = 200, description = "A sheet for each place; the copy is in the audit list", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn own_workbook(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(file): Query<FileParams>,
) -> Result<Response, Refusal> {
    let language = language(file.lang.as_deref())?;
    workbook(of_self(&state, &caller, language).await?, language).await
}

async fn of_person(
    state: &AppState,
    caller: &Caller,
    person: PersonId,
    language: Language,
) -> Result<PersonalCopy, Refusal> {
    let (row, facts) = reach_person(state, caller, person, Action::CopyPerson).await?;
    audit::note(state, caller, "copied_person", &row.number).await?;
    let with_protected = may_now(state, &caller.subject, Action::SeeProtected, &facts);
    let identity = identity(state, &row).await?;
    tell(state, &identity, Some(&row), (language, with_protected)).await
}

/// Nobody else may be told of the account: a token, which is no person, has none.
async fn of_self(
    state: &AppState,
    caller: &Caller,
    language: Language,
) -> Result<PersonalCopy, Refusal> {
    let account = caller.account.ok_or_else(Refusal::forbidden)?;
    let today = state.engine.read(|live| build::today(live, state.now()));
    let row = state.store.person_with(FactKind::Account, account, today).await.map_err(fault)?;
    let object = row.as_ref().map_or(caller.actor.as_str(), |row| &row.number);
    audit::note(state, caller, "copied_own", object).await?;
    let identity = match &row {
        Some(row) => identity(state, row).await?,
        None => Identity {
            accounts: vec![(account, caller.actor.clone(), ever())],
            ..Identity::default()
        },
    };
    tell(state, &identity, row.as_ref(), (language, true)).await
}

const fn ever() -> Interval {
    Interval { start: Timestamp::MIN, end: Timestamp::MAX }
}

/// Accounts and agents with the days on which they were the person's.
async fn identity(state: &AppState, row: &PersonRow) -> Result<Identity, Refusal> {
    let facts = state.store.facts_of(&[row.person], None).await.map_err(fault)?;
    let accounts = super::people::accounts(state).await?;
    Ok(state.engine.read(|live| {
        let start = live.centre().business_day_start;
        let within = |fact: &Fact| {
            let day = |day| live.zone().business_interval(day, start).start;
            let end = fact.span.until.map_or(Timestamp::MAX, day);
            Interval { start: day(fact.span.first), end }
        };
        let of = |kind: FactKind| facts.iter().filter(move |fact| fact.kind == kind);
        let account = |fact: &Fact| {
            accounts.get(&fact.slot).map(|name| (fact.slot, name.clone(), within(fact)))
        };
        Identity {
            person: Some(row.person),
            number: Some(row.number.clone()),
            accounts: of(FactKind::Account).filter_map(account).collect(),
            agents: of(FactKind::Agent).map(|fact| (AgentId(fact.slot), within(fact))).collect(),
        }
    }))
}

async fn tell(
    state: &AppState,
    identity: &Identity,
    row: Option<&PersonRow>,
    (language, with_protected): (Language, bool),
) -> Result<PersonalCopy, Refusal> {
    let kept = state.store.personal(identity).await.map_err(fault)?;
    let account = identity.accounts.first().map_or("", |(_, name, _)| name);
    Ok(state.engine.read(|live| {
        let telling = Telling {
            number: row.map(|row| row.number.as_str()),
            name: row.map_or(account, |row| &row.name),
            at: state.now(),
            zone: live.zone(),
            names: live.names(),
            language,
            with_protected,
        };
        personal::copy(&kept, telling)
    }))
}

async fn workbook(copy: PersonalCopy, language: Language) -> Result<Response, Refusal> {
    let written = tokio::task::spawn_blocking(move || personal::workbook(&copy, language)).await;
    let book = written.map_err(|error| Refusal::fault("writing a workbook", &error))?;
    let book = book.map_err(|error| Refusal::fault("writing a workbook", &error))?;
    let name = HeaderValue::from_static("attachment; filename=\"callboard-personal-data.xlsx\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(EXCEL)),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, book).into_response())
}
