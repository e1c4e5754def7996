//! Floor plans: list, make, change, remove, and both ways as CSV.
//!
//! Room:  server/http.
//! Holds: every change is audited; a change of an older revision is refused with what differs; an
//!        import is kept whole or not at all.
//! Proof: `tests/it/api_seats.rs`.

use crate::http::audit;
use crate::http::body::Body;
use crate::http::build::{floor_plan, names, plan_csv};
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::seat::{
    FloorAnswer, FloorChange, FloorLayout, FloorRequest, FloorView, FloorsAnswer, PlanImportAnswer,
    PlanImportError, PlanImportFloor, PlanImportReport, PlanImportRequest,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::SiteId;
use journal::carry::Names;
use std::collections::{BTreeMap, BTreeSet};
use store::{FloorPlan, FloorWrite, StoreError};

/// A plan of 2 000 seats, or a file of all floors.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// All floors; sites that nobody has drawn stand in rows.
#[utoipa::path(
    get, path = "/api/v1/floors", tag = "seats",
    responses(
        (status = 200, description = "Sorted by site", body = FloorsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn floors(State(state): State<AppState>) -> Result<Response, Refusal> {
    let floors = all(&state).await?;
    let meta = ListMeta::whole(floors.len(), state.now());
    Ok(Json(FloorsAnswer { floors, meta }).into_response())
}

/// Makes a floor.
#[utoipa::path(
    post, path = "/api/v1/floors", tag = "seats",
    request_body(content = FloorRequest),
    responses(
        (status = 201, description = "The new floor", body = FloorAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "The name is taken", body = Failure),
    )
)]
pub async fn create_floor(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<FloorRequest>,
) -> Result<Response, Refusal> {
    let FloorRequest { site, name, layout } = request;
    let kept = kept(&state).await?;
    check_name(&kept, site, &name, None)?;
    let layout = state.engine.read(|live| {
        let names = live.names();
        if site != floor_plan::NO_SITE && !names.sites.contains_key(&SiteId(site)) {
            return Err(Refusal::parameter("site", &site.to_string(), "Write a site's id"));
        }
        let layout = layout.unwrap_or_else(|| floor_plan::rows_of(&unplaced(&kept, names, site)));
        check(&layout, site, names, &kept, None)?;
        Ok(layout)
    })?;
    let write = FloorWrite { known: None, site, name, layout: written(&layout)? };
    let floors = state.store.write_floor_plans(&[write], state.now()).await.map_err(fault)?;
    let number = floors.and_then(|floors| floors.first().copied());
    let floor = find(&state, number.unwrap_or(u32::MAX)).await?;
    audit::note(&state, &caller, "created_floor", &told(&floor)).await?;
    Ok((StatusCode::CREATED, Json(FloorAnswer { floor })).into_response())
}

/// One floor.
#[utoipa::path(
    get, path = "/api/v1/floors/{id}", tag = "seats",
    params(("id" = u32, Path, description = "The floor's id")),
    responses(
        (status = 200, description = "With its layout", body = FloorAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn floor(State(state): State<AppState>, Id(id): Id) -> Result<Response, Refusal> {
    let floor = find(&state, id).await?;
    Ok(Json(FloorAnswer { floor }).into_response())
}

/// Changes a floor.
#[utoipa::path(
    put, path = "/api/v1/floors/{id}", tag = "seats",
    params(("id" = u32, Path, description = "The floor's id")),
    request_body(content = FloorChange),
    responses(
        (status = 200, description = "As it is now", body = FloorAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "Somebody changed it in between", body = Failure),
    )
)]
pub async fn change_floor(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(change): Body<FloorChange>,
) -> Result<Response, Refusal> {
    let FloorChange { name, layout, revision } = change;
    let before = find(&state, id).await?;
    let kept = kept(&state).await?;
    check_name(&kept, before.site, &name, Some(id))?;
    state.engine.read(|live| check(&layout, before.site, live.names(), &kept, Some(id)))?;
    let known = Some((id, revision));
    let write = FloorWrite { known, site: before.site, name, layout: written(&layout)? };
    let done = state.store.write_floor_plans(&[write], state.now()).await.map_err(fault)?;
    if done.is_none() {
        return Err(conflict(&find(&state, id).await?, &layout, revision));
    }
    let floor = find(&state, id).await?;
    audit::note(&state, &caller, "changed_floor", &told(&floor)).await?;
    Ok(Json(FloorAnswer { floor }).into_response())
}

/// Removes a floor; its seats stand nowhere then.
#[utoipa::path(
    delete, path = "/api/v1/floors/{id}", tag = "seats",
    params(("id" = u32, Path, description = "The floor's id")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn remove_floor(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let floor = find(&state, id).await?;
    if !state.store.remove_floor_plan(id, state.now()).await.map_err(fault)? {
        return Err(Refusal::not_found("such floor"));
    }
    audit::note(&state, &caller, "removed_floor", &told(&floor)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The drawn floors as CSV, as the import reads it.
#[utoipa::path(
    get, path = "/api/v1/floors.csv", tag = "seats",
    responses(
        (status = 200, description = "UTF-8 with byte order mark, one row per seat", body = String, content_type = "text/csv"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn floors_csv(State(state): State<AppState>) -> Result<Response, Refusal> {
    let floors = all(&state).await?;
    let text = state.engine.read(|live| plan_csv::write(&floors, live.names()));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"callboard-floors.csv\""),
        ),
    ];
    Ok((headers, text).into_response())
}

/// Takes floor plans from CSV, all or none; a preview keeps nothing.
#[utoipa::path(
    post, path = "/api/v1/floors/import", tag = "seats",
    request_body(content = PlanImportRequest),
    responses(
        (status = 200, description = "What becomes of the floors, or every error", body = PlanImportAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "Somebody changed a floor in between", body = Failure),
    )
)]
pub async fn import_floors(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<PlanImportRequest>,
) -> Result<Response, Refusal> {
    let before = all(&state).await?;
    let planned = state.engine.read(|live| plan(&request.text, &before, live.names()));
    let (writes, floors) = match planned {
        Ok(planned) => planned,
        Err(errors) => return Ok(answer(Vec::new(), errors, false)),
    };
    if request.is_preview || writes.is_empty() {
        return Ok(answer(floors, Vec::new(), false));
    }
    if state.store.write_floor_plans(&writes, state.now()).await.map_err(fault)?.is_none() {
        let hint = "Look at the preview again";
        return Err(Refusal::conflict("changed_meanwhile", "A floor was changed meanwhile", hint));
    }
    let names: Vec<String> = floors.iter().map(|f| format!("{} {}", f.site, f.floor)).collect();
    audit::note(&state, &caller, "imported_floors", &names.join(", ")).await?;
    Ok(answer(floors, Vec::new(), true))
}

fn answer(
    floors: Vec<PlanImportFloor>,
    errors: Vec<PlanImportError>,
    is_written: bool,
) -> Response {
    let import = PlanImportReport { floors, errors, is_written };
    Json(PlanImportAnswer { import }).into_response()
}

/// What a file would change.
fn plan(
    text: &str,
    before: &[FloorView],
    names: &Names,
) -> Result<(Vec<FloorWrite>, Vec<PlanImportFloor>), Vec<PlanImportError>> {
    let read = plan_csv::read(text, names)?;
    let (mut writes, mut floors, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    let is_named = |floor: &FloorView| {
        floor.name.clone().is_some_and(|name| read.contains_key(&(floor.site, name)))
    };
    let mut elsewhere: BTreeMap<u32, &str> = BTreeMap::new();
    for floor in before.iter().filter(|floor| floor.id.is_some() && !is_named(floor)) {
        let name = floor.name.as_deref().unwrap_or_default();
        elsewhere.extend(floor.layout.seats.iter().map(|placed| (placed.seat, name)));
    }
    for ((site, name), seats) in &read {
        let known = before.iter().find(|f| f.site == *site && f.name.as_deref() == Some(name));
        let old = known.map(|floor| floor.layout.clone()).unwrap_or_default();
        let side = |given: u32, farthest: Option<u32>| given.max(farthest.unwrap_or(0) + 2);
        let layout = FloorLayout {
            width: side(old.width, seats.iter().map(|s| s.x).max()).min(floor_plan::LARGEST_SIDE),
            height: side(old.height, seats.iter().map(|s| s.y).max()).min(floor_plan::LARGEST_SIDE),
            shapes: old.shapes.clone(),
            seats: seats.clone(),
        };
        for placed in seats.iter().filter(|placed| elsewhere.contains_key(&placed.seat)) {
            let floor = elsewhere.get(&placed.seat).copied().unwrap_or_default();
            errors.push(whole_error(names, placed.seat, &format!("Take it off `{floor}` first")));
        }
        if let Err(refusal) = floor_plan::check(&layout, *site, names) {
            let first = seats.first().map_or(0, |placed| placed.seat);
            errors.push(PlanImportError {
                code: "unreadable".to_owned(),
                ..whole_error(names, first, &format!("{}. {}", refusal.message, refusal.hint))
            });
        }
        let (added, moved, removed) = floor_plan::differences(&old, &layout);
        floors.push(PlanImportFloor {
            site: names::site(names, SiteId(*site)).unwrap_or_default(),
            floor: name.clone(),
            is_new: known.is_none(),
            seats: u32::try_from(seats.len()).unwrap_or(u32::MAX),
            added,
            moved,
            removed,
        });
        let known = known.and_then(|floor| Some((floor.id?, floor.revision)));
        let layout = serde_json::to_string(&layout).expect("plain data is written");
        writes.push(FloorWrite { known, site: *site, name: name.clone(), layout });
    }
    if errors.is_empty() { Ok((writes, floors)) } else { Err(errors) }
}

/// An error that no single line makes.
fn whole_error(names: &Names, seat: u32, hint: &str) -> PlanImportError {
    PlanImportError {
        row: 0,
        column: "seat".to_owned(),
        code: "seat_elsewhere".to_owned(),
        given: floor_plan::seat_name(names, seat),
        hint: hint.to_owned(),
    }
}

/// Every floor, drawn or not.
pub async fn all(state: &AppState) -> Result<Vec<FloorView>, Refusal> {
    let kept = kept(state).await?;
    Ok(state.engine.read(|live| views(&kept, live.names())))
}

async fn find(state: &AppState, id: u32) -> Result<FloorView, Refusal> {
    let floors = all(state).await?;
    let found = floors.into_iter().find(|floor| floor.id == Some(id));
    found.ok_or_else(|| Refusal::not_found("such floor"))
}

/// A kept floor with its layout read.
type Kept = (FloorPlan, FloorLayout);

async fn kept(state: &AppState) -> Result<Vec<Kept>, Refusal> {
    let plans = state.store.floor_plans().await.map_err(fault)?;
    let read = |plan: FloorPlan| {
        let layout = serde_json::from_str(&plan.layout);
        layout
            .map(|layout| (plan, layout))
            .map_err(|error| Refusal::fault("reading a floor", &error))
    };
    plans.into_iter().map(read).collect()
}

fn views(kept: &[Kept], names: &Names) -> Vec<FloorView> {
    let mut floors = Vec::new();
    let none = SiteId(floor_plan::NO_SITE);
    for site in names.sites.keys().copied().chain([none]) {
        let unplaced = unplaced(kept, names, site.0);
        let site_name = names::site(names, site).unwrap_or_default();
        let drawn = kept.iter().filter(|(plan, _)| plan.site == site.0);
        let before = floors.len();
        floors.extend(drawn.map(|(plan, layout)| FloorView {
            id: Some(plan.floor),
            site: site.0,
            site_name: site_name.clone(),
            name: Some(plan.name.clone()),
            revision: plan.revision,
            changed_at: Some(plan.changed_at.into()),
            layout: layout.clone(),
            unplaced: unplaced.clone(),
        }));
        if floors.len() == before && !unplaced.is_empty() {
            floors.push(FloorView {
                id: None,
                site: site.0,
                site_name,
                name: None,
                revision: 0,
                changed_at: None,
                layout: floor_plan::rows_of(&unplaced),
                unplaced: Vec::new(),
            });
        }
    }
    floors
}

fn unplaced(kept: &[Kept], names: &Names, site: u32) -> Vec<u32> {
    let layouts = kept.iter().flat_map(|(_, layout)| &layout.seats);
    let placed: BTreeSet<u32> = layouts.map(|placed| placed.seat).collect();
    let seats = floor_plan::seats_of(names, site).into_iter();
    seats.filter(|seat| !placed.contains(seat)).collect()
}

fn check(
    layout: &FloorLayout,
    site: u32,
    names: &Names,
    kept: &[Kept],
    own: Option<u32>,
) -> Result<(), Refusal> {
    floor_plan::check(layout, site, names)?;
    let others = kept.iter().filter(|(plan, _)| Some(plan.floor) != own);
    let taken: BTreeMap<u32, &str> = others
        .flat_map(|(plan, layout)| layout.seats.iter().map(|s| (s.seat, plan.name.as_str())))
        .collect();
    match layout.seats.iter().find_map(|placed| Some((placed.seat, taken.get(&placed.seat)?))) {
        None => Ok(()),
        Some((seat, floor)) => {
            let hint = format!("It stands on `{floor}`; take it off there first");
            Err(Refusal::parameter("seats", &floor_plan::seat_name(names, seat), &hint))
        }
    }
}

fn check_name(kept: &[Kept], site: u32, name: &str, own: Option<u32>) -> Result<(), Refusal> {
    if !floor_plan::is_text(name) {
        let hint = "Write 1 to 100 characters without spaces at the ends";
        return Err(Refusal::parameter("name", name, hint));
    }
    let mut plans = kept.iter().map(|(plan, _)| plan).filter(|plan| Some(plan.floor) != own);
    if plans.any(|plan| plan.site == site && plan.name == name) {
        let message = "The site has a floor of that name";
        return Err(Refusal::conflict("name_taken", message, "Choose another name"));
    }
    Ok(())
}

fn conflict(now: &FloorView, sent: &FloorLayout, revision: u32) -> Refusal {
    let (added, moved, removed) = floor_plan::differences(sent, &now.layout);
    let message = format!(
        "The floor is at revision {}, not {revision}: against what you sent, {added} seats are \
         placed there, {moved} stand otherwise, {removed} are not there",
        now.revision
    );
    let hint = "Read the floor again and repeat the change upon it";
    Refusal::conflict("changed_meanwhile", &message, hint)
}

fn told(floor: &FloorView) -> String {
    let number = floor.id.unwrap_or_default();
    let name = floor.name.as_deref().unwrap_or_default();
    format!("{number} {} {name} revision {}", floor.site_name, floor.revision)
}

fn written(layout: &FloorLayout) -> Result<String, Refusal> {
    serde_json::to_string(layout).map_err(|error| Refusal::fault("writing a floor", &error))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping floor plans", &error)
}
