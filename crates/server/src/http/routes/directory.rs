//! The house's directory: what the last synchronisations did; one may be asked for.
//!
//! Room:  server/http; the work is `federation::sync`'s.
//! Holds: a synchronisation goes on where its asker goes away; it is asked for by whoever manages accounts.
//! Proof: `tests/it/directory_real.rs`.

use crate::clock::Clock;
use crate::federation::directory::Directory;
use crate::federation::roles::Places;
use crate::federation::sync::{self, Ask};
use crate::http::body::Body;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::directory::{
    DirectoryAnswer, DirectoryView, SyncAnswer, SyncReport, SyncRequest, SyncView,
};
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use store::{DirectorySync, StoreError};

/// Synchronisations that are shown.
const SHOWN: u32 = 20;

/// The directory and its last synchronisations.
#[utoipa::path(
    get, path = "/api/v1/directory", tag = "accounts",
    responses(
        (status = 200, description = "Null where none is configured", body = DirectoryAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn directory(State(state): State<AppState>) -> Result<Response, Refusal> {
    let Some(directory) = &state.directory else {
        return Ok(Json(DirectoryAnswer { directory: None }).into_response());
    };
    let kept = state.store.directory_syncs(SHOWN).await.map_err(fault)?;
    let config = &directory.config;
    let at = config.sync.at.map(|at| {
        let minutes = at.micros() / 60_000_000;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    });
    let view = DirectoryView {
        name: config.name.clone(),
        servers: config.servers.iter().map(ToString::to_string).collect(),
        sync_at: at,
        most_off_percent: config.sync.most_off_percent,
        syncs: kept.iter().filter_map(view).collect(),
    };
    Ok(Json(DirectoryAnswer { directory: Some(view) }).into_response())
}

/// Synchronises with the directory, or tells what that would do.
#[utoipa::path(
    post, path = "/api/v1/directory/sync", tag = "accounts",
    request_body(content = SyncRequest),
    responses(
        (status = 200, description = "What was done, or why nothing was: `problem`", body = SyncAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "`no_directory`: none is configured", body = Failure),
    )
)]
pub async fn sync_directory(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<SyncRequest>,
) -> Result<Response, Refusal> {
    let Some(directory) = &state.directory else {
        let message = "No directory is configured";
        return Err(Refusal::conflict("no_directory", message, "See docs/how-to/sign-in.md"));
    };
    let ask = Ask { is_dry_run: request.dry_run, allows_many: request.allow_many };
    let report = synchronise(&state, directory, (&caller.actor, &caller.origin), ask).await;
    Ok(Json(SyncAnswer { sync: report.map_err(fault)? }).into_response())
}

/// A synchronisation of the running house.
pub async fn synchronise(
    state: &AppState,
    directory: &Directory,
    by: (&str, &str),
    ask: Ask,
) -> Result<SyncReport, StoreError> {
    let places = state.engine.read(|live| Places::of(live.names()));
    let clock: &Clock = &state.clock;
    // The work goes on where the asker goes away.
    let state = state.clone();
    let (directory, clock) = (directory.clone(), Arc::clone(clock));
    let (actor, origin) = (by.0.to_owned(), by.1.to_owned());
    let work = tokio::spawn(async move {
        let house = (&state.store, &directory, &state.sync_turn);
        sync::run(house, &places, (&actor, &origin), ask, &clock).await
    });
    work.await.unwrap_or(Err(StoreError::Stopped))
}

/// A kept one; what a later program wrote is left out.
fn view(sync: &DirectorySync) -> Option<SyncView> {
    Some(SyncView {
        began_at: sync.began_at.into(),
        ended_at: sync.ended_at.into(),
        actor: sync.actor.clone(),
        is_dry_run: sync.is_dry_run,
        report: serde_json::from_str(&sync.report).ok()?,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("synchronising with the directory", &error)
}
