//! Sources and their health, anomalies.
//!
//! Room: server/http.

use crate::http::access::Reached;
use crate::http::build::floor;
use crate::http::build::names;
use crate::http::build::painter::moment;
use crate::http::build::person;
use crate::http::build::words::word;
use crate::http::query::{self, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::source::{AnomaliesAnswer, AnomalyView, SourcesAnswer};
use crate::http::views::{ContactKey, ListMeta};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::SourceId;
use live::Live;
use serde::Deserialize;
use store::{AnomalyCursor, AnomalyRow};
use utoipa::IntoParams;

/// Which anomalies.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AnomaliesParams {
    /// Of this source alone.
    #[serde(default)]
    pub source: Option<u32>,
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `meta.next_before` of the answer before this one.
    #[serde(default)]
    pub before: Option<String>,
    /// RFC 3339: only those that occurred by then; all if absent.
    #[serde(default)]
    pub until: Option<String>,
}

/// All sources and how they are.
#[utoipa::path(
    get, path = "/api/v1/sources", tag = "sources",
    responses(
        (status = 200, description = "The same view as the stream `sources`", body = SourcesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn sources(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let sources = state.engine.read(|live| floor::sources(live, moment(live, now)));
    Ok(Json(SourcesAnswer { sources }).into_response())
}

/// Where sources contradicted themselves.
#[utoipa::path(
    get, path = "/api/v1/anomalies", tag = "sources",
    params(AnomaliesParams),
    responses(
        (status = 200, description = "Youngest first", body = AnomaliesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn anomalies(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<AnomaliesParams>,
) -> Result<Response, Refusal> {
    let (limit, sight) = (query::limit(params.limit)?, caller.sight());
    let before = query::cursor(params.before.as_deref(), AnomalyCursor::parse)?;
    let until = params.until.as_deref().map(|text| query::instant("until", text)).transpose()?;
    let before = before.or_else(|| until.map(AnomalyCursor::after));
    let page = state.store.anomalies(params.source.map(SourceId), before, limit).await;
    let page = page.map_err(|error| Refusal::fault("listing anomalies", &error))?;
    let anomalies: Vec<AnomalyView> =
        state.engine.read(|live| page.items.iter().map(|row| anomaly(live, row, &sight)).collect());
    let next_before = page.next.map(|cursor| cursor.to_string());
    let meta = ListMeta { next_before, ..ListMeta::whole(anomalies.len(), state.now()) };
    Ok(Json(AnomaliesAnswer { anomalies, meta }).into_response())
}

fn anomaly(live: &Live, row: &AnomalyRow, sight: &Reached) -> AnomalyView {
    let names = live.names();
    let agent = row.agent.filter(|&agent| person::is_seen(live, sight, agent));
    AnomalyView {
        kind: word(&row.anomaly),
        at: row.at.into(),
        source: names::source(names, row.source),
        contact: row.contact.map(ContactKey),
        agent: agent.map(|agent| agent.0),
        agent_name: agent.and_then(|agent| names::agent(names, agent)),
        sequence: row.sequence,
    }
}
