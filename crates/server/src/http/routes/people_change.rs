//! People hired, renamed, moved, qualified, claimed; and changes taken back before their day.
//!
//! Room:  server/http.
//! Holds: a change says its reason and the revision it changes; it reaches the floor at once; every
//!        change is in the audit list with what was and what is.
//! Proof: `tests/it/api_people.rs`.

use super::people::{accounts, fault, profile, reach_person};
use crate::http::access::{Action, reached};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::build::people::{self as build, Known};
use crate::http::build::{people_change as read, people_reach};
use crate::http::query;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::people::PersonAnswer;
use crate::http::views::people_change::{
    NewPerson, PersonChangeFrom, PersonFactChange, PersonMasterChange, PersonTakeBack,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::PersonId;
use domain::calendar::Day;
use store::{Author, FactChange, PeopleKept, PersonChange, PersonRow, PersonWrite};

/// Changes in one request.
const MOST_CHANGES: usize = 100;

/// Makes a person; what is said of them holds from the day of hiring on.
#[utoipa::path(
    post, path = "/api/v1/people", tag = "people",
    request_body(content = NewPerson),
    responses(
        (status = 201, description = "The new person", body = PersonAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "`taken`: the number is somebody else's; `claimed`: the agent or account is", body = Failure),
    )
)]
pub async fn create_person(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<NewPerson>,
) -> Result<Response, Refusal> {
    let (hired, left) = read::employment(&request.hired_on, request.left_on.as_deref())?;
    let reason = read::reason(&request.reason)?;
    let facts = facts(&state, &caller, &request.facts, hired).await?;
    if !reached(&caller.subject, Action::ManagePeople).is_all() {
        use store::FactKind::{Site, Team};
        let is_place = |fact: &FactChange| {
            matches!(fact, FactChange::From { kind: Site | Team, value: Some(_), .. })
        };
        if !facts.iter().any(is_place) {
            let hint = "Give a site or a team of yours: else nobody there could find the person";
            return Err(Refusal::invalid("The person belongs nowhere", hint));
        }
    }
    let write = PersonWrite {
        known: None,
        number: read::number(&request.number)?,
        name: read::name("name", &request.name)?,
        hired,
        left,
        facts,
    };
    let person = keep(&state, &caller, write, &reason).await?;
    let row = find(&state, person).await?;
    audit_new(&state, &caller, &row, &reason).await?;
    let profile = profile(&state, &caller, &row, None).await?;
    Ok((StatusCode::CREATED, Json(PersonAnswer { profile })).into_response())
}

/// Changes number, name and days of employment.
#[utoipa::path(
    put, path = "/api/v1/people/{id}", tag = "people",
    params(("id" = u32, Path, description = "The person's id")),
    request_body(content = PersonMasterChange),
    responses(
        (status = 200, description = "As it is now", body = PersonAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "`taken`, or `changed_meanwhile`", body = Failure),
    )
)]
pub async fn change_person(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<PersonMasterChange>,
) -> Result<Response, Refusal> {
    let (row, _) = reach_person(&state, &caller, PersonId(id), Action::ManagePeople).await?;
    let (hired, left) = read::employment(&request.hired_on, request.left_on.as_deref())?;
    let reason = read::reason(&request.reason)?;
    let write = PersonWrite {
        known: Some((row.person, request.revision)),
        number: read::number(&request.number)?,
        name: read::name("name", &request.name)?,
        hired,
        left,
        facts: Vec::new(),
    };
    changed(&state, &caller, write, &reason).await
}

/// Changes what holds of a person from a day on, up to the next change that is known already.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/changes", tag = "people",
    params(("id" = u32, Path, description = "The person's id")),
    request_body(content = PersonChangeFrom),
    responses(
        (status = 200, description = "As it is now", body = PersonAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "`claimed`, or `changed_meanwhile`", body = Failure),
    )
)]
pub async fn change_person_from(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<PersonChangeFrom>,
) -> Result<Response, Refusal> {
    let (row, _) = reach_person(&state, &caller, PersonId(id), Action::ManagePeople).await?;
    let reason = read::reason(&request.reason)?;
    let today = state.engine.read(|live| build::today(live, state.now()));
    let from = request.from.as_deref().map(|day| query::day("from", day)).transpose()?;
    let facts = facts(&state, &caller, &request.changes, from.unwrap_or(today)).await?;
    if facts.is_empty() {
        return Err(Refusal::invalid("Nothing would change", "Name at least one change"));
    }
    changed(&state, &caller, same(&row, request.revision, facts), &reason).await
}

/// Takes a change back whose day has not come.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/take-back", tag = "people",
    params(("id" = u32, Path, description = "The person's id")),
    request_body(content = PersonTakeBack),
    responses(
        (status = 200, description = "As it is now", body = PersonAnswer),
        (status = 400, description = "Something cannot be read, or the day has come", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "`changed_meanwhile`", body = Failure),
    )
)]
pub async fn take_person_change_back(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<PersonTakeBack>,
) -> Result<Response, Refusal> {
    let (row, _) = reach_person(&state, &caller, PersonId(id), Action::ManagePeople).await?;
    let reason = read::reason(&request.reason)?;
    let today = state.engine.read(|live| build::today(live, state.now()));
    let day = query::day("from", &request.from)?;
    if day <= today {
        let hint = "What has begun is changed from a day on, so that the past stays as it was";
        return Err(Refusal::parameter("from", &request.from, hint));
    }
    let kind = read::kind(request.kind);
    let facts = vec![FactChange::TakeBack { kind, slot: request.slot, day }];
    state.engine.read(|live| people_reach::check_given(live, &caller.subject, &facts))?;
    changed(&state, &caller, same(&row, request.revision, facts), &reason).await
}

