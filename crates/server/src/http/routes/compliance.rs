//! Compliance events: found, told with why, taken note of by somebody else.
//!
//! Room:  server/http; the rules are `compliance`'s.
//! Holds: nobody takes note of what they did themselves, nor of what a token did that they made; the look is
//!        in the audit list, and so is the note.
//! Proof: `tests/it/api_compliance.rs`.

use crate::compliance::rules::{Rule, Severity};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::looks::{self, Look};
use crate::http::query::{self, Id, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::compliance::{
    ComplianceAnswer, ComplianceEvent, ComplianceEventAnswer, ComplianceRuleView, NoteRequest,
};
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{ComplianceFilter, StoreError};
use utoipa::IntoParams;

/// Longest note.
const TEXT: usize = 1_000;

/// Which events.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ComplianceParams {
    #[serde(default)]
    #[param(inline)]
    pub rule: Option<Rule>,
    #[serde(default)]
    #[param(inline)]
    pub severity: Option<Severity>,
    /// Who did it: an account's name, `token 3`.
    #[serde(default)]
    pub actor: Option<String>,
    /// Whether somebody took note; both if absent.
    #[serde(default)]
    pub is_noted: Option<bool>,
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `meta.next_before` of the answer before this one.
    #[serde(default)]
    pub before: Option<String>,
}

/// What others did beyond right or habit.
#[utoipa::path(
    get, path = "/api/v1/compliance", tag = "compliance",
    params(ComplianceParams),
    responses(
        (status = 200, description = "Youngest first, as far as the audit list is judged; and the rules", body = ComplianceAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn compliance(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<ComplianceParams>,
) -> Result<Response, Refusal> {
    let limit = query::limit(params.limit)?;
    let filter = ComplianceFilter {
        rule: params.rule.map(|rule| rule.word().to_owned()),
        actor: params.actor.clone().filter(|actor| !actor.is_empty()),
        severity: params.severity.map(Severity::number),
        is_noted: params.is_noted,
        before: query::cursor(params.before.as_deref(), |text| text.parse().ok())?,
        limit,
    };
    let rows = state.store.compliance_events(&filter).await.map_err(fault)?;
    let next = rows.last().filter(|_| rows.len() == limit).map(|row| row.event.to_string());
    let own = own(&state, &caller).await?;
    let events: Vec<ComplianceEvent> = rows.into_iter().filter_map(|row| view(row, &own)).collect();
    note_look(&state, &caller, (&params, &events)).await?;
    let rule = |rule: Rule| ComplianceRuleView {
        rule,
        grades: rule.grades(),
        window_minutes: rule.window_minutes(),
    };
    let rules = Rule::ALL.into_iter().map(rule).collect();
    let meta = ListMeta { next_before: next, ..ListMeta::whole(events.len(), state.now()) };
    Ok(Json(ComplianceAnswer { events, rules, meta }).into_response())
}

/// Takes note of an event: what it was, and what is done about it.
#[utoipa::path(
    post, path = "/api/v1/compliance/{id}/note", tag = "compliance",
    params(("id" = u32, Path, description = "The event's id")),
    request_body(content = NoteRequest),
    responses(
        (status = 200, description = "As it is now", body = ComplianceEventAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It changed meanwhile, is noted, or is what the caller did", body = Failure),
    )
)]
pub async fn note_compliance(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<NoteRequest>,
) -> Result<Response, Refusal> {
    let note = request.note.trim();
    if note.is_empty() || note.chars().count() > TEXT {
        let hint = format!("Write what was found out, in 1 to {TEXT} characters");
        return Err(Refusal::invalid("The note is missing or too long", hint));
    }
    let unknown = || Refusal::not_found("such event");
    let row = state.store.compliance_event(id).await.map_err(fault)?.ok_or_else(unknown)?;
    let own = own(&state, &caller).await?;
    if own.contains(&row.finding.actor) {
        let message = "This is about what you did yourself";
        let hint = "Somebody else with this right takes note of it";
        return Err(Refusal::conflict("own_event", message, hint));
    }
    let object = format!("event {id}: {} {}", row.finding.rule, row.finding.actor);
    let done =
        state.store.note_compliance((id, request.revision), (&caller.actor, note), state.now());
    if !done.await.map_err(fault)? {
        let message = "It was changed meanwhile";
        return Err(Refusal::conflict("changed_meanwhile", message, "Look at it again"));
    }
    let change = (object, None, None);
    audit::note_all(&state, &caller, ("noted_compliance", note), &[change]).await?;
    let row = state.store.compliance_event(id).await.map_err(fault)?.ok_or_else(unknown)?;
    let event = view(row, &own).ok_or_else(unknown)?;
    Ok(Json(ComplianceEventAnswer { event }).into_response())
}

/// Actors behind whom the caller stands: the own account, and tokens that it made.
async fn own(state: &AppState, caller: &Caller) -> Result<BTreeSet<String>, Refusal> {
    let tokens = state.store.api_tokens().await.map_err(fault)?;
    let made: BTreeMap<u32, u32> = tokens.iter().map(|one| (one.token, one.account)).collect();
    let mine = made.into_iter().filter(|(_, account)| Some(*account) == caller.responsible);
    let tokens = mine.map(|(token, _)| format!("token {token}"));
    Ok(tokens.chain([caller.actor.clone()]).collect())
}

async fn note_look(
    state: &AppState,
    caller: &Caller,
    (params, events): (&ComplianceParams, &[ComplianceEvent]),
) -> Result<(), Refusal> {
    let filter = looks::filter(&[
        ("rule", params.rule.map(|rule| rule.word().to_owned())),
        ("severity", params.severity.map(|one| format!("{one:?}").to_lowercase())),
        ("actor", params.actor.clone()),
        ("is_noted", params.is_noted.map(|is| is.to_string())),
    ]);
    let people = events.iter().map(|event| event.actor.clone()).collect();
    let look = Look { action: "listed_compliance", filter, rows: events.len(), people };
    looks::note(state, caller, look).await
}

/// `None`: a rule or grade that this program does not know.
fn view(row: store::ComplianceEvent, own: &BTreeSet<String>) -> Option<ComplianceEvent> {
    let store::ComplianceEvent { event, finding, noted_at, noted_by, note, revision } = row;
    Some(ComplianceEvent {
        id: event,
        revision,
        rule: Rule::parse(&finding.rule)?,
        severity: Severity::read(finding.severity)?,
        is_own: own.contains(&finding.actor),
        actor: finding.actor,
        day: finding.day,
        first_at: finding.first_at.into(),
        last_at: finding.last_at.into(),
        why: serde_json::from_str(&finding.evidence).ok()?,
        noted_at: noted_at.map(Into::into),
        noted_by,
        note,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err as it is")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("reading compliance events", &error)
}
