//! The floor at a past moment: the nearest earlier state, and the records from there.
//!
//! Room:  server; behind every page of a past moment.
//! Holds: a few states found before are kept, so that moving the slider on is quick.
//! Never: touches the running state.
//! Proof: tests/it/engine.rs; `callboard bench restart` measures a seek.

use super::checkpoint::Checkpoint;
use super::recovery::{ReplayError, fenced, no_beginning, resume};
use domain::{Duration, Timestamp};
use live::Live;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Lane, Store, StoreError};

/// States kept.
const KEPT: usize = 6;
const CHUNK: u64 = 4_000;
/// Chunks read ahead.
const AHEAD: usize = 3;
/// Closer than this a kept state is used without looking for a better one.
const NEAR: u64 = 5_000;
const DAY: Duration = Duration::from_minutes(24 * 60);

/// The states found last, newest use at the back.
#[derive(Debug, Default)]
pub(super) struct Seek {
    kept: Mutex<VecDeque<Past>>,
}

/// A state found before.
#[derive(Clone, Debug)]
struct Past {
    sequence: u64,
    /// What it was last told; a base only for moments from here on.
    at: Timestamp,
    live: Arc<Live>,
}

impl Seek {
    pub(super) async fn live_at(
        &self,
        store: &Store,
        at: Timestamp,
        set_aside: &BTreeSet<u64>,
    ) -> Result<Arc<Live>, ReplayError> {
        let through = store.sequence_at(Lane::LIVE, at).await?;
        let extent = store.extent(Lane::LIVE).await?;
        let Some((first, _)) = extent.filter(|(first, _)| *first <= through) else {
            let first = extent.map_or(1, |(first, _)| first);
            let begins = store.read(Lane::LIVE, first, 1).await?;
            let begins = begins.first().map_or(at, |record| record.journalled_at);
            return Err(ReplayError::BeforeTheRecord { at, begins });
        };
        let base = match self.nearest(through, at) {
            Some(past) if past.sequence + NEAR >= through => past,
            kept => self.earlier(store, (at, through), kept).await?,
        };
        if base.sequence == 0 && first > 1 {
            return Err(no_beginning(store, first));
        }
        let mut live = forward(store, base, through, set_aside).await?;
        let mut ignored = Vec::new();
        if !fenced(|| live.tick(at, &mut ignored)) {
            return Err(ReplayError::TooManySetAside { first: through });
        }
        let live = Arc::new(live);
        self.keep(Past { sequence: through, at, live: Arc::clone(&live) });
        Ok(live)
    }

    fn nearest(&self, through: u64, at: Timestamp) -> Option<Past> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let candidates = kept.iter().filter(|past| past.sequence <= through && past.at <= at);
        candidates.max_by_key(|past| past.sequence).cloned()
    }

    fn keep(&self, past: Past) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| (other.sequence, other.at) != (past.sequence, past.at));
        kept.push_back(past);
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }

    /// The latest of: a kept state, a snapshot, the day's opening, the empty floor.
    async fn earlier(
        &self,
        store: &Store,
        (at, through): (Timestamp, u64),
        kept: Option<Past>,
    ) -> Result<Past, ReplayError> {
        let empty = || Past { sequence: 0, at: Timestamp::MIN, live: Arc::new(Live::new()) };
        let mut best = kept.unwrap_or_else(empty);
        let snapshot = store.snapshot_before(Lane::LIVE, through).await?;
        if let Some((sequence, bytes)) = snapshot
            && sequence > best.sequence
            && let Some((sequence, told, live)) = Checkpoint::decode_live(&bytes)
            && told <= at
        {
            best = Past { sequence, at: told, live: Arc::new(live) };
        }
        let midnight = at.floor(DAY).before(Duration::from_micros(1));
        let first_of_day = store.sequence_at(Lane::LIVE, midnight).await? + 1;
        if first_of_day > best.sequence
            && let Some(record) = store.read(Lane::LIVE, first_of_day, 1).await?.first()
            && record.sequence <= through
            && let Some((sequence, live)) = resume(record)
        {
            best = Past { sequence, at: record.journalled_at, live: Arc::new(live) };
        }
        Ok(best)
    }
}

/// The state after record `through`. Records are read ahead while others are applied.
async fn forward(
    store: &Store,
    base: Past,
    through: u64,
    set_aside: &BTreeSet<u64>,
) -> Result<Live, ReplayError> {
    let mut live = Arc::unwrap_or_clone(base.live);
    let mut ignored = Vec::new();
    let mut next = base.sequence + 1;
    let mut ahead = VecDeque::new();
    loop {
        while next <= through && ahead.len() < AHEAD {
            let limit = (through + 1 - next).min(CHUNK);
            let store = store.clone();
            let size = usize::try_from(limit).expect("a chunk is small");
            ahead.push_back(tokio::spawn(async move { store.read(Lane::LIVE, next, size).await }));
            next += limit;
        }
        let Some(read) = ahead.pop_front() else { return Ok(live) };
        for record in &read.await.map_err(|_| StoreError::Stopped)?? {
            let is_sound = if set_aside.contains(&record.sequence) {
                fenced(|| live.tick(record.journalled_at, &mut ignored))
            } else {
                fenced(|| live.apply(record, &mut ignored))
            };
            if !is_sound {
                return Err(ReplayError::TooManySetAside { first: record.sequence });
            }
            ignored.clear();
        }
    }
}
