//! The rules of attendance of each site, and from which day they hold.
//!
//! Room:  server/http; rules are `attendance::rules`'.
//! Holds: rules are set for today or later, never for days that are over; each change is audited with
//!        what it was and what it is.
//! Proof: `tests/it/api_attendance.rs`.

use crate::attendance::roll;
use crate::attendance::rules::{self, usual};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::query::{self, Id};
use crate::http::refusal::Refusal;
use crate::http::routes::attendance::{fault, is_site, site_name};
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::attendance::{
    AttendanceRules, RulesAnswer, RulesOfSite, RulesRequest, RulesSpan,
};
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::SiteId;
use domain::calendar::Day;
use store::PolicyRow;

/// The rules of every site, as they are and as they will be.
#[utoipa::path(
    get, path = "/api/v1/attendance/rules", tag = "attendance",
    responses(
        (status = 200, description = "Sorted by site; of each, what held first comes first", body = RulesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn attendance_rules(State(state): State<AppState>) -> Result<Response, Refusal> {
    answer(&state).await
}

/// Sets the rules of a site from a day on. The same day again takes their place.
#[utoipa::path(
    put, path = "/api/v1/attendance/rules/{id}", tag = "attendance",
    params(("id" = u32, Path, description = "The site's id")),
    request_body(content = RulesRequest),
    responses(
        (status = 200, description = "The rules of every site", body = RulesAnswer),
        (status = 400, description = "Something cannot be read, or the day is over", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn put_attendance_rules(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<RulesRequest>,
) -> Result<Response, Refusal> {
    is_site(&state, id)?;
    let from = query::day("from", &request.from)?;
    let now = state.now();
    let today = state.engine.read(|live| roll::day_at(live, now));
    if from < today {
        let hint = "Choose today or a later day: days that are over keep the rules they had";
        return Err(Refusal::parameter("from", &request.from, hint));
    }
    rules::check(&request.rules)
        .map_err(|(name, value, hint)| Refusal::parameter(name, &value, hint))?;
    let rows = state.store.attendance_policies().await.map_err(fault)?;
    let before = held(&rows, id, from).map_or_else(|| written(&usual()), |row| row.content.clone());
    let content = written(&request.rules);
    let row = PolicyRow {
        site: id,
        first_day: from.to_string(),
        content: content.clone(),
        changed_at: now,
        changed_by: caller.actor.clone(),
    };
    state.store.put_attendance_policy(&row).await.map_err(fault)?;
    let object = format!("{} {from}", SiteId(id));
    let values = (Some(before.as_str()), Some(content.as_str()));
    audit::note_change(&state, &caller, ("changed_attendance_rules", &object), values).await?;
    answer(&state).await
}

/// What holds at a site on a day.
fn held(rows: &[PolicyRow], site: u32, day: Day) -> Option<&PolicyRow> {
    let day = day.to_string();
    rows.iter().rfind(|row| row.site == site && row.first_day <= day)
}

fn written(rules: &AttendanceRules) -> String {
    serde_json::to_string(rules).expect("plain data is written")
}

async fn answer(state: &AppState) -> Result<Response, Refusal> {
    let rows = state.store.attendance_policies().await.map_err(fault)?;
    let now = state.now();
    let (today, ids) = state.engine.read(|live| {
        let ids: Vec<u32> = live.names().sites.keys().map(|site| site.0).collect();
        (roll::day_at(live, now), ids)
    });
    let today = today.to_string();
    let span = |row: &PolicyRow| {
        let rules = serde_json::from_str(&row.content).ok()?;
        Some(RulesSpan {
            from: Some(row.first_day.clone()),
            is_future: row.first_day > today,
            rules,
            changed_by: Some(row.changed_by.clone()),
            changed_at: Some(row.changed_at.into()),
        })
    };
    let first = || RulesSpan {
        from: None,
        is_future: false,
        rules: usual(),
        changed_by: None,
        changed_at: None,
    };
    let sites: Vec<RulesOfSite> = ids
        .into_iter()
        .map(|site| {
            let set = rows.iter().filter(|row| row.site == site).filter_map(span);
            let spans = std::iter::once(first()).chain(set).collect();
            RulesOfSite { site, site_name: site_name(state, site), spans }
        })
        .collect();
    let meta = ListMeta::whole(sites.len(), now);
    Ok(Json(RulesAnswer { sites, today, meta }).into_response())
}
