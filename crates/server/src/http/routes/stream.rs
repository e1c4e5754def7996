//! The live stream: a snapshot, then deltas, as server-sent events.
//!
//! Room: server/http.

use crate::http::build::view::View;
use crate::http::build::{figures, floor, slice};
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::{Caller, Watchman};
use crate::http::state::AppState;
use crate::http::stream::hub;
use crate::http::views::failure::Failure;
use crate::http::views::figures::AttributionView;
use crate::http::views::stream::{StreamDelta, StreamEnd, StreamSnapshot};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which view, how often.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StreamParams {
    /// `overview`, `overview:KIND:ID` (site, skill, team, did), `queues`, `queue:ID`, `agents`, `sources` or `seats`.
    pub view: String,
    /// Frames per second at most: 0.2 to 10; 5 if absent.
    #[serde(default)]
    pub rate: Option<f64>,
    /// By what the figures of contacts are counted; `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
}

/// The live stream of one view.
#[utoipa::path(
    get, path = "/api/v1/stream", tag = "floor",
    params(StreamParams, ("last-event-id" = Option<String>, Header, description = "Id of the last frame seen: goes on from there, or with a snapshot")),
    responses(
        (status = 200, description = "Server-sent events `snapshot` (StreamSnapshot), `delta` (StreamDelta: RFC 7386 merge patch) and `end` (StreamEnd)", content((StreamSnapshot = "text/event-stream"), (StreamDelta = "application/merge-patch+json"), (StreamEnd = "application/json"))),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 503, description = "Too many clients", body = Failure),
    )
)]
pub async fn stream(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Query(params): Query<StreamParams>,
) -> Result<Response, Refusal> {
    let by = figures::attribution(params.attribution.unwrap_or_default());
    let view = View::parse(&params.view, by)?;
    follow(&state, caller, view, params.rate, &headers)
}

/// Follows a view, if the caller may.
pub fn follow(
    state: &AppState,
    caller: Caller,
    view: View,
    rate: Option<f64>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let sight = view.sight(&caller.subject)?;
    let period = hub::period(rate)?;
    state.engine.read(|live| match view {
        View::Queue(queue, _) => floor::known_queue(live, queue),
        View::Slice(slice, _) => slice::known(live, slice),
        View::Overview(_)
        | View::Queues(_)
        | View::Agents
        | View::Sources
        | View::Seats
        | View::Wall(_) => Ok(()),
    })?;
    let last_event_id = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let follower = state.hub.follow(view, sight, period, last_event_id)?;
    let body = follower.into_stream(Watchman::new(state, caller));
    let kind = HeaderValue::from_static("text/event-stream");
    Ok(([(header::CONTENT_TYPE, kind)], Body::from_stream(body)).into_response())
}
