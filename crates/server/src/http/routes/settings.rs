//! What can be set of the house: read it, try changes, make them, see who made which.
//!
//! Room:  server/http.
//! Takes: lists of changes. Gives: what they would do, and, with the digest of that, does it.
//! Holds: a preview changes nothing; a list is made whole or not at all; each change is noted in
//!        the audit list before it is made.
//! Proof: `tests/it/api_settings.rs`.

use crate::engine::SetError;
use crate::http::audit;
use crate::http::body::Body;
use crate::http::build::settings as build;
use crate::http::build::settings_plan::{self, Plan, plan};
use crate::http::query;
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::settings::SettingsAnswer;
use crate::http::views::settings_change::{
    AppliedAnswer, AppliedView, ApplyRequest, PastChange, PastChangesAnswer, PlannedChange,
    PreviewAnswer, PreviewRequest, Problem, SettingChange,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use store::{AuditEntry, AuditFilter};
use utoipa::IntoParams;

/// Bytes of a list of changes.
pub const BODY_LIMIT: usize = 4 << 20;
const MOST_CHANGES: usize = 2_000;
/// Failed lists looked at: they are rare, and older ones are far down.
const MOST_UNDONE: usize = 500;
/// The word in the audit list.
const ACTION: &str = "changed_setting";
/// What was noted in some rows was not done after all: their first and last number.
const UNDONE: &str = "did_not_change_settings";

/// Everything that can be set, and who set it.
#[utoipa::path(
    get, path = "/api/v1/settings", tag = "settings",
    responses(
        (status = 200, description = "As they are now", body = SettingsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn settings(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let settings = state.engine.read(|live| build::settings(live, &state.config, now));
    Ok(Json(SettingsAnswer { settings }).into_response())
}

/// What changes would do. Nothing is changed; problems stand at each change.
#[utoipa::path(
    post, path = "/api/v1/settings/preview", tag = "settings",
    request_body(content = PreviewRequest),
    responses(
        (status = 200, description = "Change by change, each after those before it", body = PreviewAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn preview_settings(
    State(state): State<AppState>,
    Body(request): Body<PreviewRequest>,
) -> Result<Response, Refusal> {
    let Plan { preview, .. } = planned(&state, &request.changes)?;
    Ok(Json(PreviewAnswer { preview }).into_response())
}

/// Makes changes, all or none. `digest` is that of the preview.
#[utoipa::path(
    post, path = "/api/v1/settings", tag = "settings",
    request_body(content = ApplyRequest),
    responses(
        (status = 200, description = "Done and journaled", body = AppliedAnswer),
        (status = 400, description = "Something cannot be read or done; nothing was changed", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "`settings_moved`: changed since the preview; nothing was changed", body = Failure),
        (status = 503, description = "The journal cannot be written; nothing was changed", body = Failure),
    )
)]
pub async fn apply_settings(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<ApplyRequest>,
) -> Result<Response, Refusal> {
    let Plan { preview, events } = planned(&state, &request.changes)?;
    if preview.digest != request.digest {
        return Err(moved());
    }
    let problems =
        preview.changes.iter().zip(1..).filter_map(|(one, number)| {
            one.problem.as_ref().map(|problem| refusal(problem, number))
        });
    if let Some(refusal) = problems.into_iter().next() {
        return Err(refusal);
    }
    if events.is_empty() {
        let hint = "Change something, or leave it";
        return Err(Refusal::invalid("Nothing would change", hint));
    }
    let digest = settings_plan::settings_digest(&preview.digest).ok_or_else(moved)?;
    let noted = note(&state, &caller, &preview.changes).await?;
    let records = match state.engine.set(digest, events).await {
        Ok(ack) => ack.stored,
        Err(error) => {
            let object = format!("{}-{}: {error}", noted.start(), noted.end());
            audit::note(&state, &caller, UNDONE, &object).await?;
            return Err(failed(&error));
        }
    };
    let now = state.now();
    let settings = state.engine.read(|live| build::settings(live, &state.config, now));
    let applied = AppliedView { records, changes: preview.changes, settings };
    Ok(Json(AppliedAnswer { applied }).into_response())
}

/// How much of the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PastParams {
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `meta.next_before` of the answer before this one.
    #[serde(default)]
    pub before: Option<String>,
}

/// Who changed which setting.
#[utoipa::path(
    get, path = "/api/v1/settings/changes", tag = "settings",
    params(PastParams),
    responses(
        (status = 200, description = "Youngest first", body = PastChangesAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn past_settings(
    State(state): State<AppState>,
    Query(params): Query<PastParams>,
) -> Result<Response, Refusal> {
    let limit = query::limit(params.limit)?;
    let before = query::cursor(params.before.as_deref(), |text| text.parse().ok())?;
    let rows = state.store.audit_rows(&of_action(ACTION, before, limit)).await;
    let rows = rows.map_err(|error| Refusal::fault("reading the audit list", &error))?;
    let undone = undone(&state).await?;
    let next = rows.last().filter(|_| rows.len() == limit).map(|row| row.number.to_string());
    let is_made = |row: &&store::AuditRow| !undone.iter().any(|rows| rows.contains(&row.number));
    let changes: Vec<PastChange> = rows.iter().filter(is_made).filter_map(past).collect();
    let meta = ListMeta { next_before: next, ..ListMeta::whole(changes.len(), state.now()) };
    Ok(Json(PastChangesAnswer { changes, meta }).into_response())
}

/// Rows of changes that the journal did not take.
async fn undone(state: &AppState) -> Result<Vec<RangeInclusive<u64>>, Refusal> {
    let rows = state.store.audit_rows(&of_action(UNDONE, None, MOST_UNDONE)).await;
    let rows = rows.map_err(|error| Refusal::fault("reading the audit list", &error))?;
    let range = |row: &store::AuditRow| {
        let (first, last) = row.object.split_once(':')?.0.split_once('-')?;
        Some(first.parse().ok()?..=last.parse().ok()?)
    };
    Ok(rows.iter().filter_map(range).collect())
}

/// A change as the audit list keeps it.
#[derive(Serialize, Deserialize)]
struct Noted {
    subject: crate::http::views::settings_change::Subject,
    fields: Vec<crate::http::views::settings_change::FieldChange>,
    effective_from: Option<crate::http::views::Moment>,
}

fn past(row: &store::AuditRow) -> Option<PastChange> {
    let Noted { subject, fields, effective_from } = serde_json::from_str(&row.object).ok()?;
    let (number, at, actor) = (row.number, row.at.into(), row.actor.clone());
    Some(PastChange { number, at, actor, subject, fields, effective_from })
}

fn planned(state: &AppState, changes: &[SettingChange]) -> Result<Plan, Refusal> {
    if changes.len() > MOST_CHANGES {
        let hint = format!("Send at most {MOST_CHANGES} changes at a time");
        return Err(Refusal::invalid("There are too many changes", hint));
    }
    let now = state.now();
    Ok(state.engine.read(|live| plan(live, &state.config, changes, now)))
}

/// Writes every change into the audit list, in one transaction; gives the numbers of its rows.
async fn note(
    state: &AppState,
    caller: &Caller,
    changes: &[PlannedChange],
) -> Result<RangeInclusive<u64>, Refusal> {
    let made = changes.iter().filter(|one| !one.fields.is_empty());
    let object = |one: &PlannedChange| {
        serde_json::to_string(&Noted {
            subject: one.subject.clone(),
            fields: one.fields.clone(),
            effective_from: one.effective_from,
        })
    };
    let objects = made.map(object).collect::<Result<Vec<_>, _>>();
    let objects = objects.map_err(|error| Refusal::fault("writing a change down", &error))?;
    let at = state.now();
    let entry = |object| AuditEntry {
        at,
        actor: &caller.actor,
        action: ACTION,
        object,
        origin: &caller.origin,
        ..AuditEntry::default()
    };
    let entries: Vec<_> = objects.iter().map(|object| entry(object.as_str())).collect();
    let last = state.store.audit_all(&entries).await;
    let last = last.map_err(|error| Refusal::fault("writing the audit list", &error))?;
    let count = u64::try_from(entries.len()).unwrap_or(0);
    Ok(last.saturating_sub(count) + 1..=last)
}

fn of_action(action: &str, before: Option<u64>, limit: usize) -> AuditFilter {
    AuditFilter { action: Some(action.to_owned()), before, limit, ..AuditFilter::default() }
}

fn moved() -> Refusal {
    let message = "The settings were changed since the preview; nothing was done";
    let hint = "Look at the preview again and apply that";
    Refusal::conflict("settings_moved", message, hint)
}

fn refusal(problem: &Problem, number: usize) -> Refusal {
    let Problem { place, given, message, remedy, .. } = problem;
    Refusal::invalid(format!("Change {number}, {place}: {message} (`{given}`)"), remedy.as_str())
}

fn failed(error: &SetError) -> Refusal {
    match error {
        SetError::Moved => moved(),
        SetError::Ingest(error) => Refusal::unavailable(&error.to_string()),
    }
}
