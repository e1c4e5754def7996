//! Queues: all, one in full, and since when they have been below their targets.
//!
//! Room:  server/http.
//! Holds: of a queue's members those are told whom the caller may see.
//! Proof: `tests/it/api_views.rs`, `tests/it/api_rights.rs`.

use crate::http::build::painter::moment;
use crate::http::build::{floor, landmarks, queue};
use crate::http::query::{self, Id, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::overview::CountedParams;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::figures::AttributionView;
use crate::http::views::queue::{BelowAnswer, QueueAnswer, QueuesAnswer};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::QueueId;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;

/// Queues asked after at a time.
const MOST_BELOW: usize = 20;

/// All queues now.
#[utoipa::path(
    get, path = "/api/v1/queues", tag = "floor",
    params(CountedParams),
    responses(
        (status = 200, description = "The same view as the stream `queues`", body = QueuesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn queues(
    State(state): State<AppState>,
    Query(params): Query<CountedParams>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let queues = state.engine.read(|live| floor::queues(live, moment(live, now), params.by()));
    Ok(Json(QueuesAnswer { queues }).into_response())
}

/// Which queues are asked after.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BelowParams {
    /// Their ids, at most 20, such as `1,5,7`.
    pub queues: String,
    /// As it was at this past instant (RFC 3339); now if absent.
    #[serde(default)]
    pub at: Option<String>,
    /// By what contacts are counted; `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
}

/// Since when queues have been below their target, quarter hour after quarter hour.
#[utoipa::path(
    get, path = "/api/v1/queues/below-since", tag = "floor",
    params(BelowParams),
    responses(
        (status = 200, description = "Keyed by id; a queue that reaches its target, or has none, is left out", body = BelowAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn queues_below(
    State(state): State<AppState>,
    Query(params): Query<BelowParams>,
) -> Result<Response, Refusal> {
    let mut since = BTreeMap::new();
    let at = params.at.as_deref().map(|text| query::instant("at", text)).transpose()?;
    for id in ids(&params.queues)? {
        state.engine.read(|live| floor::known_queue(live, QueueId(id)).map(|_| ()))?;
        let from = landmarks::below_since(&state, QueueId(id), params.attribution, at).await?;
        since.extend(from.map(|from| (id, from)));
    }
    Ok(Json(BelowAnswer { since }).into_response())
}

fn ids(text: &str) -> Result<Vec<u32>, Refusal> {
    let hint = format!("Write at most {MOST_BELOW} ids with commas between them, such as 1,5,7");
    let wrong = || Refusal::parameter("queues", text, &hint);
    let ids: Result<Vec<u32>, _> = text.split(',').map(|word| word.trim().parse()).collect();
    ids.ok().filter(|ids| ids.len() <= MOST_BELOW).ok_or_else(wrong)
}

/// One queue in full: the five definitions side by side, running intervals, who waits, who serves.
#[utoipa::path(
    get, path = "/api/v1/queues/{id}", tag = "floor",
    params(("id" = u32, Path, description = "The queue's id"), CountedParams),
    responses(
        (status = 200, description = "The same view as the stream `queue:ID`", body = QueueAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn queue(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Query(params): Query<CountedParams>,
) -> Result<Response, Refusal> {
    let (now, sight) = (state.now(), caller.sight());
    let queue = state.engine.read(|live| {
        floor::known_queue(live, QueueId(id))?;
        Ok(queue::queue(live, QueueId(id), (moment(live, now), params.by()), &sight))
    })?;
    Ok(Json(QueueAnswer { queue }).into_response())
}
