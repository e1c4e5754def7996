//! Boards of the wall screens: list, make, change, remove, and what a screen reads of one.
//!
//! Room:  server/http.
//! Holds: every change is audited and shows on the screens at once; a screen's routes are asked for
//!        one board, so that the link of one opens no other.
//! Proof: `tests/it/api_wall.rs`.

use crate::http::audit;
use crate::http::body::Body;
use crate::http::build::view::View;
use crate::http::build::{curve, house, layout, wall};
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::curve::CurveParams;
use crate::http::routes::stream;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::figures::CurvePoint;
use crate::http::views::wall::{
    BlockKind, BoardAnswer, BoardChange, BoardRequest, BoardView, BoardsAnswer, WallBlock,
    WallCurve, WallCurvesAnswer, WallPoint, WallView,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{StoreError, WallBoard};
use utoipa::IntoParams;

/// All boards.
#[utoipa::path(
    get, path = "/api/v1/walls", tag = "walls",
    responses(
        (status = 200, description = "Sorted by id", body = BoardsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn boards(State(state): State<AppState>) -> Result<Response, Refusal> {
    let kept = state.store.wall_boards().await.map_err(fault)?;
    let boards = kept.iter().map(view).collect::<Result<Vec<_>, _>>()?;
    let meta = ListMeta::whole(boards.len(), state.now());
    Ok(Json(BoardsAnswer { boards, meta }).into_response())
}

/// Makes a board.
#[utoipa::path(
    post, path = "/api/v1/walls", tag = "walls",
    request_body(content = BoardRequest),
    responses(
        (status = 201, description = "The new board", body = BoardAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn create_board(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<BoardRequest>,
) -> Result<Response, Refusal> {
    check_name(&request.name)?;
    let layout = request.layout.unwrap_or_else(layout::first_layout);
    state.engine.read(|live| layout::check(&layout, live))?;
    let text = written(&layout)?;
    let made = state.store.create_wall_board(&request.name, &text, state.now()).await;
    let number = made.map_err(fault)?;
    let board = find(&state, number).await?;
    audit::note(&state, &caller, "created_board", &format!("{number} {}", board.name)).await?;
    Ok((StatusCode::CREATED, Json(BoardAnswer { board })).into_response())
}

/// One board.
#[utoipa::path(
    get, path = "/api/v1/walls/{id}", tag = "walls",
    params(("id" = u32, Path, description = "The board's id")),
    responses(
        (status = 200, description = "With its layout", body = BoardAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn board(State(state): State<AppState>, Id(id): Id) -> Result<Response, Refusal> {
    let board = find(&state, id).await?;
    Ok(Json(BoardAnswer { board }).into_response())
}

/// Changes a board; its screens show the change with their next frame.
#[utoipa::path(
    put, path = "/api/v1/walls/{id}", tag = "walls",
    params(("id" = u32, Path, description = "The board's id")),
    request_body(content = BoardChange),
    responses(
        (status = 200, description = "As it is now", body = BoardAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "Somebody changed it in between", body = Failure),
    )
)]
pub async fn change_board(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(change): Body<BoardChange>,
) -> Result<Response, Refusal> {
    check_name(&change.name)?;
    state.engine.read(|live| layout::check(&change.layout, live))?;
    let before = find(&state, id).await?;
    let changed = WallBoard {
        board: id,
        name: change.name,
        layout: written(&change.layout)?,
        revision: change.revision,
        created_at: state.now(),
        changed_at: state.now(),
    };
    if !state.store.change_wall_board(&changed, state.now()).await.map_err(fault)? {
        let message =
            format!("The board is at revision {}, not {}", before.revision, change.revision);
        let hint = "Read the board again and repeat the change upon it";
        return Err(Refusal::conflict("changed_meanwhile", &message, hint));
    }
    let board = find(&state, id).await?;
    let what = format!("{id} {} revision {}", board.name, board.revision);
    audit::note(&state, &caller, "changed_board", &what).await?;
    state.hub.walls().put(board.clone());
    Ok(Json(BoardAnswer { board }).into_response())
}

/// Removes a board; its links open nothing any more.
#[utoipa::path(
    delete, path = "/api/v1/walls/{id}", tag = "walls",
    params(("id" = u32, Path, description = "The board's id")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn remove_board(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let board = find(&state, id).await?;
    if !state.store.remove_wall_board(id, state.now()).await.map_err(fault)? {
        return Err(Refusal::not_found("such board"));
    }
    audit::note(&state, &caller, "removed_board", &format!("{id} {}", board.name)).await?;
    state.hub.walls().remove(id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How often.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WallParams {
    /// Frames per second at most: 0.2 to 10; 5 if absent.
    #[serde(default)]
    pub rate: Option<f64>,
}

/// The live stream of one board.
#[utoipa::path(
    get, path = "/api/v1/walls/{id}/stream", tag = "walls",
    params(("id" = u32, Path, description = "The board's id"), WallParams),
    responses(
        (status = 200, description = "Server-sent events `snapshot` (WallView), `delta` (RFC 7386 merge patch) and `end`", body = WallView, content_type = "text/event-stream"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 503, description = "Too many clients", body = Failure),
    )
)]
pub async fn wall_stream(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    headers: HeaderMap,
    Query(params): Query<WallParams>,
) -> Result<Response, Refusal> {
    state.hub.walls().put(find(&state, id).await?);
    stream::follow(&state, caller, View::Wall(id), params.rate, &headers)
}

/// Which day's curves.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WallCurvesParams {
    /// Local calendar day, `2026-11-22`; today if absent.
    #[serde(default)]
    pub day: Option<String>,
}

/// A day's curves of one board.
#[utoipa::path(
    get, path = "/api/v1/walls/{id}/curves", tag = "walls",
    params(("id" = u32, Path, description = "The board's id"), WallCurvesParams),
    responses(
        (status = 200, description = "By the id of the block", body = WallCurvesAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn wall_curves(
    State(state): State<AppState>,
    Id(id): Id,
    Query(params): Query<WallCurvesParams>,
) -> Result<Response, Refusal> {
    let board = find(&state, id).await?;
    let mut curves = BTreeMap::new();
    let blocks = board.layout.pages.iter().flat_map(|page| &page.blocks);
    for block in blocks.filter(|block| block.kind == BlockKind::Curve) {
        curves.insert(block.id, wall_curve(&state, block, &params).await?);
    }
    Ok(Json(WallCurvesAnswer { curves }).into_response())
}

async fn wall_curve(
    state: &AppState,
    block: &WallBlock,
    params: &WallCurvesParams,
) -> Result<WallCurve, Refusal> {
    let now = state.now();
    let (keys, target) = state.engine.read(|live| {
        let queue = wall::only_queue(block.scope);
        (wall::keys_of(live, block.scope), house::definition_view(live, queue, now).target)
    });
    let asked = CurveParams { day: params.day.clone(), ..CurveParams::default() };
    let curve = curve::read_keys(state, &keys, &asked).await?;
    Ok(WallCurve {
        day: curve.day,
        zone: curve.zone,
        step_s: curve.step_s,
        target,
        points: curve.points.iter().map(point).collect(),
    })
}

fn point(point: &CurvePoint) -> WallPoint {
    WallPoint {
        start: point.start,
        answered: point.figures.answered,
        abandoned: point.figures.abandoned,
        diverted: point.figures.diverted,
        service_level: point.figures.service_level,
    }
}

/// The board of a number.
pub async fn find(state: &AppState, id: u32) -> Result<BoardView, Refusal> {
    let kept = state.store.wall_board(id).await.map_err(fault)?;
    view(&kept.ok_or_else(|| Refusal::not_found("such board"))?)
}

fn view(kept: &WallBoard) -> Result<BoardView, Refusal> {
    let layout = serde_json::from_str(&kept.layout)
        .map_err(|error| Refusal::fault("reading the layout of a board", &error))?;
    Ok(BoardView {
        id: kept.board,
        name: kept.name.clone(),
        revision: kept.revision,
        changed_at: kept.changed_at.into(),
        layout,
    })
}

fn written(layout: &crate::http::views::wall::WallLayout) -> Result<String, Refusal> {
    serde_json::to_string(layout)
        .map_err(|error| Refusal::fault("writing the layout of a board", &error))
}

/// Says what is wrong with the name of a board or of a link.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    let is_name = !name.trim().is_empty()
        && name.trim() == name
        && name.chars().count() <= 100
        && !name.chars().any(char::is_control);
    let hint = "Write 1 to 100 characters without spaces at the ends";
    if is_name { Ok(()) } else { Err(Refusal::parameter("name", name, hint)) }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping boards", &error)
}
