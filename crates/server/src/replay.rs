//! A clean replay of the whole journal, and the proof that the running state equals it.
//!
//! Room:  server; `callboard verify`, tests, benchmarks.
//! Gives: the digest of the state as replayed from the first record and as recovered from the
//!        newest snapshot; the two must be equal.
//! Never: writes anything.
//! Proof: tests/it/crash.rs.

use crate::engine::{Checkpoint, Replay, ReplayError};
use std::collections::{BTreeMap, BTreeSet};
use store::{Lane, Store};

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub records: u64,
    /// The state's digest, replayed from the first record.
    pub replayed: u64,
    /// The state's digest as a restart would have it.
    pub recovered: u64,
    pub problems: Vec<String>,
}

impl Verified {
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty() && self.replayed == self.recovered
    }
}

/// Replays the live lane from its first record and compares.
pub async fn verify(store: &Store) -> Result<Verified, ReplayError> {
    let through = store.last(Lane::LIVE).await?.map_or(0, |(sequence, _)| sequence);
    let mut clean = replay_from_the_first(store, through).await?;
    let mut recovered = crate::engine::recovered(store).await?;
    let mut problems = inspect(store).await?;
    // A snapshot may have been told a later time than the last record's: bring both to the later.
    let at = clean.at.max(recovered.at);
    let mut ignored = Vec::new();
    clean.live.tick(at, &mut ignored);
    recovered.live.tick(at, &mut ignored);
    if clean.registry != recovered.registry {
        problems.push("names: the snapshot knows other names than the journal".to_owned());
    }
    if let Err(problem) = clean.live.check() {
        problems.push(format!("state: {problem}"));
    }
    let (replayed, recovered) = (clean.live.digest(), recovered.live.digest());
    if replayed != recovered {
        problems.push(format!(
            "state: replay gives digest {replayed:016x}, restart gives {recovered:016x}; \
             delete the folder `snapshots` and start again"
        ));
    }
    Ok(Verified { records: through, replayed, recovered, problems })
}

async fn replay_from_the_first(store: &Store, through: u64) -> Result<Checkpoint, ReplayError> {
    let mut broken = BTreeSet::new();
    loop {
        let mut replay = Replay::clean(store).await?;
        replay.checkpoint.set_aside.clone_from(&broken);
        match replay.run(store, Lane::LIVE, through).await? {
            None => return Ok(replay.checkpoint),
            Some(sequence) => {
                broken.insert(sequence);
            }
        }
    }
}

/// Walks the records once: numbers without gaps, time that rises, marks that fit.
async fn inspect(store: &Store) -> Result<Vec<String>, ReplayError> {
    let mut problems = Vec::new();
    let mut marks = BTreeMap::new();
    let mut last: Option<(u64, domain::Timestamp)> = None;
    let mut walk = store.replay(Lane::LIVE, 1);
    loop {
        let records = walk.next().await?;
        if records.is_empty() {
            break;
        }
        for record in &records {
            if let Some((sequence, at)) = last
                && (record.sequence != sequence + 1 || record.journalled_at <= at)
            {
                problems.push(format!("record {}: does not follow {sequence}", record.sequence));
            }
            last = Some((record.sequence, record.journalled_at));
            let mark = marks.entry(record.source).or_insert(record.key);
            *mark = (*mark).max(record.key);
        }
    }
    // Sources that fell silent before the first record left have marks and no records.
    let kept = store.marks(Lane::LIVE).await?;
    if marks.iter().any(|(source, mark)| kept.get(source) != Some(mark)) {
        problems.push("marks: the sources' last numbers are not those of the records".to_owned());
    }
    Ok(problems)
}
