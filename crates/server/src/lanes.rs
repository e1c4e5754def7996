//! Sealed lanes brought into history: each replayed by a state of its own.
//!
//! Room:  server; after an import or a generated past has been sealed, and at every start.
//! Takes: a sealed lane. Gives: its contacts, cells and spans in the same tables as the live ones.
//! Holds: may be stopped at any point and goes on where it was; each effect once.
//! Proof: tests/it/importing.rs.

use crate::engine::{Checkpoint, EffectMark, Replay, ReplayError, fenced, rows};
use domain::{Duration, Timestamp};
use live::Effect;
use store::{Lane, LaneKind, Projection, Store, StoreError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Effects written in one transaction.
const BATCH: usize = 20_000;
/// Batches between replay and database.
const UNDERWAY: usize = 4;
/// After its last record nothing more happens in a sealed lane: what is open then is closed.
const AFTERMATH: Duration = Duration::from_minutes(48 * 60);

/// How far a lane has come: records replayed, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub of: u64,
}

/// Brings every imported lane up to date that is sealed and is not.
pub async fn catch_up_all(store: &Store, stop: &CancellationToken) -> Result<(), ReplayError> {
    for info in store.lanes().await? {
        if info.sealed_at.is_some() && info.kind == LaneKind::Imported {
            catch_up(store, info.lane, stop, &mut |_| {}).await?;
        }
    }
    Ok(())
}

/// Brings one sealed lane up to date. Stopped, it fails with `Stopped` and loses nothing.
pub async fn catch_up(
    store: &Store,
    lane: Lane,
    stop: &CancellationToken,
    show: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), ReplayError> {
    let Some((through, _)) = store.last(lane).await? else { return Ok(()) };
    let projected = EffectMark::unpack(store.projected(lane).await?);
    let end = EffectMark { record: through + 2, fired: 0 };
    if projected >= end {
        return Ok(());
    }
    let (sender, receiver) = mpsc::channel(UNDERWAY);
    let writer = tokio::spawn(write(store.clone(), lane, receiver));
    let replay = Replay::from(Checkpoint::empty(), projected);
    let outcome = replay_into(replay, (store, lane, through), &sender, (stop, show)).await;
    drop(sender);
    writer.await.map_err(|_| StoreError::Stopped)??;
    outcome
}

type Batch = (EffectMark, Projection);

async fn replay_into(
    mut replay: Replay,
    (store, lane, through): (&Store, Lane, u64),
    sender: &mpsc::Sender<Batch>,
    (stop, show): (&CancellationToken, &mut (dyn FnMut(Progress) + Send)),
) -> Result<(), ReplayError> {
    let mut walk = store.replay(lane, 1);
    while replay.checkpoint.sequence < through {
        if stop.is_cancelled() {
            return Err(StoreError::Stopped.into());
        }
        let records = walk.next().await?;
        for record in &records {
            if !replay.apply(record) {
                return Err(ReplayError::TooManySetAside { first: record.sequence });
            }
            if replay.owed.len() >= BATCH {
                send(sender, replay.checkpoint.effects, &mut replay.owed).await?;
            }
        }
        show(Progress { done: replay.checkpoint.sequence, of: through });
    }
    let closed = close(&mut replay.checkpoint);
    replay.owed.extend(closed);
    let end = EffectMark { record: through + 2, fired: 0 };
    send(sender, end, &mut replay.owed).await
}

/// What is still open after the last record leaves the state as time passes.
fn close(checkpoint: &mut Checkpoint) -> Vec<Effect> {
    let after: Timestamp = checkpoint.at.plus(AFTERMATH);
    let mut effects = Vec::new();
    if !fenced(|| checkpoint.live.tick(after, &mut effects)) {
        tracing::error!("the state of a sealed lane panicked as it was closed");
    }
    effects
}

async fn send(
    sender: &mpsc::Sender<Batch>,
    after: EffectMark,
    owed: &mut Vec<Effect>,
) -> Result<(), ReplayError> {
    let batch = (after, rows(std::mem::take(owed)));
    sender.send(batch).await.map_err(|_| StoreError::Stopped.into())
}

async fn write(
    store: Store,
    lane: Lane,
    mut batches: mpsc::Receiver<Batch>,
) -> Result<(), StoreError> {
    while let Some((after, rows)) = batches.recv().await {
        store.project(lane, after.pack(), &rows).await?;
    }
    Ok(())
}
