//! The one writer of the live lane, and everybody's window on the state that it keeps.
//!
//! Room:  server; sources hand in what they observed, screens read and are told of new sequences.
//! Takes: observations (a source's words) or events (ours), in order per source.
//! Gives: an acknowledgement after the disk has synced; `Live` to read; the sequence as a watch.
//! Holds: one task appends; what is acknowledged is on disk and in `Live`; a source's key is
//!        stored once; effects reach history exactly once, also over a crash.
//! Never: keeps more than `QUEUE` submissions waiting; lets a panic of the state take the floor down.
//! Proof: tests/it/engine.rs, tests/it/crash.rs.

mod checkpoint;
mod draft;
mod keys;
mod projector;
mod recovery;
mod seek;
mod writer;

pub use checkpoint::{Checkpoint, EffectMark};
pub use keys::{FREE_KEY_EPOCH, free_key};
pub use projector::rows;
pub use recovery::{Probe, Replay, ReplayError, beginning, fenced, recovered};

use crate::clock::Clock;
use domain::state::Certainty;
use domain::{SourceId, Timestamp};
use journal::{Event, Observation, Registry, SourceKey};
use live::Live;
use seek::Seek;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use store::{Store, StoreError};
use tokio::sync::{mpsc, oneshot, watch};

/// Submissions that may wait for the writer; more are refused or made to wait.
const QUEUE: usize = 512;

/// A handle on the engine; clones are cheap and all mean the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("sequence", &self.sequence()).finish_non_exhaustive()
    }
}

/// What the writer shares with the handles.
struct Shared {
    store: Store,
    clock: Clock,
    live: RwLock<Live>,
    registry: Mutex<Registry>,
    sequence: watch::Sender<u64>,
    projected: watch::Sender<EffectMark>,
    health: watch::Sender<Health>,
    commands: mpsc::Sender<Command>,
    seek: Seek,
}

impl Shared {
    fn live(&self) -> RwLockReadGuard<'_, Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn live_mut(&self) -> RwLockWriteGuard<'_, Live> {
        self.live.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the engine is run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// A snapshot is made after this many records.
    pub snapshot_every: u64,
    /// How often the state is told what time it is; `None`: only when asked (tests).
    pub tick_every: Option<std::time::Duration>,
    /// Looks at each record before the state does; tests let it panic.
    pub probe: Probe,
}

/// Records between snapshots: replaying this many takes well under the 300 ms that a seek may take.
pub const SNAPSHOT_EVERY: u64 = 25_000;

impl Default for Options {
    fn default() -> Self {
        Self {
            snapshot_every: SNAPSHOT_EVERY,
            tick_every: Some(std::time::Duration::from_secs(1)),
            probe: None,
        }
    }
}

/// What an operator should know about the engine itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// The last append failed, and why; empty when all is well.
    pub journal: Option<String>,
    /// The last projection into history failed, and why.
    pub history: Option<String>,
    /// Records that the live state could not take, by number.
    pub set_aside: Vec<u64>,
    /// Ticks at which the live state panicked.
    pub tick_panics: u64,
    /// Submissions refused because too many were waiting.
    pub refused_busy: u64,
}

/// What became of a submission; the disk has synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack {
    /// Events of the submission that are new.
    pub stored: u64,
    /// Events that had been stored before.
    pub duplicates: u64,
    /// The lane's last record when this was acknowledged.
    pub last_sequence: u64,
}

/// Why nothing of a submission was acknowledged. Handing in the same again is always safe.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    #[error("too many events are waiting to be written; send the same again in a moment")]
    Busy,
    #[error("the server is stopping; send the same again when it is back")]
    Stopping,
    #[error("the journal cannot be written: {reason}")]
    Storage { reason: String, full: bool },
}

/// An event in our own ids, from a part of the house that speaks them.
#[derive(Clone, Debug)]
pub struct Stated {
    /// `None`: the writer numbers it after the last of this source.
    pub key: Option<SourceKey>,
    /// `None`: now.
    pub occurred_at: Option<Timestamp>,
    pub certainty: Certainty,
    pub event: Event,
}

impl Stated {
    /// Something that the house itself says, now.
    #[must_use]
    pub const fn now(event: Event) -> Self {
        Self { key: None, occurred_at: None, certainty: Certainty::Reported, event }
    }
}

