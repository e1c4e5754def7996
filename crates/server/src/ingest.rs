//! The way of a connector's batches into the engine: in order, again until they are stored.
//!
//! Room:  server; between `connect`'s session tasks and `engine`.
//! Takes: `Batch`es of one connector. Gives: stored records, raw frames kept apart.
//! Holds: batches of a source are stored in order; a batch that cannot be stored is tried again,
//!        meanwhile the channel fills and the connector stops reading: nothing is dropped.
//! Proof: tests/it/engine.rs.

use crate::clock;
use crate::engine::{Ack, Engine, IngestError};
use connect::asterisk::Resume;
use connect::{Batch, RawFrame};
use domain::{ContactId, SourceId};
use std::time::Duration;
use store::KeptFrame;
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
        let frames: Vec<KeptFrame> = raw.into_iter().map(|frame| kept(source, frame)).collect();
        if let Err(error) = engine.store().keep_frames(&frames).await {
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

/// What the journal knows of a source: its last number, its open contacts, its memberships.
pub async fn resume(engine: &Engine, source: SourceId) -> Resume {
    let after = engine.mark(source).await.unwrap_or_default();
    let (contacts, members, heard_at) = engine.read(|live| {
        let contacts: Vec<ContactId> = live
            .open_contacts()
            .into_iter()
            .map(|open| open.contact)
            .filter(|contact| contact.source() == source)
            .collect();
        let mut members = Vec::new();
        for queue in live.queues() {
            members.extend(live.members_of(queue).map(|(agent, _)| (queue, agent)));
        }
        let known = live.source_state(source);
        (contacts, members, known.and_then(|known| known.last_journalled_at))
    });
    engine.names(|registry| {
        let word = |contact: ContactId| registry.external(contact).map(str::to_owned);
        let pair = |(queue, agent)| {
            let (of_queue, queue) = registry.queue_key(queue)?;
            let (of_agent, agent) = registry.agent_key(agent)?;
            (of_queue == source && of_agent == source).then(|| (queue.to_owned(), agent.to_owned()))
        };
        Resume {
            after,
            contacts: contacts.into_iter().filter_map(word).collect(),
            members: members.into_iter().filter_map(pair).collect(),
            heard_at,
        }
    })
}

fn kept(source: SourceId, frame: RawFrame) -> KeptFrame {
    let RawFrame { received_at, text } = frame;
    KeptFrame { source, received_at, bytes: text.into_bytes() }
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
