//! Records on their way to the disk: named, numbered, stamped, and not yet true.
//!
//! Room:  server; between the waiting submissions and the append.
//! Takes: submissions. Gives: the next records, who waits for them, which customers they name.
//! Holds: nothing of a draft counts until it is on disk; a failed append drops the draft whole.
//! Proof: tests/it/engine.rs.

use super::keys::FreeKeys;
use super::{Ack, FREE_KEY_EPOCH, IngestError, Stated};
use domain::state::Certainty;
use domain::{Duration, SourceId, Timestamp, Token};
use journal::{Event, Observation, Record, Registry, SourceKey};
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot;

pub(super) type Reply = oneshot::Sender<Result<Ack, IngestError>>;

/// The stand-in of a customer's number, by the house's key.
pub(super) type Tokeniser = std::sync::Arc<dyn Fn(&str) -> Token + Send + Sync>;

/// The next batch.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) records: Vec<Record>,
    /// Customers' numbers that the records stand in tokens for.
    pub(super) customers: BTreeSet<String>,
    waiting: Vec<(Reply, Count)>,
    marks: BTreeMap<SourceId, SourceKey>,
    free: BTreeSet<(SourceId, u64)>,
}

/// Gives an answer. Who no longer waits for it will ask again.
pub(super) fn answer<T>(reply: oneshot::Sender<T>, value: T) {
    if reply.send(value).is_err() {
        tracing::debug!("nobody waits for this answer any more");
    }
}

/// What became of one submission so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) stored: u64,
    pub(super) duplicates: u64,
}

/// What the draft continues: the end of the lane as it is on disk.
#[derive(Debug)]
pub(super) struct End<'a> {
    pub(super) sequence: u64,
    pub(super) last: Timestamp,
    pub(super) told: Timestamp,
    pub(super) marks: &'a BTreeMap<SourceId, SourceKey>,
    pub(super) keys: &'a FreeKeys,
}

/// Where and when a fact enters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) source: SourceId,
    pub(super) now: Timestamp,
    pub(super) end: &'a End<'a>,
}

impl Count {
    pub(super) const fn add(&mut self, is_new: bool) {
        if is_new { self.stored += 1 } else { self.duplicates += 1 }
    }
}

impl Draft {
    pub(super) fn last_at(&self, end: &End<'_>) -> Timestamp {
        self.records.last().map_or(end.last, |record| record.journalled_at)
    }

    pub(super) fn mark(&self, source: SourceId, end: &End<'_>) -> Option<SourceKey> {
        self.marks.get(&source).or_else(|| end.marks.get(&source)).copied()
    }

    /// The key after the last of this source.
    fn next_key(&self, source: SourceId, end: &End<'_>) -> SourceKey {
        let last = self.mark(source, end).unwrap_or(SourceKey { epoch: 1, counter: 0 });
        SourceKey { epoch: last.epoch, counter: last.counter + 1 }
    }

    fn is_known(&self, source: SourceId, key: SourceKey, end: &End<'_>) -> bool {
        if key.epoch == FREE_KEY_EPOCH {
            return self.free.contains(&(source, key.counter)) || end.keys.contains(source, key);
        }
        self.mark(source, end).is_some_and(|mark| key <= mark)
    }

    fn learn(&mut self, source: SourceId, key: SourceKey) {
        if key.epoch == FREE_KEY_EPOCH {
            self.free.insert((source, key.counter));
        } else {
            self.marks.insert(source, key);
        }
    }

    /// Adds what a source observed. False: it was known already.
    pub(super) fn observe(
        &mut self,
        entry: Entry<'_>,
        observation: Observation,
        registry: &mut Registry,
        tokeniser: &Tokeniser,
    ) -> bool {
        let Entry { source, now, end } = entry;
        let Observation { key, occurred_at, certainty, event } = observation;
        if self.is_known(source, key, end) {
            return false;
        }
        self.learn(source, key);
        let customers = &mut self.customers;
        let resolved = registry.resolve(source, event, &mut |number| {
            customers.insert(number.to_owned());
            tokeniser(number)
        });
        let mut push = |certainty, event| {
            let record = self.next_record(now, end);
            self.records.push(Record { occurred_at, source, key, certainty, event, ..record });
        };
        for (certainty, event) in resolved.before {
            push(certainty, event);
        }
        push(certainty, resolved.event);
        true
    }

    /// Adds an event that is in our ids already.
    pub(super) fn state(
        &mut self,
        entry: Entry<'_>,
        stated: Stated,
        registry: &mut Registry,
    ) -> bool {
        let Entry { source, now, end } = entry;
        let Stated { key, occurred_at, certainty, event } = stated;
        let key = key.unwrap_or_else(|| self.next_key(source, end));
        if self.is_known(source, key, end) {
            return false;
        }
        self.learn(source, key);
        registry.learn(source, &event);
        let record = self.next_record(now, end);
        let occurred_at = occurred_at.unwrap_or(record.journalled_at);
        self.records.push(Record { occurred_at, source, key, certainty, event, ..record });
        true
    }

    /// The frame of the next record: its number and its time.
    fn next_record(&self, now: Timestamp, end: &End<'_>) -> Record {
        let sequence = self.records.last().map_or(end.sequence, |record| record.sequence) + 1;
        let after_last = self.last_at(end).plus(Duration::from_micros(1));
        Record {
            sequence,
            occurred_at: now,
            journalled_at: after_last.max(end.told).max(now),
            source: journal::registry::HOUSE,
            key: SourceKey::default(),
            certainty: Certainty::Reported,
            event: Event::SourceLost {},
        }
    }

    pub(super) fn wait(&mut self, reply: Reply, count: Count) {
        self.waiting.push((reply, count));
    }

    /// Tells everybody who waits that it is done.
    pub(super) fn acknowledge(&mut self, last_sequence: u64) {
        for (reply, Count { stored, duplicates }) in self.waiting.drain(..) {
            answer(reply, Ok(Ack { stored, duplicates, last_sequence }));
        }
    }

    pub(super) fn refuse(&mut self, error: &IngestError) {
        for (reply, _) in self.waiting.drain(..) {
            answer(reply, Err(error.clone()));
        }
    }

    /// The marks as they are once the draft is on disk.
    pub(super) fn into_marks(self) -> BTreeMap<SourceId, SourceKey> {
        self.marks
    }
}
