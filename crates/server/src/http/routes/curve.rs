//! A day in intervals: closed ones from history, the running one from the live state.
//!
//! Room: server/http.

use crate::http::build::{curve, floor, parts};
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::contacts::Whose;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::figures::{AttributionView, CurveAnswer};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::{DidId, QueueId, SiteId, SkillId};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which day, in which steps.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CurveParams {
    /// Local calendar day, `2026-11-22`; today if absent.
    #[serde(default)]
    pub day: Option<String>,
    /// Minutes: 5, 15, 30 or 60; 15 if absent.
    #[serde(default)]
    pub step: Option<u32>,
    /// Of the centre's day: of the contacts of one slice alone.
    #[serde(default)]
    pub site: Option<u32>,
    #[serde(default)]
    pub skill: Option<u32>,
    #[serde(default)]
    pub did: Option<u32>,
    /// `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
}

impl CurveParams {
    fn whose(&self) -> Whose {
        Whose {
            site: self.site.map(SiteId),
            skill: self.skill.map(SkillId),
            did: self.did.map(DidId),
            ..Whose::default()
        }
    }
}

/// The centre's day.
#[utoipa::path(
    get, path = "/api/v1/curve", tag = "floor",
    params(CurveParams),
    responses(
        (status = 200, description = "Intervals from local midnight on", body = CurveAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn curve(
    State(state): State<AppState>,
    Query(params): Query<CurveParams>,
) -> Result<Response, Refusal> {
    let keys = state.engine.read(|live| parts::keys(live, params.whose()));
    let keys = keys.ok_or_else(|| {
        let hint = "Write one of `site`, `skill` and `did`";
        Refusal::invalid("a curve is of one slice of the centre", hint)
    })?;
    let curve = curve::read_keys(&state, &keys, &params).await?;
    Ok(Json(CurveAnswer { curve }).into_response())
}

/// One queue's day.
#[utoipa::path(
    get, path = "/api/v1/queues/{id}/curve", tag = "floor",
    params(("id" = u32, Path, description = "The queue's id"), CurveParams),
    responses(
        (status = 200, description = "Intervals from local midnight on", body = CurveAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn queue_curve(
    State(state): State<AppState>,
    Id(id): Id,
    Query(params): Query<CurveParams>,
) -> Result<Response, Refusal> {
    state.engine.read(|live| floor::known_queue(live, QueueId(id)))?;
    if params.whose() != Whose::default() {
        let hint = "Ask /api/v1/curve for a slice of the centre";
        return Err(Refusal::invalid("a queue's curve is of the queue alone", hint));
    }
    let curve = curve::read(&state, Some(QueueId(id)), &params).await?;
    Ok(Json(CurveAnswer { curve }).into_response())
}
