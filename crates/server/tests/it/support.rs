//! What every test needs: a folder of its own, a clock that stands, an engine on both.

use crate::postgres_server;
use domain::{SourceId, Timestamp};
use journal::{Observation, Record, SourceKey};
use server::clock::ManualClock;
use server::engine::{Engine, Options};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Lane, Postgres, Store};

/// A folder that is removed with the value.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("callboard-server-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

/// The store of a house: in files, or where `CALLBOARD_TEST_ENGINE` is `postgres`, with its relational data in a
/// schema of its own on this process's server. Opened again, it is the same.
pub(crate) async fn house_store(folder: &Folder, now: Timestamp) -> Store {
    let mut options = store::Options::default();
    if std::env::var("CALLBOARD_TEST_ENGINE").is_ok_and(|engine| engine == "postgres") {
        let server = postgres_server::shared().expect("CALLBOARD_POSTGRES_BIN names its programs");
        let path = folder.0.display().to_string();
        let (_, number) = path.rsplit_once('-').unwrap();
        let schema = format!("api{number}");
        options.postgres = Some(Postgres::parse(&server.address(), Some(&schema)).unwrap());
    }
    Store::open_with(&folder.join("data"), now, options).await.unwrap()
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Half past eight in the morning in Shanghai.
pub(crate) fn morning() -> Timestamp {
    Timestamp::parse("2026-11-22T00:30:00Z").unwrap()
}

/// No ticks of its own, no snapshot unless asked for.
pub(crate) const QUIET: Options =
    Options { snapshot_every: u64::MAX, tick_every: None, probe: None };

/// An engine on a folder, with a clock that stands.
pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) source: SourceId,
}

impl Desk {
    pub(crate) async fn open(folder: &Folder, now: Timestamp, options: Options) -> Self {
        let store = Store::open(&folder.join("data"), now).await.unwrap();
        Self::with(store, now, options).await
    }

    /// On a store that is open.
    pub(crate) async fn with(store: Store, now: Timestamp, options: Options) -> Self {
        let clock = ManualClock::at(now);
        let engine = Engine::start(store.clone(), clock.clock(), options).await.unwrap();
        let source = engine.source("pbx", "pbx", "test").await.unwrap();
        Self { engine, store, clock, source }
    }

    /// Ends in good order.
    pub(crate) async fn close(self) {
        self.engine.stop().await.unwrap();
        self.store.close().await.unwrap();
    }

    /// Hands in events `from..=to` of the stress source.
    pub(crate) async fn feed(&self, from: u64, to: u64) -> server::engine::Ack {
        self.engine.submit(self.source, self.facts(from, to)).await.unwrap()
    }

    pub(crate) fn facts(&self, from: u64, to: u64) -> Vec<Observation> {
        let now = self.engine.now();
        (from..=to).map(|n| server::stress::observation(self.source, n, now)).collect()
    }

    pub(crate) async fn journal(&self) -> Vec<Record> {
        journal_of(&self.store).await
    }
}

pub(crate) async fn journal_of(store: &Store) -> Vec<Record> {
    let mut walk = store.replay(Lane::LIVE, 1);
    let mut records = Vec::new();
    loop {
        let more = walk.next().await.unwrap();
        if more.is_empty() {
            return records;
        }
        records.extend(more);
    }
}

/// The keys of a source's records in order; several records of one key (an event and the
/// registrations it needed) count once.
pub(crate) fn keys_of(records: &[Record], source: SourceId) -> Vec<SourceKey> {
    let mut keys: Vec<SourceKey> =
        records.iter().filter(|r| r.source == source).map(|r| r.key).collect();
    keys.dedup();
    keys
}
