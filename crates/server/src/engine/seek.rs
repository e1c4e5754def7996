//! The floor at a past moment: the nearest earlier state, and the records from there.
//!
//! Room:  server; behind the slider of the replay page.
//! Holds: a few states found before are kept, so that moving the slider on is quick.
//! Never: touches the running state.
//! Proof: tests/it/engine.rs; `callboard bench restart` measures a seek.

use super::checkpoint::Checkpoint;
use super::recovery::{ReplayError, fenced, resume};
use domain::{Duration, Timestamp};
use live::Live;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Lane, Store};

/// States kept.
const KEPT: usize = 6;
const CHUNK: usize = 5_000;
/// Closer than this a kept state is used without looking for a better one.
const NEAR: u64 = 5_000;
const DAY: Duration = Duration::from_minutes(24 * 60);

/// The states found last, newest use at the back.
#[derive(Debug, Default)]
pub(super) struct Seek {
    kept: Mutex<VecDeque<Past>>,
}

/// The state after a record.
#[derive(Clone, Debug)]
struct Past {
    sequence: u64,
    live: Arc<Live>,
}

impl Seek {
    pub(super) async fn live_at(
        &self,
        store: &Store,
        lane: Lane,
        at: Timestamp,
    ) -> Result<Arc<Live>, ReplayError> {
        let through = store.sequence_at(lane, at).await?;
        if through == 0 {
            let begins = store.read(lane, 1, 1).await?.first().map_or(at, |r| r.journalled_at);
            return Err(ReplayError::BeforeTheRecord { at, begins });
        }
        let base = match self.nearest(through) {
            Some(past) if past.sequence + NEAR >= through => past,
            kept => self.earlier(store, lane, (at, through), kept).await?,
        };
        let past = forward(store, lane, base, through).await?;
        self.keep(past.clone());
        let mut live = Live::clone(&past.live);
        let mut ignored = Vec::new();
        if !fenced(|| live.tick(at, &mut ignored)) {
            return Ok(past.live);
        }
        Ok(Arc::new(live))
    }

    fn nearest(&self, through: u64) -> Option<Past> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let candidates = kept.iter().filter(|past| past.sequence <= through);
        candidates.max_by_key(|past| past.sequence).cloned()
    }

    fn keep(&self, past: Past) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.sequence != past.sequence);
        kept.push_back(past);
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }

    /// The latest of: a kept state, a snapshot, the day's opening, the empty floor.
    async fn earlier(
        &self,
        store: &Store,
        lane: Lane,
        (at, through): (Timestamp, u64),
        kept: Option<Past>,
    ) -> Result<Past, ReplayError> {
        let mut best = kept.unwrap_or_else(|| Past { sequence: 0, live: Arc::new(Live::new()) });
        let snapshot = store.snapshot_before(lane, through).await?;
        if let Some((sequence, bytes)) = snapshot
            && sequence > best.sequence
            && let Some((sequence, live)) = Checkpoint::decode_live(&bytes)
        {
            best = Past { sequence, live: Arc::new(live) };
        }
        let midnight = at.floor(DAY).before(Duration::from_micros(1));
        let first_of_day = store.sequence_at(lane, midnight).await? + 1;
        if first_of_day > best.sequence
            && let Some(record) = store.read(lane, first_of_day, 1).await?.first()
            && let Some((sequence, live)) = resume(record)
        {
            best = Past { sequence, live: Arc::new(live) };
        }
        Ok(best)
    }
}

async fn forward(store: &Store, lane: Lane, base: Past, through: u64) -> Result<Past, ReplayError> {
    if base.sequence == through {
        return Ok(base);
    }
    let mut live = Arc::unwrap_or_clone(base.live);
    let mut sequence = base.sequence;
    let mut ignored = Vec::new();
    while sequence < through {
        let records = store.read(lane, sequence + 1, CHUNK).await?;
        assert!(!records.is_empty(), "the journal holds every record up to its last");
        for record in records.iter().take_while(|record| record.sequence <= through) {
            // A record that was set aside is passed over here in the same way.
            if !fenced(|| live.apply(record, &mut ignored)) {
                tracing::warn!(record.sequence, "passed over a record that cannot be applied");
            }
            ignored.clear();
            sequence = record.sequence;
        }
    }
    Ok(Past { sequence, live: Arc::new(live) })
}
