//! Links that show one board on a screen where nobody signs in: list, make, revoke.
//!
//! Room:  server/http.
//! Holds: a link always ends; its secret is shown once and kept hashed; a revoked one is refused at
//!        once, and its open stream ends when it is next asked.
//! Proof: `tests/it/api_wall.rs`.

use crate::http::audit;
use crate::http::body::Body;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::routes::token::Makers;
use crate::http::routes::wall;
use crate::http::sign_in::secret;
use crate::http::sign_in::session::{Caller, WALL_PREFIX};
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::wall::{
    NewWallTokenAnswer, NewWallTokenView, WallTokenRequest, WallTokenView, WallTokensAnswer,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Duration;
use store::{NewWallToken, StoreError, WallToken};

const DAYS: std::ops::RangeInclusive<u16> = 1..=366;

/// The links of a board, also those that are over.
#[utoipa::path(
    get, path = "/api/v1/walls/{id}/tokens", tag = "walls",
    params(("id" = u32, Path, description = "The board's id")),
    responses(
        (status = 200, description = "Without their secrets", body = WallTokensAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn wall_tokens(State(state): State<AppState>, Id(id): Id) -> Result<Response, Refusal> {
    wall::find(&state, id).await?;
    let kept = state.store.wall_tokens(id).await.map_err(fault)?;
    answer(&state, &kept).await
}

/// The links of all boards, also those that are over.
#[utoipa::path(
    get, path = "/api/v1/wall-tokens", tag = "walls",
    responses(
        (status = 200, description = "Without their secrets", body = WallTokensAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn all_wall_tokens(State(state): State<AppState>) -> Result<Response, Refusal> {
    let kept = state.store.all_wall_tokens().await.map_err(fault)?;
    answer(&state, &kept).await
}

async fn answer(state: &AppState, kept: &[WallToken]) -> Result<Response, Refusal> {
    let makers = Makers::read(state).await?;
    let tokens: Vec<WallTokenView> = kept.iter().map(|token| view(token, &makers)).collect();
    let meta = ListMeta::whole(tokens.len(), state.now());
    Ok(Json(WallTokensAnswer { tokens, meta }).into_response())
}

/// Makes a link to a board.
#[utoipa::path(
    post, path = "/api/v1/walls/{id}/tokens", tag = "walls",
    params(("id" = u32, Path, description = "The board's id")),
    request_body(content = WallTokenRequest),
    responses(
        (status = 201, description = "The link with its secret, shown this once", body = NewWallTokenAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn create_wall_token(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<WallTokenRequest>,
) -> Result<Response, Refusal> {
    let account = caller.account.ok_or_else(Refusal::forbidden)?;
    wall::check_name(&request.name)?;
    if !DAYS.contains(&request.days) {
        let hint = "Write days from 1 to 366";
        return Err(Refusal::parameter("days", &request.days.to_string(), hint));
    }
    let board = wall::find(&state, id).await?;
    let now = state.now();
    // The board's number stands in front, so that the screen knows what to ask for.
    let secret = format!("{WALL_PREFIX}{id}_{}", secret::fresh());
    let new = NewWallToken {
        token_hash: &secret::hash(&secret),
        board: id,
        name: &request.name,
        account,
        expires_at: now.plus(Duration::from_minutes(i64::from(request.days) * 24 * 60)),
    };
    let number = state.store.create_wall_token(new, now).await.map_err(fault)?;
    let what = format!("wall token {number} {} (board {id} {})", request.name, board.name);
    audit::note(&state, &caller, "created_wall_token", &what).await?;
    let tokens = state.store.wall_tokens(id).await.map_err(fault)?;
    let makers = Makers::read(&state).await?;
    let made = tokens.iter().find(|token| token.token == number);
    let made = made.map(|token| view(token, &makers));
    let token = made.ok_or_else(|| Refusal::not_found("such link"))?;
    let answer = NewWallTokenAnswer { token: NewWallTokenView { token, secret } };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Revokes a link.
#[utoipa::path(
    delete, path = "/api/v1/wall-tokens/{id}", tag = "walls",
    params(("id" = u32, Path, description = "The link's id")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn revoke_wall_token(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    if !state.store.revoke_wall_token(id, state.now()).await.map_err(fault)? {
        return Err(Refusal::not_found("such link"));
    }
    audit::note(&state, &caller, "revoked_wall_token", &format!("wall token {id}")).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn view(token: &WallToken, makers: &Makers) -> WallTokenView {
    WallTokenView {
        id: token.token,
        board: token.board,
        name: token.name.clone(),
        made_by: makers.name(token.account),
        created_at: token.created_at.into(),
        expires_at: token.expires_at.into(),
        used_at: token.used_at.map(Into::into),
        revoked_at: token.revoked_at.map(Into::into),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping wall tokens", &error)
}