/// Why settings were not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    #[error("the settings were changed in between; nothing of this was done")]
    Moved,
    #[error(transparent)]
    Ingest(#[from] IngestError),
}

/// Which clock stamps the records of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stamp {
    Now,
    /// As if written when it happened: a generated past, never a real source.
    Occurred,
}

#[derive(Debug)]
enum Facts {
    Observed(Vec<Observation>),
    Stated(Vec<Stated>),
}

impl Facts {
    fn len(&self) -> usize {
        match self {
            Self::Observed(facts) => facts.len(),
            Self::Stated(facts) => facts.len(),
        }
    }
}

#[derive(Debug)]
struct Submission {
    source: SourceId,
    facts: Facts,
    stamp: Stamp,
    reply: oneshot::Sender<Result<Ack, IngestError>>,
}

/// Settings, all or none.
#[derive(Debug)]
struct Wanted {
    /// What `Live::settings_digest` must still say.
    digest: u64,
    events: Vec<Event>,
    reply: oneshot::Sender<Result<Ack, SetError>>,
}

#[derive(Debug)]
struct NewSource {
    key: String,
    name: String,
    connector: String,
    reply: oneshot::Sender<Result<SourceId, IngestError>>,
}

#[derive(Debug)]
enum Command {
    Submit(Submission),
    Set(Wanted),
    Register(NewSource),
    Mark(SourceId, oneshot::Sender<Option<SourceKey>>),
    Tick(oneshot::Sender<()>),
    Snapshot(oneshot::Sender<()>),
    /// Asks how far effects have been handed to history.
    Effects(oneshot::Sender<EffectMark>),
    Stop(oneshot::Sender<Result<(), IngestError>>),
}

/// Why the engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Replay(#[from] ReplayError),
}

impl Engine {
    /// Brings the state back from the journal and starts the writer.
    pub async fn start(store: Store, clock: Clock, options: Options) -> Result<Self, StartError> {
        let recovered = recovery::recover(&store, options.probe).await?;
        let (commands, waiting) = mpsc::channel(QUEUE);
        let shared = Arc::new(Shared {
            store,
            clock,
            live: RwLock::new(recovered.live),
            registry: Mutex::new(recovered.registry),
            sequence: watch::Sender::new(recovered.sequence),
            projected: watch::Sender::new(recovered.projected),
            health: watch::Sender::new(Health {
                set_aside: recovered.set_aside.iter().copied().collect(),
                ..Health::default()
            }),
            commands,
            seek: Seek::default(),
        });
        let (fired, effects) = mpsc::channel(projector::QUEUE);
        let projector = tokio::spawn(projector::run(Arc::clone(&shared), effects));
        let owed = projector::Fired { effects: recovered.owed, after: recovered.effects };
        fired.send(owed).await.expect("the projector has just begun to listen");
        let ledger = writer::Ledger {
            marks: recovered.marks,
            keys: recovered.keys,
            last: recovered.last,
            told: recovered.told,
            effects: recovered.effects,
            sequence: recovered.sequence,
            set_aside: recovered.set_aside,
        };
        let writer = writer::Writer::new(Arc::clone(&shared), ledger, fired, options);
        tokio::spawn(writer.run(waiting, projector));
        Ok(Self(shared))
    }

    /// Hands in what a source observed; returns when it is on disk and in the state. Waits while
    /// too much is waiting already: the source must slow down. One submission at a time per
    /// source: what follows a refused one must not overtake it.
    pub async fn submit(
        &self,
        source: SourceId,
        observations: Vec<Observation>,
    ) -> Result<Ack, IngestError> {
        self.hand_in(source, Facts::Observed(observations), Stamp::Now).await
    }

