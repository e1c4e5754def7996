//! Folders that vanish, records by the thousand, rows of history.

use domain::figures::{Attribution, Counts};
use domain::history::{ContactCell, ContactKey, ContactRow, Outcome};
use domain::state::{Certainty, Channel, Direction, EndedBy};
use domain::{ContactId, Duration, QueueId, SourceId, Timestamp};
use journal::{Event, Record, SourceKey};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use store::Store;

pub(crate) const SOURCE: SourceId = SourceId(3);

/// A moment to begin at: 2026-11-23 00:00 UTC.
pub(crate) fn start() -> Timestamp {
    Timestamp::parse("2026-11-23T00:00:00Z").unwrap()
}

/// A new folder of this test's own, removed with the value.
#[derive(Debug)]
pub(crate) struct Place(PathBuf);

impl Place {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("store-{}-{number}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.data(), start()).await.unwrap()
    }

    /// Leaves an empty store behind, closed and whole on disk.
    pub(crate) async fn make(&self) {
        closed(self.open().await).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// `count` records from sequence `first` on, one each 10 ms.
pub(crate) fn records(first: u64, count: u64) -> Vec<Record> {
    (first..first + count).map(record).collect()
}

/// The record of a sequence: of contact `sequence / 4`.
pub(crate) fn record(sequence: u64) -> Record {
    let at = start().plus(Duration::from_millis(i64::try_from(sequence).unwrap() * 10));
    let contact = ContactId::of(SOURCE, sequence / 4);
    let event = match sequence % 4 {
        0 => Event::ContactArrived {
            contact,
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: None,
            customer: None,
            external: Some(format!("1763856000.{sequence}")),
        },
        1 => Event::ContactQueued { contact, queue: QueueId(7), priority: 0 },
        2 => Event::ContactAbandoned { contact, queue: QueueId(7) },
        _ => Event::ContactEnded { contact, by: EndedBy::Customer },
    };
    Record {
        sequence,
        occurred_at: at.before(Duration::from_millis(5)),
        journalled_at: at,
        source: SOURCE,
        key: SourceKey { epoch: 1, counter: sequence },
        certainty: if sequence.is_multiple_of(9) {
            Certainty::Inferred
        } else {
            Certainty::Reported
        },
        event,
    }
}

/// A contact that entered queue 7 at `queued_at`.
pub(crate) fn contact(number: u64, queued_at: Timestamp) -> ContactRow {
    let wait = Duration::from_secs(i64::try_from(number % 60).unwrap());
    ContactRow {
        contact: ContactId::of(SOURCE, number),
        entry: 0,
        source: SOURCE,
        channel: Channel::Voice,
        direction: Direction::Inbound,
        did: Some(domain::DidId(2)),
        customer: Some(domain::Token(u64::MAX - number)),
        queue: Some(QueueId(7)),
        skill: None,
        agent: Some(domain::AgentId(u32::try_from(number % 5).unwrap())),
        team: None,
        arrived_at: queued_at.before(Duration::from_secs(8)),
        queued_at: Some(queued_at),
        left_queue_at: Some(queued_at.plus(wait)),
        ended_at: queued_at.plus(Duration::from_secs(200)),
        outcome: if number.is_multiple_of(3) { Outcome::Abandoned } else { Outcome::Answered },
        ended_by: EndedBy::Customer,
        wait,
        talk: Duration::from_secs(100),
        hold: Duration::ZERO,
        after_contact_work: Duration::from_secs(20),
        rung_out: 1,
        ivr_node: None,
        closed_hours: false,
        inferred: number.is_multiple_of(2),
        first_sequence: number * 4,
        last_sequence: number * 4 + 3,
    }
}

/// A cell of queue 7 that counts `offered`.
pub(crate) fn cell(start: Timestamp, revision: u32, offered: u32) -> ContactCell {
    let mut counts = Counts { offered, ..Counts::default() };
    for _ in 0..offered {
        counts.answer(Duration::from_secs(9));
    }
    let key = ContactKey::Queue(QueueId(7));
    ContactCell { key, start, attribution: Attribution::ByArrival, revision, counts }
}

/// Every record that a lane holds, through `replay`.
pub(crate) async fn all(store: &Store, lane: store::Lane) -> Vec<Record> {
    let mut replay = store.replay(lane, 1);
    let mut found = Vec::new();
    loop {
        let records = replay.next().await.unwrap();
        if records.is_empty() {
            return found;
        }
        found.extend(records);
    }
}

/// Closes the store, so that nothing touches its files any more.
pub(crate) async fn closed(store: Store) {
    store.close().await.unwrap();
}
