//! What a running house does for itself: tells the journal of changed master data, forgets what is
//! due, completes sealed lanes, watches the disk.
//!
//! Room:  server; beside the sources, until the house closes.
//! Holds: an outgoing event is journaled once, also over a crash between journal and outbox;
//!        snapshots of the last week stay, for looks at the past.
//! Proof: tests/it/upkeep.rs.

use crate::clock::{self, Clock};
use crate::config;
use crate::engine::{Engine, IngestError, Stated, free_key};
use crate::lanes;
use domain::{Duration, Timestamp};
use journal::registry::HOUSE;
use std::time::Duration as Pause;
use store::{Lane, Retained, Retention, Store, StoreError};
use tokio_util::sync::CancellationToken;

/// How often the outbox is looked at.
const OUTBOX_EVERY: Pause = Pause::from_millis(500);
/// How often retention is looked at; each round does little.
const RETAIN_EVERY: Pause = Pause::from_secs(3_600);
/// How long snapshots are kept.
const SNAPSHOTS: Duration = Duration::from_minutes(8 * 24 * 60);

/// Does it all until told to stop.
pub async fn run(
    engine: Engine,
    retention: config::Retention,
    clock: Clock,
    stop: CancellationToken,
) {
    let store = engine.store().clone();
    let lanes = complete_lanes(store.clone(), stop.clone());
    let retention = retain(store, retention, clock, stop.clone());
    tokio::join!(lanes, retention, pump_outbox(engine, stop));
}

async fn complete_lanes(store: Store, stop: CancellationToken) {
    if let Err(error) = lanes::catch_up_all(&store, &stop).await {
        tracing::warn!(%error, "an imported lane is not complete; the next start goes on");
    }
}

async fn pump_outbox(engine: Engine, stop: CancellationToken) {
    while pause(OUTBOX_EVERY, &stop).await {
        if let Err(error) = empty_outbox(&engine).await {
            tracing::warn!(error, "changed master data waits for the journal");
        }
    }
}

async fn retain(store: Store, retention: config::Retention, clock: Clock, stop: CancellationToken) {
    while pause(RETAIN_EVERY, &stop).await {
        if let Err(error) = round(&store, retention, clock()).await {
            tracing::warn!(%error, "retention did not get through; trying again in an hour");
        }
    }
}

/// Waits; false when it is time to stop.
async fn pause(length: Pause, stop: &CancellationToken) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = clock::deadline(length) => true,
    }
}

/// Journals what the outbox holds, in order.
pub async fn empty_outbox(engine: &Engine) -> Result<(), String> {
    let store = engine.store();
    let waiting = store.outbox().await.map_err(|error| error.to_string())?;
    for outgoing in waiting {
        // The number is the key: what a crash left in the outbox is not journaled again.
        let key = Some(free_key(&format!("outbox-{}", outgoing.number)));
        let stated = Stated { key, ..Stated::now(outgoing.event) };
        engine.state(HOUSE, vec![stated]).await.map_err(|error: IngestError| error.to_string())?;
        store.outbox_done(outgoing.number).await.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// One round of retention.
pub async fn round(
    store: &Store,
    retention: config::Retention,
    now: Timestamp,
) -> Result<Retained, StoreError> {
    let done = store.retain(&limits(retention), now).await?;
    let oldest_kept = store.sequence_at(Lane::LIVE, now.before(SNAPSHOTS)).await?;
    let snapshots = store.prune_snapshots(Lane::LIVE, oldest_kept).await?;
    if done != Retained::default() || snapshots > 0 {
        tracing::info!(?done, snapshots, "retention");
    }
    if let Some(disk) = store.disk_space()
        && disk.is_nearly_full()
    {
        let (available, capacity) = (disk.available, disk.capacity);
        tracing::warn!(
            available,
            capacity,
            "four fifths of the disk are used; free space or shorten the retention"
        );
    }
    Ok(done)
}

/// The configuration's months and years as lengths of time, never shorter than said.
fn limits(retention: config::Retention) -> Retention {
    let config::Retention { contact_months, cube_years, journal_months, raw_days } = retention;
    let days = |count: u32| Duration::from_minutes(i64::from(count) * 24 * 60);
    Retention {
        records: days(journal_months.saturating_mul(31)),
        contacts: days(contact_months.saturating_mul(31)),
        cells: days(cube_years.saturating_mul(366)),
        frames: days(raw_days),
        ..Retention::DEFAULT
    }
}
