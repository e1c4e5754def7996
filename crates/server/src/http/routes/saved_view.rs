//! One's own views of the tables: list, keep, change, remove.
//!
//! Room:  server/http.
//! Holds: a view of another account does not exist for whoever asks; number and size are bounded.
//!        What people keep for themselves changes nothing for others, so it is not audited.
//! Proof: `tests/it/api_views.rs`.

use crate::http::body::Body;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::saved_view::{
    SavedView, SavedViewAnswer, SavedViewChange, SavedViewRequest, SavedViewsAnswer, ViewPage,
    ViewSettings,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use store::{SavedViewKept, SavedViewWrite, StoreError};

/// Views of one account on one page.
pub const MOST_VIEWS: usize = 40;
const MOST_COLUMNS: usize = 60;
const MOST_FILTERS: usize = 20;
const LONGEST_ID: usize = 40;
const LONGEST_FILTER: usize = 200;
const LONGEST_NAME: usize = 60;

/// The views of whoever asks.
#[utoipa::path(
    get, path = "/api/v1/views", tag = "views",
    responses(
        (status = 200, description = "Of all pages, by page and id", body = SavedViewsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn saved_views(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let kept = state.store.saved_views(account(&caller)?).await.map_err(fault)?;
    let views = kept.iter().map(view).collect::<Result<Vec<_>, _>>()?;
    let meta = ListMeta::whole(views.len(), state.now());
    Ok(Json(SavedViewsAnswer { views, meta }).into_response())
}

/// Keeps a new view.
#[utoipa::path(
    post, path = "/api/v1/views", tag = "views",
    request_body(content = SavedViewRequest),
    responses(
        (status = 201, description = "The new view", body = SavedViewAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "The name is taken, or there are too many", body = Failure),
    )
)]
pub async fn create_saved_view(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<SavedViewRequest>,
) -> Result<Response, Refusal> {
    let account = account(&caller)?;
    check(&request.name, &request.settings)?;
    let settings = written(&request.settings)?;
    let write = SavedViewWrite {
        account,
        page: request.page.word(),
        name: &request.name,
        settings: &settings,
        is_default: request.is_default,
    };
    let id = keep(&state, write, None).await?;
    let view = find(&state, account, id).await?;
    Ok((StatusCode::CREATED, Json(SavedViewAnswer { view })).into_response())
}

/// Changes a view: its name, what it shows, whether the page begins with it.
#[utoipa::path(
    put, path = "/api/v1/views/{id}", tag = "views",
    params(("id" = u32, Path, description = "The view's id")),
    request_body(content = SavedViewChange),
    responses(
        (status = 200, description = "As it is now", body = SavedViewAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "The name is taken, or it was changed in between", body = Failure),
    )
)]
pub async fn change_saved_view(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(change): Body<SavedViewChange>,
) -> Result<Response, Refusal> {
    let account = account(&caller)?;
    let before = find(&state, account, id).await?;
    check(&change.name, &change.settings)?;
    let settings = written(&change.settings)?;
    let write = SavedViewWrite {
        account,
        page: before.page.word(),
        name: &change.name,
        settings: &settings,
        is_default: change.is_default,
    };
    keep(&state, write, Some((id, change.revision))).await?;
    let view = find(&state, account, id).await?;
    Ok(Json(SavedViewAnswer { view }).into_response())
}

/// Removes a view.
#[utoipa::path(
    delete, path = "/api/v1/views/{id}", tag = "views",
    params(("id" = u32, Path, description = "The view's id")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn remove_saved_view(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let removed = state.store.remove_saved_view(account(&caller)?, id, state.now()).await;
    if !removed.map_err(fault)? {
        return Err(unknown());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Tokens and screens keep nothing: they are nobody's account.
fn account(caller: &Caller) -> Result<u32, Refusal> {
    caller.account.ok_or_else(Refusal::forbidden)
}

async fn keep(
    state: &AppState,
    write: SavedViewWrite<'_>,
    known: Option<(u32, u32)>,
) -> Result<u32, Refusal> {
    let kept = state.store.write_saved_view(write, known, MOST_VIEWS, state.now()).await;
    match kept.map_err(fault)? {
        SavedViewKept::Done(id) => Ok(id),
        SavedViewKept::Taken => Err(Refusal::conflict(
            "taken",
            "Another of your views on this page has the name",
            "Choose another name, or change that view",
        )),
        SavedViewKept::Full => Err(Refusal::conflict(
            "too_many_views",
            &format!("You have {MOST_VIEWS} views on this page"),
            "Remove one that you do not need",
        )),
        SavedViewKept::Changed => Err(Refusal::conflict(
            "changed_meanwhile",
            "The view was changed in another window",
            "Read the views again and repeat the change, or keep it under a new name",
        )),
    }
}

async fn find(state: &AppState, account: u32, id: u32) -> Result<SavedView, Refusal> {
    let kept = state.store.saved_view(account, id).await.map_err(fault)?;
    view(&kept.ok_or_else(unknown)?)
}

fn view(kept: &store::SavedView) -> Result<SavedView, Refusal> {
    let page = ViewPage::parse(&kept.page).ok_or_else(unknown)?;
    let settings = serde_json::from_str(&kept.settings)
        .map_err(|error| Refusal::fault("reading a saved view", &error))?;
    Ok(SavedView {
        id: kept.view,
        page,
        name: kept.name.clone(),
        is_default: kept.is_default,
        revision: kept.revision,
        changed_at: kept.changed_at.into(),
        settings,
    })
}

fn written(settings: &ViewSettings) -> Result<String, Refusal> {
    serde_json::to_string(settings).map_err(|error| Refusal::fault("writing a saved view", &error))
}

/// Says what is wrong with a view.
fn check(name: &str, settings: &ViewSettings) -> Result<(), Refusal> {
    let is_name = !name.trim().is_empty()
        && name.trim() == name
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if !is_name {
        let hint = format!("Write 1 to {LONGEST_NAME} characters without spaces at the ends");
        return Err(Refusal::parameter("name", name, &hint));
    }
    let ViewSettings { columns, sorting, filters, thresholds, density: _, group, layout } =
        settings;
    let words = columns.iter().chain([&sorting.column, layout]).chain(group);
    let words = words.chain(filters.keys()).chain(thresholds.keys());
    if let Some(wrong) = words.into_iter().find(|word| !is_id(word)) {
        let hint = format!("Write 1 to {LONGEST_ID} of a-z, 0-9, _ and .");
        return Err(Refusal::parameter("settings", wrong, &hint));
    }
    let is_small = columns.len() <= MOST_COLUMNS
        && thresholds.len() <= MOST_COLUMNS
        && filters.len() <= MOST_FILTERS
        && filters.values().all(|value| value.chars().count() <= LONGEST_FILTER);
    if !is_small {
        let hint = format!(
            "Keep at most {MOST_COLUMNS} columns and {MOST_FILTERS} filters of {LONGEST_FILTER} characters"
        );
        return Err(Refusal::invalid("The view holds too much", hint));
    }
    Ok(())
}

fn is_id(word: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
    (1..=LONGEST_ID).contains(&word.len()) && word.chars().all(fits)
}

fn unknown() -> Refusal {
    Refusal::not_found("such view of yours")
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping views", &error)
}
