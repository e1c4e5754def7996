//! The synchronisation of every night, at the configured hour of the centre.
//!
//! Room:  server, federation; beside the sources, until the house closes.
//! Holds: once a day, and hourly while the directory is away; a house that was closed at that hour synchronises when it is open again.
//! Proof: `tests/it/directory_real.rs`.

use super::sync::Ask;
use crate::clock;
use crate::http::AppState;
use crate::http::routes::directory::synchronise;
use crate::http::views::directory::SyncReport;
use domain::calendar::Zone;
use domain::{Duration, Timestamp};
use std::time::Duration as Pause;
use tokio_util::sync::CancellationToken;

/// After a night in which the directory was away.
const TRIED_AGAIN: Duration = Duration::from_minutes(60);
const LOOKED_EVERY: Pause = Pause::from_secs(60);
/// Who does it, for the audit list.
pub const ACTOR: &str = "directory synchronisation";

/// Looks once a minute whether it is time.
pub async fn run(state: AppState, stop: CancellationToken) {
    if state.directory.is_none() {
        return;
    }
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock::deadline(LOOKED_EVERY) => look(&state).await,
        }
    }
}

/// Synchronises if today's hour has come and today's synchronisation has not.
pub async fn look(state: &AppState) {
    let Some(directory) = &state.directory else { return };
    let Some(at) = directory.config.sync.at else { return };
    let zone = state.engine.read(|live| live.centre().zone.clone());
    let now = state.now();
    let last = match state.store.directory_syncs(50).await {
        Ok(syncs) => syncs.into_iter().find(|sync| sync.actor == ACTOR),
        Err(error) => return tracing::error!(%error, "the synchronisations cannot be read"),
    };
    let was_away = last.as_ref().is_some_and(|last| {
        let report: Option<SyncReport> = serde_json::from_str(&last.report).ok();
        let problem = report.and_then(|report| report.problem);
        problem.as_deref() == Some("directory_away") && now.since(last.began_at) >= TRIED_AGAIN
    });
    if was_away || is_due(&zone, at, last.map(|last| last.began_at), now) {
        let done = synchronise(state, directory, (ACTOR, "-"), Ask::default()).await;
        if let Err(error) = done {
            tracing::error!(%error, "the directory is not synchronised");
        }
    }
}

/// Whether the last hour that has come is later than the last synchronisation.
fn is_due(zone: &str, at: Duration, last: Option<Timestamp>, now: Timestamp) -> bool {
    let Ok(zone) = Zone::named(zone) else { return false };
    let minutes = u16::try_from(at.micros() / 60_000_000).unwrap_or(0);
    let today = zone.wall_clock(zone.day(now), minutes);
    today <= now && last.is_none_or(|last| last < today)
}
