//! The way back from the journal to the state: the newest snapshot, then the records after it.
//!
//! Room:  server; at start, after a record was set aside, and for looking at the past.
//! Gives: the same state, and the same effects in the same order, as when the records were new.
//! Holds: a record that makes the state panic is set aside by number and the rest replayed
//!        without it; only its time is taken.
//! Proof: tests/it/engine.rs, tests/it/crash.rs.

use super::checkpoint::{Checkpoint, EffectMark};
use super::keys::FreeKeys;
use domain::{SourceId, Timestamp};
use journal::{Event, Record, Registry, SourceKey};
use live::{Effect, Live};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::{Lane, Store, StoreError};

/// More broken records than this in one replay mean that the program is broken, not they.
const MOST_SET_ASIDE: usize = 1_000;

/// Why the state could not be brought back.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "more than {MOST_SET_ASIDE} records could not be applied, the first is {first}: \
         this program does not fit this journal; start the version that wrote it"
    )]
    TooManySetAside { first: u64 },
    #[error("nothing was recorded before {at}; the record begins at {begins}")]
    BeforeTheRecord { at: Timestamp, begins: Timestamp },
}

/// A state on its way through the journal.
#[derive(Debug)]
pub struct Replay {
    pub checkpoint: Checkpoint,
    /// Effects that history does not hold yet.
    pub owed: Vec<Effect>,
    projected: EffectMark,
    fired: Vec<Effect>,
    probe: Probe,
}

/// What the engine starts with.
pub(super) struct Recovered {
    pub(super) live: Live,
    pub(super) registry: Registry,
    pub(super) keys: FreeKeys,
    pub(super) marks: BTreeMap<SourceId, SourceKey>,
    pub(super) sequence: u64,
    pub(super) last: Timestamp,
    pub(super) told: Timestamp,
    pub(super) effects: EffectMark,
    pub(super) projected: EffectMark,
    pub(super) owed: Vec<Effect>,
    pub(super) set_aside: BTreeSet<u64>,
}

/// Called with each record within the fence, before the state is. Tests let it panic.
pub type Probe = Option<fn(&Record)>;

pub(super) async fn recover(store: &Store, probe: Probe) -> Result<Recovered, ReplayError> {
    let projected = EffectMark::unpack(store.projected(Lane::LIVE).await?);
    let last = store.last(Lane::LIVE).await?;
    let through = last.map_or(0, |(sequence, _)| sequence);
    let goal = Goal { through, projected, probe };
    let replay = through_without_panic(store, goal, BTreeSet::new()).await?;
    let Replay { checkpoint, owed, .. } = replay;
    let Checkpoint { sequence, at, effects, live, registry, keys, set_aside } = checkpoint;
    assert!(sequence == through, "replay ends at the journal's last record");
    Ok(Recovered {
        live,
        registry,
        keys,
        marks: store.marks(Lane::LIVE).await?,
        sequence,
        last: last.map_or(Timestamp::MIN, |(_, journalled_at)| journalled_at),
        told: at,
        effects,
        projected,
        owed,
        set_aside,
    })
}

/// The state as a restart would have it.
pub async fn recovered(store: &Store) -> Result<Checkpoint, ReplayError> {
    let through = store.last(Lane::LIVE).await?.map_or(0, |(sequence, _)| sequence);
    let never = EffectMark { record: u64::MAX, fired: 0 };
    let goal = Goal { through, projected: never, probe: None };
    let replay = through_without_panic(store, goal, BTreeSet::new()).await?;
    Ok(replay.checkpoint)
}

/// Where a replay shall end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    pub(super) through: u64,
    /// How far history is.
    pub(super) projected: EffectMark,
    pub(super) probe: Probe,
}

/// The state after record `through`, from the newest snapshot that can be trusted, without the
/// records in `broken` and without those that turn out to be.
pub(super) async fn through_without_panic(
    store: &Store,
    goal: Goal,
    mut broken: BTreeSet<u64>,
) -> Result<Replay, ReplayError> {
    let Goal { through, projected, probe } = goal;
    loop {
        let mut base = newest_checkpoint(store, through, &broken).await?;
        base.set_aside.extend(&broken);
        let mut replay = Replay { probe, ..Replay::from(base, projected) };
        match replay.run(store, Lane::LIVE, through).await? {
            None => return Ok(replay),
            Some(sequence) => {
                tracing::error!(sequence, "a record made the state panic; it is set aside");
                broken.insert(sequence);
            }
        }
        if let Some(&first) = broken.first()
            && broken.len() > MOST_SET_ASIDE
        {
            return Err(ReplayError::TooManySetAside { first });
        }
    }
}

