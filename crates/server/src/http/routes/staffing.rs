//! Staffing: three directions of asking, the table of people for a spreadsheet, plans that are kept.
//!
//! Room:  server/http.
//! Holds: asking changes nothing; whatever is kept, changed or removed is audited.
//! Proof: `tests/it/api_staffing.rs`.

use crate::http::audit::note;
use crate::http::body::Body;
use crate::http::build::history_words::language;
use crate::http::build::{staffing as build, staffing_excel, staffing_year};
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::staffing::{
    Direction, ReachableAnswer, RequirementAnswer, SolutionAnswer, StaffingPlan,
    StaffingPlanAnswer, StaffingPlanChange, StaffingPlanRequest, StaffingPlansAnswer,
    StaffingScenario, YearPlanAnswer, YearPlanRequest,
};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use store::{StaffingPlanKept, StaffingPlanWrite, StoreError};
use utoipa::IntoParams;

/// Plans of the house.
const MOST_PLANS: usize = 500;
const LONGEST_NAME: usize = 60;

/// Forward: the people that keep the targets.
#[utoipa::path(
    post, path = "/api/v1/staffing/forward", tag = "staffing",
    request_body(content = StaffingScenario),
    responses(
        (status = 200, description = "By interval, day and all together", body = RequirementAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such queue", body = Failure),
        (status = 409, description = "A day is not forecast", body = Failure),
    )
)]
pub async fn staffing_forward(
    State(state): State<AppState>,
    Body(scenario): Body<StaffingScenario>,
) -> Result<Response, Refusal> {
    let requirement = build::forward(&state, &scenario).await?;
    Ok(Json(RequirementAnswer { requirement }).into_response())
}

/// Which table.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TableParams {
    /// A `StaffingScenario` as JSON text.
    pub scenario: String,
    /// Of the headings: zh or en; zh if absent.
    #[serde(default)]
    pub lang: Option<String>,
}

/// Forward, as a workbook of every interval of every day.
#[utoipa::path(
    get, path = "/api/v1/staffing/forward.xlsx", tag = "staffing",
    params(TableParams),
    responses(
        (status = 200, description = "A workbook of three sheets", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such queue", body = Failure),
        (status = 409, description = "A day is not forecast", body = Failure),
    )
)]
pub async fn staffing_xlsx(
    State(state): State<AppState>,
    Query(params): Query<TableParams>,
) -> Result<Response, Refusal> {
    let language = language(params.lang.as_deref())?;
    let scenario: StaffingScenario = serde_json::from_str(&params.scenario)
        .map_err(|error| Refusal::parameter("scenario", &params.scenario, &error.to_string()))?;
    let required = build::required(&state, &scenario).await?;
    let written = tokio::task::spawn_blocking(move || staffing_excel::write(&required, language));
    let book = written.await.map_err(|error| Refusal::fault("writing a workbook", &error))?;
    let book = book.map_err(|error| Refusal::fault("writing a workbook", &error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let name = "attachment; filename=\"callboard-staffing.xlsx\"";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    Ok((headers, book).into_response())
}

/// Reverse: what the people of a day reach, simulated.
#[utoipa::path(
    post, path = "/api/v1/staffing/reverse", tag = "staffing",
    request_body(content = StaffingScenario),
    responses(
        (status = 200, description = "By interval and day", body = ReachableAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such queue", body = Failure),
        (status = 409, description = "A day is not forecast", body = Failure),
    )
)]
pub async fn staffing_reverse(
    State(state): State<AppState>,
    Body(scenario): Body<StaffingScenario>,
) -> Result<Response, Refusal> {
    let reachable = build::reverse(&state, &scenario).await?;
    Ok(Json(ReachableAnswer { reachable }).into_response())
}

/// Two-way: some of targets, people, seats, budget and hours given, the rest solved for.
#[utoipa::path(
    post, path = "/api/v1/staffing/two-way", tag = "staffing",
    request_body(content = StaffingScenario),
    responses(
        (status = 200, description = "The solution, what binds, and the curve of cost", body = SolutionAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such queue", body = Failure),
        (status = 409, description = "A day is not forecast", body = Failure),
    )
)]
pub async fn staffing_two_way(
    State(state): State<AppState>,
    Body(scenario): Body<StaffingScenario>,
) -> Result<Response, Refusal> {
    let solution = build::two_way(&state, &scenario).await?;
    Ok(Json(SolutionAnswer { solution }).into_response())
}

