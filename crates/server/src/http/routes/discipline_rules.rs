//! The catalogue of rules of conduct and the limits of discipline.
//!
//! Room:  server/http; versions are `discipline::catalogue`'s.
//! Holds: a change holds from today or later; each is audited with what it was and what it is.
//! Proof: `tests/it/api_discipline.rs`.

use crate::attendance::roll;
use crate::discipline::catalogue::{Catalogue, ConductLimits, ConductRuleContent};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::discipline::fault;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::discipline::{
    ConductAnswer, ConductLimitsRequest, ConductRuleRequest, ConductRuleView,
};
use crate::http::views::failure::Failure;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::calendar::Day;
use store::ConductRow;

/// The rules of conduct as they are and as they will be, with the limits of today.
#[utoipa::path(
    get, path = "/api/v1/discipline/rules", tag = "discipline",
    responses(
        (status = 200, description = "Sorted by code and day", body = ConductAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn conduct_rules(State(state): State<AppState>) -> Result<Response, Refusal> {
    answer(&state).await
}

/// Sets a rule from a day on; a new code is a new rule. What was found before keeps the rule it had.
#[utoipa::path(
    put, path = "/api/v1/discipline/rules", tag = "discipline",
    request_body(content = ConductRuleRequest),
    responses(
        (status = 200, description = "The rules", body = ConductAnswer),
        (status = 400, description = "Something cannot be read, or the day is over", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn put_conduct_rule(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<ConductRuleRequest>,
) -> Result<Response, Refusal> {
    let first_day = coming(&state, &request.from)?;
    let code = request.code.clone();
    let is_code = (1..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_code {
        return Err(Refusal::parameter("code", &code, "Write 1 to 12 letters and digits"));
    }
    check_rule(&request.rule)?;
    let before = Catalogue::load(&state.store).await.map_err(fault)?;
    let before = before.content(&code, &first_day).map(written);
    let content = written(&request.rule);
    let row = ConductRow {
        code: code.clone(),
        first_day: first_day.clone(),
        content: content.clone(),
        changed_at: state.now(),
        changed_by: caller.actor.clone(),
    };
    state.store.put_conduct_rule(&row).await.map_err(fault)?;
    let object = format!("rule {code} {first_day}");
    let values = (before.as_deref(), Some(content.as_str()));
    audit::note_change(&state, &caller, ("changed_conduct_rule", &object), values).await?;
    answer(&state).await
}

/// Sets the line of the rate, the days of appeals and the points of lists from a day on.
#[utoipa::path(
    put, path = "/api/v1/discipline/limits", tag = "discipline",
    request_body(content = ConductLimitsRequest),
    responses(
        (status = 200, description = "The rules and limits", body = ConductAnswer),
        (status = 400, description = "Something cannot be read, or the day is over", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn put_conduct_limits(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<ConductLimitsRequest>,
) -> Result<Response, Refusal> {
    let first_day = coming(&state, &request.from)?;
    let limits = request.limits;
    let all = [
        ("line_basis_points", limits.line_basis_points, 0..=10_000),
        ("appeal_days", limits.appeal_days, 1..=60),
        ("lapse_days", limits.lapse_days, 1..=60),
        ("attendance_points", limits.attendance_points, 0..=100),
        ("red_from", limits.red_from, 1..=1_000),
        ("black_from", limits.black_from, 1..=1_000),
    ];
    for (name, value, range) in all {
        if !range.contains(&value) {
            let hint = format!("Write {} to {}", range.start(), range.end());
            return Err(Refusal::parameter(name, &value.to_string(), &hint));
        }
    }
    let before = Catalogue::load(&state.store).await.map_err(fault)?.limits(&first_day);
    let content = written(&limits);
    let row = ConductRow {
        code: String::new(),
        first_day: first_day.clone(),
        content: content.clone(),
        changed_at: state.now(),
        changed_by: caller.actor.clone(),
    };
    state.store.put_conduct_limits(&row).await.map_err(fault)?;
    let before: String = written::<ConductLimits>(&before);
    let values = (Some(before.as_str()), Some(content.as_str()));
    audit::note_change(&state, &caller, ("changed_conduct_limits", &first_day), values).await?;
    answer(&state).await
}

/// Today or later, by the centre's calendar.
fn coming(state: &AppState, from: &str) -> Result<String, Refusal> {
    let day = query::day("from", from)?;
    if day < today(state) {
        let hint = "Choose today or a later day: what is over keeps the rules it had";
        return Err(Refusal::parameter("from", from, hint));
    }
    Ok(day.to_string())
}

fn today(state: &AppState) -> Day {
    let now = state.now();
    state.engine.read(|live| roll::day_at(live, now))
}

fn check_rule(rule: &ConductRuleContent) -> Result<(), Refusal> {
    for (name, value) in [("name_zh", &rule.name_zh), ("name_en", &rule.name_en)] {
        if value.trim().is_empty() || value.chars().count() > 60 {
            return Err(Refusal::parameter(name, value, "Write a name of 1 to 60 signs"));
        }
    }
    if rule.points > 100 {
        return Err(Refusal::parameter("points", &rule.points.to_string(), "Write 0 to 100"));
    }
    Ok(())
}

fn written<T: serde::Serialize>(content: &T) -> String {
    serde_json::to_string(content).expect("plain data is written")
}

async fn answer(state: &AppState) -> Result<Response, Refusal> {
    let today = today(state).to_string();
    let catalogue = Catalogue::load(&state.store).await.map_err(fault)?;
    let mut rules = Vec::new();
    for (code, versions) in &catalogue.rules {
        let now = versions.iter().rposition(|(first, _)| *first <= today);
        for (first, rule) in versions.iter().skip(now.unwrap_or(0)) {
            let from = (!first.starts_with("0001")).then(|| first.clone());
            let (code, rule, is_future) = (code.clone(), rule.clone(), *first > today);
            rules.push(ConductRuleView { code, rule, from, is_future });
        }
    }
    let limits = catalogue.limits(&today);
    let meta = ListMeta::whole(rules.len(), state.now());
    Ok(Json(ConductAnswer { rules, limits, today, meta }).into_response())
}
