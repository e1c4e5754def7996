//! The one task that writes the live lane.
//!
//! Room:  server; the heart of the engine.
//! Takes: commands, several at a time. Gives: one append (one fsync) for all of them, then the
//!        state, then the acknowledgements, then effects.
//! Holds: the state never knows a record that is not on disk; a source's later events are never
//!        stored after an earlier one of the same batch failed.
//! Proof: tests/it/engine.rs, tests/it/crash.rs.

use super::checkpoint::{Checkpoint, EffectMark};
use super::draft::{Count, Draft, End, Entry, Tokeniser, answer};
use super::keys::FreeKeys;
use super::projector::Fired;
use super::recovery::{Goal, ReplayError, fenced, through_without_panic};
use super::{
    Ack, Command, Facts, IngestError, NewSource, Options, SetError, Shared, Stamp, Stated,
    Submission, Wanted,
};
use domain::{Duration, SourceId, Timestamp};
use journal::registry::{HOUSE, SETTINGS};
use journal::{AnomalyKind, Event, Observation, Record, SourceKey};
use live::Effect;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Lane, StoreError};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};

/// Records appended at a time; more wait for the next append.
const BATCH: usize = 4_000;
const DAY: Duration = Duration::from_minutes(24 * 60);

/// The end of the lane and what goes with it.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) sequence: u64,
    /// When the last record was journaled; the next is later.
    pub(super) last: Timestamp,
    /// What the state was last told; no record or tick is earlier.
    pub(super) told: Timestamp,
    pub(super) marks: BTreeMap<SourceId, SourceKey>,
    pub(super) keys: FreeKeys,
    pub(super) effects: EffectMark,
    pub(super) set_aside: BTreeSet<u64>,
}

impl Ledger {
    const fn end(&self) -> End<'_> {
        let Self { sequence, last, told, marks, keys, .. } = self;
        End { sequence: *sequence, last: *last, told: *told, marks, keys }
    }
}

pub(super) struct Writer {
    shared: Arc<Shared>,
    ledger: Ledger,
    draft: Draft,
    fired: mpsc::Sender<Fired>,
    options: Options,
    tokeniser: Tokeniser,
    snapshots: JoinSet<()>,
    last_snapshot: u64,
    /// An append failed in this round: nothing that comes after it may be stored before it.
    failed: Option<IngestError>,
    /// A failed append left names in the registry that no record bears.
    registry_is_ahead: bool,
}

/// The writer ends its work.
struct Stop(oneshot::Sender<Result<(), IngestError>>);

impl Writer {
    pub(super) fn new(
        shared: Arc<Shared>,
        ledger: Ledger,
        fired: mpsc::Sender<Fired>,
        options: Options,
    ) -> Self {
        let store = shared.store.clone();
        let tokeniser: Tokeniser = Arc::new(move |number| store.token(number));
        let last_snapshot = ledger.sequence;
        Self {
            shared,
            ledger,
            draft: Draft::default(),
            fired,
            options,
            tokeniser,
            snapshots: JoinSet::new(),
            last_snapshot,
            failed: None,
            registry_is_ahead: false,
        }
    }

    pub(super) async fn run(
        mut self,
        mut waiting: mpsc::Receiver<Command>,
        projector: JoinHandle<()>,
    ) {
        let mut ticks = self.options.tick_every.map(tokio::time::interval);
        let stop = loop {
            let first = tokio::select! {
                biased;
                command = waiting.recv() => command,
                () = next_tick(&mut ticks) => {
                    self.tick_and_snapshot().await;
                    continue;
                }
            };
            let Some(first) = first else { break None };
            if let Some(stop) = self.work(first, &mut waiting).await {
                break Some(stop);
            }
        };
        waiting.close();
        let outcome = self.flush().await;
        self.tick_at((self.shared.clock)()).await;
        self.snapshot();
        while self.snapshots.join_next().await.is_some() {}
        drop(self.fired);
        if projector.await.is_err() {
            tracing::error!("the projector ended badly; the next start brings history up to date");
        }
        // Who waits for the end may open the folder again: let go of it first.
        drop((self.shared, self.tokeniser));
        if let Some(Stop(reply)) = stop {
            answer(reply, outcome);
        }
    }