    /// As `submit`, but refuses with `Busy` where `submit` would wait.
    pub async fn try_submit(
        &self,
        source: SourceId,
        observations: Vec<Observation>,
    ) -> Result<Ack, IngestError> {
        let (reply, answer) = oneshot::channel();
        let facts = Facts::Observed(observations);
        let command = Command::Submit(Submission { source, facts, stamp: Stamp::Now, reply });
        match self.0.commands.try_send(command) {
            Ok(()) => answer.await.unwrap_or(Err(IngestError::Stopping)),
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.0.health.send_modify(|health| health.refused_busy += 1);
                Err(IngestError::Busy)
            }
            Err(mpsc::error::TrySendError::Closed(_)) => Err(IngestError::Stopping),
        }
    }

    /// Hands in events in our own ids.
    pub async fn state(&self, source: SourceId, events: Vec<Stated>) -> Result<Ack, IngestError> {
        self.hand_in(source, Facts::Stated(events), Stamp::Now).await
    }

    /// Hands in a generated past: journaled as if written when it happened. Only a demo may.
    pub async fn backfill(
        &self,
        source: SourceId,
        observations: Vec<Observation>,
    ) -> Result<Ack, IngestError> {
        self.hand_in(source, Facts::Observed(observations), Stamp::Occurred).await
    }

    /// As `backfill`, for events in our own ids.
    pub async fn backfill_stated(
        &self,
        source: SourceId,
        events: Vec<Stated>,
    ) -> Result<Ack, IngestError> {
        self.hand_in(source, Facts::Stated(events), Stamp::Occurred).await
    }

    /// Changes settings: all of `events` in one append, or none of them if the settings are no
    /// longer those of `digest`.
    pub async fn set(&self, digest: u64, events: Vec<Event>) -> Result<Ack, SetError> {
        self.ask(|reply| Command::Set(Wanted { digest, events, reply })).await?
    }

    async fn hand_in(
        &self,
        source: SourceId,
        facts: Facts,
        stamp: Stamp,
    ) -> Result<Ack, IngestError> {
        self.ask(|reply| Command::Submit(Submission { source, facts, stamp, reply })).await?
    }

    /// The id of a source by its key, journaling its registration if it is new.
    pub async fn source(
        &self,
        key: &str,
        name: &str,
        connector: &str,
    ) -> Result<SourceId, IngestError> {
        let (key, name, connector) = (key.to_owned(), name.to_owned(), connector.to_owned());
        self.ask(|reply| Command::Register(NewSource { key, name, connector, reply })).await?
    }

    /// The last key stored of a source: where it resumes.
    pub async fn mark(&self, source: SourceId) -> Option<SourceKey> {
        self.ask(|reply| Command::Mark(source, reply)).await.ok().flatten()
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<T>) -> Command,
    ) -> Result<T, IngestError> {
        let (reply, answer) = oneshot::channel();
        self.0.commands.send(command(reply)).await.map_err(|_| IngestError::Stopping)?;
        answer.await.map_err(|_| IngestError::Stopping)
    }

    /// Looks at the state between two records. Keep it short: the writer waits meanwhile.
    pub fn read<T>(&self, look: impl FnOnce(&Live) -> T) -> T {
        look(&self.0.live())
    }

    /// Looks up how sources name things.
    pub fn names<T>(&self, look: impl FnOnce(&Registry) -> T) -> T {
        look(&self.0.registry())
    }

    /// The number of the last record that is on disk and in the state.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        *self.0.sequence.borrow()
    }

    /// Told whenever the sequence rises.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.sequence.subscribe()
    }

    #[must_use]
    pub fn health(&self) -> Health {
        self.0.health.borrow().clone()
    }

    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// The floor as it was at a past moment.
    pub async fn live_at(&self, at: Timestamp) -> Result<Arc<Live>, ReplayError> {
        let set_aside = self.health().set_aside.into_iter().collect();
        self.0.seek.live_at(&self.0.store, at, &set_aside).await
    }

    /// Tells the state what time it is now; otherwise this happens every second.
    pub async fn tick(&self) {
        if self.ask(Command::Tick).await.is_err() {
            tracing::debug!("the engine has stopped; no tick");
        }
    }

    /// Makes a snapshot now and waits for it.
    pub async fn snapshot(&self) {
        if self.ask(Command::Snapshot).await.is_err() {
            tracing::debug!("the engine has stopped; no snapshot");
        }
    }

    /// Waits until history holds everything that the state has let go.
    pub async fn settle(&self) {
        let mut projected = self.0.projected.subscribe();
        let Ok(goal) = self.ask(Command::Effects).await else { return };
        if projected.wait_for(|mark| *mark >= goal).await.is_err() {
            tracing::debug!("the engine has stopped before history was complete");
        }
    }

    /// Writes what is waiting, brings history up to date, makes a snapshot and ends the writer.
    pub async fn stop(&self) -> Result<(), IngestError> {
        self.ask(Command::Stop).await?
    }
}
