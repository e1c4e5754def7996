//! Every measure of queues, teams, agents ... over any running interval or sliding window.
//!
//! Room:  server/http.
//! Proof: `tests/it/api_table.rs`.

use crate::http::build::painter::moment;
use crate::http::build::table::{self, Span, Wanted};
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::figures::AttributionView;
use crate::http::views::table::{FigureTableAnswer, GroupView};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which figures.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FiguresParams {
    /// `queue` if absent.
    #[serde(default)]
    #[param(inline)]
    pub by: Option<GroupView>,
    /// `today`, a running interval (`running_5m`, `running_15m`, `running_30m`, `running_1h`) or a
    /// sliding window of so many minutes (`last_1m` to `last_60m`); `last_15m` if absent.
    #[serde(default)]
    pub over: Option<String>,
    /// `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
}

/// Contacts by all definitions in force and working time, one row for each.
#[utoipa::path(
    get, path = "/api/v1/figures", tag = "floor",
    params(FiguresParams),
    responses(
        (status = 200, description = "Sorted by id", body = FigureTableAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn figures(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<FiguresParams>,
) -> Result<Response, Refusal> {
    let wanted = Wanted {
        by: params.by.unwrap_or(GroupView::Queue),
        over: Span::read(params.over.as_deref().unwrap_or("last_15m"))?,
        attribution: params.attribution.unwrap_or_default(),
    };
    let (now, sight) = (state.now(), caller.sight());
    let figures = state.engine.read(|live| table::table(live, wanted, moment(live, now), &sight));
    Ok(Json(FigureTableAnswer { figures }).into_response())
}