    /// One round: everything that waits now, one append.
    async fn work(
        &mut self,
        first: Command,
        waiting: &mut mpsc::Receiver<Command>,
    ) -> Option<Stop> {
        let mut next = Some(first);
        let mut taken = 0;
        self.failed = None;
        self.mend_registry().await;
        while let Some(command) = next.take() {
            match command {
                Command::Submit(submission) => {
                    taken += submission.facts.len();
                    self.take(submission).await;
                }
                Command::Set(wanted) => self.set(wanted).await,
                Command::Register(new) => self.register(new).await,
                Command::Mark(source, reply) => {
                    answer(reply, self.draft.mark(source, &self.ledger.end()));
                }
                Command::Tick(reply) => {
                    self.flush_and_log().await;
                    self.tick_and_snapshot().await;
                    answer(reply, ());
                }
                Command::Snapshot(reply) => {
                    self.flush_and_log().await;
                    self.snapshot();
                    while self.snapshots.join_next().await.is_some() {}
                    answer(reply, ());
                }
                Command::Effects(reply) => {
                    self.flush_and_log().await;
                    answer(reply, self.ledger.effects);
                }
                Command::Stop(reply) => return Some(Stop(reply)),
            }
            if taken < BATCH {
                next = waiting.try_recv().ok();
            }
        }
        self.flush_and_log().await;
        while self.snapshots.try_join_next().is_some() {}
        let since = self.ledger.sequence - self.last_snapshot;
        if since >= self.options.snapshot_every {
            self.snapshot();
        }
        None
    }

    async fn take(&mut self, submission: Submission) {
        let Submission { source, facts, stamp, reply } = submission;
        if let Some(error) = &self.failed {
            answer(reply, Err(error.clone()));
            return;
        }
        let taken = match facts {
            Facts::Observed(facts) => self.take_observed(source, facts, stamp).await,
            Facts::Stated(facts) => self.take_stated(source, facts, stamp).await,
        };
        match taken {
            Ok(count) => self.draft.wait(reply, count),
            Err(error) => answer(reply, Err(error)),
        }
    }

    async fn take_observed(
        &mut self,
        source: SourceId,
        facts: Vec<Observation>,
        stamp: Stamp,
    ) -> Result<Count, IngestError> {
        let mut count = Count::default();
        for fact in facts {
            let at = self.stamped(stamp, Some(fact.occurred_at));
            self.make_room(at).await?;
            let mut registry = self.shared.registry();
            let entry = Entry { source, now: at, end: &self.ledger.end() };
            let is_new = self.draft.observe(entry, fact, &mut registry, &self.tokeniser);
            count.add(is_new);
        }
        Ok(count)
    }

    async fn take_stated(
        &mut self,
        source: SourceId,
        facts: Vec<Stated>,
        stamp: Stamp,
    ) -> Result<Count, IngestError> {
        let mut count = Count::default();
        for fact in facts {
            let at = self.stamped(stamp, fact.occurred_at);
            self.make_room(at).await?;
            let mut registry = self.shared.registry();
            let entry = Entry { source, now: at, end: &self.ledger.end() };
            let is_new = self.draft.state(entry, fact, &mut registry);
            count.add(is_new);
        }
        Ok(count)
    }

    async fn set(&mut self, Wanted { digest, events, reply }: Wanted) {
        let outcome = match &self.failed {
            Some(error) => Err(error.clone().into()),
            None => self.take_settings(digest, events).await,
        };
        answer(reply, outcome);
    }

    /// What waits is written first: the settings are compared as they will then be, and a day that
    /// begins does not fall between two of them.
    async fn take_settings(&mut self, digest: u64, events: Vec<Event>) -> Result<Ack, SetError> {
        let now = (self.shared.clock)();
        self.make_room(now).await?;
        self.flush().await?;
        if self.shared.live().settings_digest() != digest {
            return Err(SetError::Moved);
        }
        let mut count = Count::default();
        {
            let mut registry = self.shared.registry();
            let entry = Entry { source: SETTINGS, now, end: &self.ledger.end() };
            for event in events {
                count.add(self.draft.state(entry, Stated::now(event), &mut registry));
            }
        }
        self.flush().await?;
        let Count { stored, duplicates } = count;
        Ok(Ack { stored, duplicates, last_sequence: self.ledger.sequence })
    }

    fn stamped(&self, stamp: Stamp, occurred_at: Option<Timestamp>) -> Timestamp {
        match (stamp, occurred_at) {
            (Stamp::Occurred, Some(at)) => at,
            (Stamp::Occurred | Stamp::Now, _) => (self.shared.clock)(),
        }
    }

    /// Before a record of instant `at` is drafted: a full draft is written, a new day is opened.
    async fn make_room(&mut self, at: Timestamp) -> Result<(), IngestError> {
        let last = self.draft.last_at(&self.ledger.end());
        let has_begun = self.ledger.sequence > 0 || !self.draft.records.is_empty();
        if has_begun && at.floor(DAY) > last.floor(DAY) {
            self.open_day(at.floor(DAY)).await?;
        } else if self.draft.records.len() >= BATCH {
            self.flush().await?;
        }
        Ok(())
    }

