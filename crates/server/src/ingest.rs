//! The way of a connector's batches into the engine: in order, again until they are stored.
//!
//! Room:  server; between `connect`'s session tasks and `engine`.
//! Takes: `Batch`es of one connector. Gives: stored records, raw frames kept apart.
//! Holds: batches of a source are stored in order; a batch that cannot be stored is tried again,
//!        meanwhile the channel fills and the connector stops reading: nothing is dropped.
//! Proof: tests/it/engine.rs.

use crate::clock;
use crate::engine::{Ack, Engine, IngestError};
use connect::Batch;
use domain::SourceId;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Batches that may wait between a connector and the engine.
pub const QUEUE: usize = 64;
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LAST_RETRY: Duration = Duration::from_secs(10);

/// Stores what arrives until the connector ends its side or the engine stops.
pub async fn pump(
    engine: Engine,
    source: SourceId,
    mut batches: mpsc::Receiver<Batch>,
    stop: CancellationToken,
) {
    while let Some(batch) = batches.recv().await {
        let Batch { source_key, observations, raw } = batch;
        if let Err(error) = engine.store().keep_frames(source, &raw).await {
            tracing::warn!(source = source_key, %error, "raw frames were not kept");
        }
        match until_stored(&engine, source, observations, &stop).await {
            Ok(ack) if ack.duplicates > 0 => {
                tracing::debug!(source = source_key, ack.duplicates, "known events came again");
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(source = source_key, %error, "a batch was not stored at the end");
                return;
            }
        }
    }
}

async fn until_stored(
    engine: &Engine,
    source: SourceId,
    observations: Vec<journal::Observation>,
    stop: &CancellationToken,
) -> Result<Ack, IngestError> {
    let mut pause = FIRST_RETRY;
    loop {
        match engine.submit(source, observations.clone()).await {
            Err(IngestError::Storage { reason, .. }) if !stop.is_cancelled() => {
                tracing::warn!(%source, reason, "events wait for the journal");
                clock::deadline(pause).await;
                pause = (pause * 2).min(LAST_RETRY);
            }
            outcome => return outcome,
        }
    }
}
