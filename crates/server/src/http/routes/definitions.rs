//! The definitions that stand beside the figures.
//!
//! Room: server/http.

use crate::http::build::figures::definition;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::figures::{DefinitionEntry, DefinitionsAnswer};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::Timestamp;
use live::Live;

/// Service level definitions and targets.
#[utoipa::path(
    get, path = "/api/v1/definitions", tag = "floor",
    responses(
        (status = 200, description = "Every version, oldest first", body = DefinitionsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn definitions(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let definitions: Vec<DefinitionEntry> = state.engine.read(|live| entries(live, now));
    let meta = ListMeta::whole(definitions.len(), now);
    Ok(Json(DefinitionsAnswer { definitions, meta }).into_response())
}

fn entries(live: &Live, now: Timestamp) -> Vec<DefinitionEntry> {
    let in_force = live.definitions_in_force(now);
    let mut all: Vec<_> = live.definitions().collect();
    all.sort_by_key(|one| (one.id, one.effective_from, one.version));
    let entry = |one: &domain::measure::Definition| DefinitionEntry {
        definition: definition(one, live.target(None, one.id)),
        // What holds since ever is written as the beginning of time counting.
        effective_from: one.effective_from.max(Timestamp::from_secs(0)).into(),
        is_in_force: in_force.contains(one),
    };
    all.into_iter().map(entry).collect()
}