    /// Journals everything that is open as the first record of the day.
    async fn open_day(&mut self, midnight: Timestamp) -> Result<(), IngestError> {
        self.flush().await?;
        let at = self.ledger.last.plus(Duration::from_micros(1)).max(midnight);
        self.tick_at(at).await;
        let carry_over = Box::new(self.shared.live().carry_over());
        let opened = Stated::now(Event::DayOpened { carry_over });
        self.say(opened, at);
        self.flush().await
    }

    async fn register(&mut self, new: NewSource) {
        let NewSource { key, name, connector, reply } = new;
        let at = (self.shared.clock)();
        if let Err(error) = self.make_room(at).await {
            answer(reply, Err(error));
            return;
        }
        if let Some(error) = &self.failed {
            answer(reply, Err(error.clone()));
            return;
        }
        let (source, registered) = self.shared.registry().source(&key, &name, &connector);
        if let Some(event) = registered {
            self.say(Stated::now(event), at);
        }
        let outcome = self.flush().await.map(|()| source);
        answer(reply, outcome);
    }

    /// After a failed append: names that no record bears are forgotten again.
    async fn mend_registry(&mut self) {
        if !self.registry_is_ahead {
            return;
        }
        let broken = self.ledger.set_aside.clone();
        match through_without_panic(&self.shared.store, self.here(), broken).await {
            Ok(replay) => {
                *self.shared.registry() = replay.checkpoint.registry;
                self.registry_is_ahead = false;
            }
            Err(error) => self.failed = Some(unreadable(&error)),
        }
    }

    async fn flush_and_log(&mut self) {
        if let Err(error) = self.flush().await {
            tracing::error!(%error, "events were refused");
        }
    }

    /// Writes the draft, applies it, acknowledges it.
    async fn flush(&mut self) -> Result<(), IngestError> {
        let mut draft = std::mem::take(&mut self.draft);
        if draft.records.is_empty() {
            draft.acknowledge(self.ledger.sequence);
            return Ok(());
        }
        if let Err(error) = self.write(&draft).await {
            let error = refusal(&error);
            let is_new = self
                .shared
                .health
                .send_if_modified(|health| health.journal.replace(error.to_string()).is_none());
            if is_new {
                tracing::error!(%error, "events are refused until the journal can be written");
            }
            draft.refuse(&error);
            self.failed = Some(error.clone());
            self.registry_is_ahead = true;
            return Err(error);
        }
        if self.shared.health.send_if_modified(|health| health.journal.take().is_some()) {
            tracing::info!("the journal is written again");
        }
        let records = std::mem::take(&mut draft.records);
        self.settle(&records).await;
        draft.acknowledge(self.ledger.sequence);
        self.ledger.marks.extend(draft.into_marks());
        Ok(())
    }

    /// Puts the draft on disk: first the numbers behind its tokens, then its records.
    async fn write(&mut self, draft: &Draft) -> Result<(), StoreError> {
        if !draft.customers.is_empty() {
            let now = (self.shared.clock)();
            let numbers: Vec<&str> = draft.customers.iter().map(String::as_str).collect();
            self.shared.store.remember_customers(&numbers, now).await?;
        }
        self.shared.store.append(Lane::LIVE, &draft.records).await
    }

    /// Brings ledger and state up to records that are on disk.
    async fn settle(&mut self, records: &[Record]) {
        let mut effects = Vec::new();
        let mut broken = None;
        {
            let mut live = self.shared.live_mut();
            for record in records {
                let before = effects.len();
                let is_sound = fenced(|| {
                    if let Some(probe) = self.options.probe {
                        probe(record);
                    }
                    live.apply(record, &mut effects);
                });
                if !is_sound {
                    effects.truncate(before);
                    broken = Some(record.sequence);
                    break;
                }
                self.ledger.effects = EffectMark { record: record.sequence + 1, fired: 0 };
            }
        }
        for record in records {
            self.ledger.keys.learn(record.source, record.key, record.journalled_at);
            self.ledger.sequence = record.sequence;
            self.ledger.last = record.journalled_at;
            self.ledger.told = self.ledger.told.max(record.journalled_at);
        }
        self.send(effects).await;
        if let Some(sequence) = broken {
            self.rebuild_without(sequence).await;
        }
        self.shared.sequence.send_replace(self.ledger.sequence);
    }

    /// The end of the journal, as a replay's goal.
    const fn here(&self) -> Goal {
        Goal {
            through: self.ledger.sequence,
            projected: self.ledger.effects,
            probe: self.options.probe,
        }
    }