/// The year: whom to hire when, with leaving, lead, training, holidays and seats.
#[utoipa::path(
    post, path = "/api/v1/staffing/year", tag = "staffing",
    request_body(content = YearPlanRequest),
    responses(
        (status = 200, description = "By month", body = YearPlanAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn staffing_year(Body(request): Body<YearPlanRequest>) -> Result<Response, Refusal> {
    Ok(Json(staffing_year::plan(request).await?).into_response())
}

/// The plans that are kept.
#[utoipa::path(
    get, path = "/api/v1/staffing/plans", tag = "staffing",
    responses(
        (status = 200, description = "By name", body = StaffingPlansAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn staffing_plans(State(state): State<AppState>) -> Result<Response, Refusal> {
    let kept = state.store.staffing_plans().await.map_err(fault)?;
    let plans = kept.iter().map(view).collect::<Result<Vec<_>, _>>()?;
    let meta = ListMeta::whole(plans.len(), state.now());
    Ok(Json(StaffingPlansAnswer { plans, meta }).into_response())
}

/// Keeps a plan.
#[utoipa::path(
    post, path = "/api/v1/staffing/plans", tag = "staffing",
    request_body(content = StaffingPlanRequest),
    responses(
        (status = 201, description = "The new plan", body = StaffingPlanAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "The name is taken, or there are too many", body = Failure),
    )
)]
pub async fn create_staffing_plan(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<StaffingPlanRequest>,
) -> Result<Response, Refusal> {
    let StaffingPlanRequest { name, direction, scenario } = request;
    let id = keep(&state, &caller, (&name, direction, &scenario), None).await?;
    note(&state, &caller, "kept_staffing_plan", &format!("plan {id}: {name}")).await?;
    let plan = find(&state, id).await?;
    Ok((StatusCode::CREATED, Json(StaffingPlanAnswer { plan })).into_response())
}

/// Changes a plan.
#[utoipa::path(
    put, path = "/api/v1/staffing/plans/{id}", tag = "staffing",
    params(("id" = u32, Path, description = "The plan's id")),
    request_body(content = StaffingPlanChange),
    responses(
        (status = 200, description = "As it is now", body = StaffingPlanAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "The name is taken, or it was changed in between", body = Failure),
    )
)]
pub async fn change_staffing_plan(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(change): Body<StaffingPlanChange>,
) -> Result<Response, Refusal> {
    find(&state, id).await?;
    let StaffingPlanChange { name, direction, scenario, revision } = change;
    keep(&state, &caller, (&name, direction, &scenario), Some((id, revision))).await?;
    note(&state, &caller, "changed_staffing_plan", &format!("plan {id}: {name}")).await?;
    let plan = find(&state, id).await?;
    Ok(Json(StaffingPlanAnswer { plan }).into_response())
}

/// Removes a plan.
#[utoipa::path(
    delete, path = "/api/v1/staffing/plans/{id}", tag = "staffing",
    params(("id" = u32, Path, description = "The plan's id")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn remove_staffing_plan(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let plan = find(&state, id).await?;
    if !state.store.remove_staffing_plan(id, state.now()).await.map_err(fault)? {
        return Err(unknown(id));
    }
    note(&state, &caller, "removed_staffing_plan", &format!("plan {id}: {}", plan.name)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn keep(
    state: &AppState,
    caller: &Caller,
    (name, direction, scenario): (&str, Direction, &StaffingScenario),
    known: Option<(u32, u32)>,
) -> Result<u32, Refusal> {
    let name = name.trim();
    let length = name.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) || name.chars().any(char::is_control) {
        let hint = format!("Write 1 to {LONGEST_NAME} characters");
        return Err(Refusal::parameter("name", name, &hint));
    }
    let written = |value: serde_json::Result<String>| {
        value.map_err(|error| Refusal::fault("keeping a plan", &error))
    };
    let scenario = written(serde_json::to_string(scenario))?;
    let direction = written(serde_json::to_string(&direction))?;
    let write = StaffingPlanWrite {
        name,
        direction: direction.trim_matches('"'),
        scenario: &scenario,
        changed_by: &caller.actor,
    };
    match state.store.write_staffing_plan(write, known, MOST_PLANS, state.now()).await {
        Ok(StaffingPlanKept::Done(id)) => Ok(id),
        Ok(StaffingPlanKept::Taken) => Err(Refusal::conflict(
            "name_taken",
            "There is a plan of this name",
            "Choose another name",
        )),
        Ok(StaffingPlanKept::Full) => Err(Refusal::conflict(
            "too_many",
            &format!("There are {MOST_PLANS} plans"),
            "Remove one that is not needed any more",
        )),
        Ok(StaffingPlanKept::Changed) => Err(Refusal::conflict(
            "changed_meanwhile",
            "Somebody changed or removed the plan in between",
            "Read it again",
        )),
        Err(error) => Err(fault(error)),
    }
}

async fn find(state: &AppState, id: u32) -> Result<StaffingPlan, Refusal> {
    let kept = state.store.staffing_plan(id).await.map_err(fault)?;
    view(&kept.ok_or_else(|| unknown(id))?)
}

fn view(kept: &store::StaffingPlan) -> Result<StaffingPlan, Refusal> {
    let failed = |error| Refusal::fault("reading a plan", &error);
    Ok(StaffingPlan {
        id: kept.plan,
        name: kept.name.clone(),
        direction: serde_json::from_value(kept.direction.clone().into()).map_err(failed)?,
        scenario: serde_json::from_str(&kept.scenario).map_err(failed)?,
        revision: kept.revision,
        changed_at: kept.changed_at.into(),
        changed_by: kept.changed_by.clone(),
    })
}

fn unknown(id: u32) -> Refusal {
    Refusal::not_found(&format!("plan {id}"))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping plans", &error)
}
