//! The floor at a past moment, through the same view builders, and which moments are worth a look.
//!
//! Room:  server/http.
//! Holds: what is shown of then is what was shown then.
//! Proof: `tests/it/api_floor.rs`.

use crate::http::access::Reached;
use crate::http::build::view::View;
use crate::http::build::{agents, figures, floor, landmarks, past, queue, seats, slice, wall};
use crate::http::query::{self, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::wall::find;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::figures::AttributionView;
use crate::http::views::replay::{
    LandmarksAnswer, PastView, ReplayAnswer, ReplayRange, ReplayRangeAnswer,
};
use crate::http::views::stream::StreamSnapshot;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::{QueueId, Timestamp};
use live::Live;
use serde::Deserialize;
use store::{Lane, StoreError};
use utoipa::IntoParams;

/// Which moment, which view.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReplayParams {
    /// RFC 3339.
    pub at: String,
    /// `overview`, `overview:KIND:ID` (site, skill, team, did), `queues`, `queue:ID`, `agents`,
    /// `sources`, `seats` or `wall:ID`, which is today's board; `overview` if absent.
    #[serde(default)]
    pub view: Option<String>,
    /// By what the figures of contacts are counted; `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
}

/// Of which day, and whose service level.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LandmarksParams {
    /// A local day such as `2026-11-22`; today if absent.
    #[serde(default)]
    pub day: Option<String>,
    /// The queue whose service level is meant; the centre's if absent.
    #[serde(default)]
    pub queue: Option<u32>,
    /// By what contacts are counted; `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
}

/// What can be replayed.
#[utoipa::path(
    get, path = "/api/v1/replay/range", tag = "replay",
    responses(
        (status = 200, description = "First and last moment", body = ReplayRangeAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn replay_range(State(state): State<AppState>) -> Result<Response, Refusal> {
    let fault = |error: StoreError| Refusal::fault("reading the journal's ends", &error);
    let extent = state.store.extent(Lane::LIVE).await.map_err(fault)?;
    let from = match extent {
        Some((first, _)) => state.store.read(Lane::LIVE, first, 1).await.map_err(fault)?,
        None => Vec::new(),
    };
    let zone = state.engine.read(|live| live.zone().name().to_owned());
    let from = from.first().map(|record| record.journalled_at.into());
    let range = ReplayRange { from, until: state.now().into(), zone };
    Ok(Json(ReplayRangeAnswer { range }).into_response())
}

/// The moments of a day that are worth a look.
#[utoipa::path(
    get, path = "/api/v1/replay/landmarks", tag = "replay",
    params(LandmarksParams),
    responses(
        (status = 200, description = "By time", body = LandmarksAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn replay_landmarks(
    State(state): State<AppState>,
    Query(params): Query<LandmarksParams>,
) -> Result<Response, Refusal> {
    if let Some(queue) = params.queue {
        state.engine.read(|live| floor::known_queue(live, QueueId(queue)))?;
    }
    let landmarks = landmarks::read(&state, &params).await?;
    Ok(Json(LandmarksAnswer { landmarks }).into_response())
}

/// The floor at a past moment.
#[utoipa::path(
    get, path = "/api/v1/replay", tag = "replay",
    params(ReplayParams),
    responses(
        (status = 200, description = "The view as it was", body = ReplayAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn replay(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<ReplayParams>,
) -> Result<Response, Refusal> {
    let at = query::instant("at", &params.at)?;
    let by = figures::attribution(params.attribution.unwrap_or_default());
    let asked = params.view.as_deref().unwrap_or("overview");
    if let Some(board) = asked.strip_prefix("wall:") {
        let board = board.parse().map_err(|_| Refusal::not_found("such board"))?;
        View::Wall(board).sight(&caller.subject)?;
        let board = find(&state, board).await?;
        let live = past::floor(&state, at).await?;
        let replay = PastView::Wall(Box::new(wall::wall(&live, Some(&board), at)));
        return Ok(Json(ReplayAnswer { replay }).into_response());
    }
    let view = View::parse(asked, by)?;
    let sight = view.sight(&caller.subject)?;
    let live = past::floor(&state, at).await?;
    let replay = PastView::Floor(show(&live, view, at, &sight)?);
    Ok(Json(ReplayAnswer { replay }).into_response())
}

/// The view as it was; the same builders as live.
fn show(
    live: &Live,
    view: View,
    at: Timestamp,
    sight: &Reached,
) -> Result<StreamSnapshot, Refusal> {
    Ok(match view {
        View::Overview(by) => StreamSnapshot::Overview(Box::new(floor::overview(live, at, by))),
        View::Slice(slice, by) => {
            slice::known(live, slice)?;
            StreamSnapshot::Overview(Box::new(slice::overview(live, at, by, slice)))
        }
        View::Queues(by) => StreamSnapshot::Queues(floor::queues(live, at, by)),
        View::Queue(id, by) => {
            floor::known_queue(live, id)?;
            StreamSnapshot::Queue(Box::new(queue::queue(live, id, (at, by), sight)))
        }
        View::Agents => StreamSnapshot::Agents(agents::agents(live, at, sight)),
        View::Sources => StreamSnapshot::Sources(floor::sources(live, at)),
        View::Seats => StreamSnapshot::Seats(seats::seats(live, at, sight)),
        // Its board is asked of the store, which this does not.
        View::Wall(_) => return Err(Refusal::not_found("replay of a wall")),
    })
}