    /// The state panicked at a record that is on disk: the record is set aside, the state made anew.
    async fn rebuild_without(&mut self, sequence: u64) {
        tracing::error!(sequence, "a record made the state panic; the state is rebuilt without it");
        let mut broken = self.ledger.set_aside.clone();
        broken.insert(sequence);
        match through_without_panic(&self.shared.store, self.here(), broken).await {
            Ok(replay) => {
                let Checkpoint { live, set_aside, effects, .. } = replay.checkpoint;
                *self.shared.live_mut() = live;
                self.ledger.set_aside = set_aside;
                self.ledger.effects = effects;
                self.send(replay.owed).await;
            }
            Err(error) => {
                tracing::error!(%error, "the state cannot be rebuilt; it stays as it was");
            }
        }
        self.show_set_aside(sequence);
    }

    /// Makes it visible: in the health of the engine and, with the next records, in the journal.
    fn show_set_aside(&mut self, sequence: u64) {
        self.shared.health.send_modify(|health| health.set_aside.push(sequence));
        let anomaly = AnomalyKind::SetAside;
        let event = Event::AnomalyReported { anomaly, contact: None, agent: None };
        let now = (self.shared.clock)();
        self.say(Stated::now(event), now);
    }

    /// Drafts something that the house itself says.
    fn say(&mut self, stated: Stated, now: Timestamp) {
        let mut registry = self.shared.registry();
        let entry = Entry { source: HOUSE, now, end: &self.ledger.end() };
        self.draft.state(entry, stated, &mut registry);
    }

    /// Hands effects to the projector. They belong to records and ticks up to the ledger's mark.
    async fn send(&self, effects: Vec<Effect>) {
        let after = self.ledger.effects;
        if self.fired.send(Fired { effects, after }).await.is_err() {
            tracing::error!("the projector has ended; history is brought up to date at restart");
        }
    }

    /// Tells the state the time; opens the day at midnight; makes a snapshot that is due.
    async fn tick_and_snapshot(&mut self) {
        let now = (self.shared.clock)();
        if let Err(error) = self.make_room(now).await {
            tracing::error!(%error, "the day could not be opened; trying again with the next tick");
        }
        self.flush_and_log().await;
        self.tick_at(now).await;
    }

    async fn tick_at(&mut self, now: Timestamp) {
        let now = now.max(self.ledger.told);
        let mut effects = Vec::new();
        let is_sound = {
            let mut live = self.shared.live_mut();
            fenced(|| live.tick(now, &mut effects))
        };
        if !is_sound {
            tracing::error!(at = %now, "the state panicked at a tick; it is not trusted to go on");
            self.shared.health.send_modify(|health| health.tick_panics += 1);
            effects.clear();
        }
        self.ledger.told = now;
        let fired = u32::try_from(effects.len()).unwrap_or(u32::MAX);
        self.ledger.effects.fired = self.ledger.effects.fired.saturating_add(fired);
        if fired > 0 {
            self.send(effects).await;
        }
    }

    /// Keeps a copy of the state beside the journal. Encoding and writing happen beside the writer.
    fn snapshot(&mut self) {
        self.last_snapshot = self.ledger.sequence;
        if self.ledger.sequence == 0 {
            return;
        }
        let checkpoint = Checkpoint {
            sequence: self.ledger.sequence,
            at: self.ledger.told,
            effects: self.ledger.effects,
            live: self.shared.live().clone(),
            registry: self.shared.registry().clone(),
            keys: self.ledger.keys.clone(),
            set_aside: self.ledger.set_aside.clone(),
        };
        self.snapshots.spawn(keep(Arc::clone(&self.shared), checkpoint));
    }
}

/// Writes a checkpoint once history holds all the effects before it: a restart from it never
/// looks back.
async fn keep(shared: Arc<Shared>, checkpoint: Checkpoint) {
    let mut projected = shared.projected.subscribe();
    if projected.wait_for(|mark| *mark >= checkpoint.effects).await.is_err() {
        return;
    }
    let (sequence, at) = (checkpoint.sequence, checkpoint.at);
    let encoded = tokio::task::spawn_blocking(move || checkpoint.encode()).await;
    let Ok(bytes) = encoded else {
        tracing::error!(sequence, "a snapshot could not be encoded; the journal has everything");
        return;
    };
    if let Err(error) = shared.store.put_snapshot(Lane::LIVE, sequence, at, &bytes).await {
        tracing::error!(%error, sequence, "a snapshot could not be kept; the next start is slower");
    }
}

async fn next_tick(ticks: &mut Option<tokio::time::Interval>) {
    match ticks {
        Some(interval) => {
            interval.tick().await;
        }
        None => std::future::pending().await,
    }
}

fn unreadable(error: &ReplayError) -> IngestError {
    IngestError::Storage { reason: error.to_string(), full: false }
}

fn refusal(error: &StoreError) -> IngestError {
    IngestError::Storage { reason: error.to_string(), full: error.is_full() }
}