/// The newest trustworthy snapshot at or before `through` in which no broken record took part.
async fn newest_checkpoint(
    store: &Store,
    through: u64,
    broken: &BTreeSet<u64>,
) -> Result<Checkpoint, ReplayError> {
    let mut until = through;
    while let Some((sequence, bytes)) = store.snapshot_before(Lane::LIVE, until).await? {
        match Checkpoint::decode(&bytes) {
            Some(checkpoint) if checkpoint.is_without(broken) => return Ok(checkpoint),
            Some(_) => {}
            None => tracing::warn!(sequence, "a snapshot cannot be used and is passed over"),
        }
        let Some(earlier) = sequence.checked_sub(1) else { break };
        until = earlier;
    }
    beginning(store).await
}

/// Where a replay begins that uses no snapshot: before the first record or, when retention has
/// removed the oldest, after the first day's opening that is left.
pub async fn beginning(store: &Store) -> Result<Checkpoint, ReplayError> {
    let first = store.extent(Lane::LIVE).await?.map_or(1, |(first, _)| first);
    if first <= 1 {
        return Ok(Checkpoint::empty());
    }
    let mut walk = store.replay(Lane::LIVE, first);
    loop {
        let records = walk.next().await?;
        if records.is_empty() {
            return Err(no_beginning(store, first));
        }
        if let Some(checkpoint) = records.iter().find_map(opening) {
            return Ok(checkpoint);
        }
    }
}

/// The oldest records are gone and nothing carries over what they said.
pub(super) fn no_beginning(store: &Store, first: u64) -> ReplayError {
    let error = StoreError::Corrupt {
        path: store.folder().root().join("journal.db"),
        what: format!("it begins at record {first} and no day's opening or snapshot is left"),
        remedy: "stop the server and run `callboard restore` with the newest backup",
    };
    ReplayError::Store(error)
}

/// The state after a day's first record, with the names that its carry-over holds.
fn opening(record: &Record) -> Option<Checkpoint> {
    let Event::DayOpened { carry_over } = &record.event else { return None };
    let (sequence, live) = resume(record)?;
    Some(Checkpoint {
        sequence,
        at: record.journalled_at,
        effects: EffectMark { record: sequence + 1, fired: 0 },
        live,
        registry: Registry::resume(carry_over),
        keys: FreeKeys::default(),
        set_aside: BTreeSet::new(),
    })
}

impl Replay {
    /// From `checkpoint`, keeping the effects that history (at `projected`) does not hold.
    #[must_use]
    pub const fn from(checkpoint: Checkpoint, projected: EffectMark) -> Self {
        Self { checkpoint, owed: Vec::new(), projected, fired: Vec::new(), probe: None }
    }

    /// A clean replay: from the first record, keeping no effects.
    pub async fn clean(store: &Store) -> Result<Self, ReplayError> {
        let never = EffectMark { record: u64::MAX, fired: 0 };
        Ok(Self::from(beginning(store).await?, never))
    }

    /// Applies the records up to `through`. Ends early with the number of a record that the state
    /// could not take; the state is then no longer to be used.
    pub async fn run(
        &mut self,
        store: &Store,
        lane: Lane,
        through: u64,
    ) -> Result<Option<u64>, StoreError> {
        let mut walk = store.replay(lane, self.checkpoint.sequence + 1);
        while self.checkpoint.sequence < through {
            let records = walk.next().await?;
            assert!(!records.is_empty(), "the journal holds every record up to its last");
            for record in records.iter().take_while(|record| record.sequence <= through) {
                if !self.apply(record) {
                    return Ok(Some(record.sequence));
                }
            }
        }
        Ok(None)
    }

    /// Applies the next record. False: the state could not take it and is no longer to be used.
    pub fn apply(&mut self, record: &Record) -> bool {
        let fired = &mut self.fired;
        let checkpoint = &mut self.checkpoint;
        let sequence = record.sequence;
        // Effects that ticks fired before the snapshot was made belong to this record too.
        let mut mark = checkpoint.effects;
        fired.clear();
        let is_sound = if checkpoint.set_aside.contains(&sequence) {
            fenced(|| checkpoint.live.tick(record.journalled_at, fired))
        } else {
            fenced(|| {
                if let Some(probe) = self.probe {
                    probe(record);
                }
                checkpoint.live.apply(record, fired);
            })
        };
        if !is_sound {
            return false;
        }
        for effect in fired.drain(..) {
            if mark >= self.projected {
                self.owed.push(effect);
            }
            mark.fired += 1;
        }
        checkpoint.registry.learn(record.source, &record.event);
        checkpoint.keys.learn(record.source, record.key, record.journalled_at);
        checkpoint.sequence = sequence;
        checkpoint.at = record.journalled_at;
        checkpoint.effects = EffectMark { record: sequence + 1, fired: 0 };
        true
    }
}

/// Runs `work`; false if it panicked.
pub fn fenced(work: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(work)).is_ok()
}

/// The state after a day's first record, which carries everything that was open.
pub(super) fn resume(record: &Record) -> Option<(u64, Live)> {
    if !matches!(record.event, Event::DayOpened { .. }) {
        return None;
    }
    let mut live = Live::new();
    let mut ignored = Vec::new();
    fenced(|| live.apply(record, &mut ignored)).then_some((record.sequence, live))
}