fn same(row: &PersonRow, revision: u32, facts: Vec<FactChange>) -> PersonWrite {
    PersonWrite {
        known: Some((row.person, revision)),
        number: row.number.clone(),
        name: row.name.clone(),
        hired: row.hired,
        left: row.left,
        facts,
    }
}

/// What is asked for, checked, and that the caller may give it.
async fn facts(
    state: &AppState,
    caller: &Caller,
    changes: &[PersonFactChange],
    day: Day,
) -> Result<Vec<FactChange>, Refusal> {
    if changes.len() > MOST_CHANGES {
        return Err(Refusal::invalid("Too many changes at once", "Send 100 at most"));
    }
    let accounts = accounts(state).await?;
    state.engine.read(|live| {
        let known = (live.names(), &accounts);
        let facts = changes.iter().map(|change| read::fact(change, day, known));
        let facts = facts.collect::<Result<Vec<_>, _>>()?;
        people_reach::check_given(live, &caller.subject, &facts)?;
        Ok(facts)
    })
}

/// Keeps a change and answers with the person as it is now.
async fn changed(
    state: &AppState,
    caller: &Caller,
    write: PersonWrite,
    reason: &str,
) -> Result<Response, Refusal> {
    let person = write.known.map_or(PersonId(0), |(person, _)| person);
    let before = last_change(state, person).await?;
    keep(state, caller, write, reason).await?;
    let row = find(state, person).await?;
    audit_changes(state, caller, (&row, before), reason).await?;
    let profile = profile(state, caller, &row, None).await?;
    Ok(Json(PersonAnswer { profile }).into_response())
}

/// Writes, and lets the floor know whose team is another now.
async fn keep(
    state: &AppState,
    caller: &Caller,
    write: PersonWrite,
    reason: &str,
) -> Result<PersonId, Refusal> {
    let author = Author { actor: &caller.actor, reason: Some(reason) };
    let kept = state.store.write_people(&[write], author, state.now()).await.map_err(fault)?;
    let PeopleKept::Done(done) = &kept else { return Err(refusal(state, &kept).await?) };
    let person = done.first().map_or(PersonId(0), |(person, _)| *person);
    crate::people::settle_soon(&state.engine).await;
    Ok(person)
}

/// Why nothing was kept.
async fn refusal(state: &AppState, kept: &PeopleKept) -> Result<Refusal, Refusal> {
    Ok(match kept {
        PeopleKept::Done(_) => Refusal::unavailable("nothing was refused"),
        PeopleKept::Changed(_) => Refusal::conflict(
            "changed_meanwhile",
            "Somebody changed the person in between",
            "Look at it again, then change it",
        ),
        PeopleKept::Taken(_) => Refusal::conflict(
            "taken",
            "Another person has this number",
            "Each employee number belongs to one person",
        ),
        PeopleKept::NoSuchChange(_) => Refusal::not_found("change of that day"),
        PeopleKept::Claimed { kind, by, .. } => {
            let by = state.store.person(*by).await.map_err(fault)?;
            let number = by.map_or_else(String::new, |row| row.number);
            let message = format!("This {} is {number} on one of these days", kind.word());
            let hint = "End that link on the day on which this one begins";
            Refusal::conflict("claimed", &message, hint)
        }
    })
}

async fn find(state: &AppState, person: PersonId) -> Result<PersonRow, Refusal> {
    let row = state.store.person(person).await.map_err(fault)?;
    row.ok_or_else(|| Refusal::not_found("such person"))
}

async fn last_change(state: &AppState, person: PersonId) -> Result<u64, Refusal> {
    let last = state.store.person_changes(person, None, 1).await.map_err(fault)?;
    Ok(last.first().map_or(0, |change| change.change))
}

async fn audit_new(
    state: &AppState,
    caller: &Caller,
    row: &PersonRow,
    reason: &str,
) -> Result<(), Refusal> {
    let facts = state.store.facts_of(&[row.person], None).await.map_err(fault)?;
    let accounts = accounts(state).await?;
    let told: Vec<String> = state.engine.read(|live| {
        let known = Known { names: live.names(), accounts: &accounts };
        let told = |fact: &store::Fact| {
            let value = known.value(fact.kind, fact.slot, &fact.span.value);
            format!("{} {}", fact.kind.word(), build::in_words(&value))
        };
        facts.iter().map(told).collect()
    });
    let after = format!("{}, hired {}; {}", row.name, row.hired, told.join("; "));
    let change = (row.number.clone(), None, Some(after));
    audit::note_all(state, caller, ("created_person", reason), &[change]).await
}

/// Notes what the store noted since a change.
async fn audit_changes(
    state: &AppState,
    caller: &Caller,
    (row, since): (&PersonRow, u64),
    reason: &str,
) -> Result<(), Refusal> {
    let most = MOST_CHANGES + 4;
    let changes = state.store.person_changes(row.person, None, most).await.map_err(fault)?;
    let accounts = accounts(state).await?;
    let told = state.engine.read(|live| {
        let known = Known { names: live.names(), accounts: &accounts };
        let tell = |change: PersonChange| {
            let from = change.from.map(|day| format!(" from {day}")).unwrap_or_default();
            let view = known.change(change);
            let thing = view.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
            let object = format!("{} {}{thing}{from}", row.number, view.what);
            let words = |value: Option<_>| value.as_ref().map(build::in_words);
            (object, words(view.was), words(view.became))
        };
        let since = changes.into_iter().filter(|change| change.change > since);
        let mut told: Vec<_> = since.map(tell).collect();
        told.reverse();
        told
    });
    audit::note_all(state, caller, ("changed_person", reason), &told).await
}
