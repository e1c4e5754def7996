//! Folders that vanish, records by the thousand, rows of history.

use crate::postgres;
use domain::figures::{Attribution, Counts};
use domain::history::{ContactCell, ContactKey, ContactRow, Outcome};
use domain::state::{Certainty, Channel, Direction, EndedBy};
use domain::{ContactId, Duration, QueueId, SourceId, Timestamp};
use journal::{Event, Record, SourceKey};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Options, Postgres, Store, StoreError};

pub(crate) const SOURCE: SourceId = SourceId(3);

/// A moment to begin at: 2026-11-23 00:00 UTC.
pub(crate) fn start() -> Timestamp {
    Timestamp::parse("2026-11-23T00:00:00Z").unwrap()
}

/// A new folder of this test's own, removed with the value; its relational data in a file, or in a schema
/// of a real `PostgreSQL`.
#[derive(Debug)]
pub(crate) struct Place {
    path: PathBuf,
    postgres: Option<Postgres>,
}

impl Place {
    pub(crate) fn new() -> Self {
        let number = next_number();
        let path = std::env::temp_dir().join(format!("store-{}-{number}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self { path, postgres: None }
    }

    /// With a schema of its own; `None`: there is no `PostgreSQL` here.
    pub(crate) fn in_postgres() -> Option<Self> {
        Some(Self::at(&postgres::shared()?.address()))
    }

    /// With a schema of its own at this address.
    pub(crate) fn at(address: &str) -> Self {
        let schema = format!("t{}", next_number());
        let mut place = Self::new();
        place.postgres = Some(Postgres::parse(address, Some(&schema)).unwrap());
        place
    }

    /// Another, on the same engine.
    pub(crate) fn another(&self) -> Self {
        match &self.postgres {
            None => Self::new(),
            Some(_) => Self::in_postgres().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    pub(crate) fn options(&self) -> Options {
        Options { postgres: self.postgres.clone(), ..Options::default() }
    }

    pub(crate) async fn open(&self) -> Store {
        self.try_open().await.unwrap()
    }

    pub(crate) async fn try_open(&self) -> Result<Store, StoreError> {
        Store::open_with(&self.data(), start(), self.options()).await
    }

    /// Leaves an empty store behind, closed and whole on disk.
    pub(crate) async fn make(&self) {
        closed(self.open().await).await;
    }

    pub(crate) const fn is_in_postgres(&self) -> bool {
        self.postgres.is_some()
    }

    pub(crate) fn schema(&self) -> &str {
        self.postgres.as_ref().unwrap().schema()
    }

    /// A connection to the schema that knows nothing of a store.
    pub(crate) async fn stranger(&self) -> PgConnection {
        let address = postgres::shared().unwrap().address();
        self.stranger_at(&address).await
    }

    pub(crate) async fn stranger_at(&self, address: &str) -> PgConnection {
        let options: PgConnectOptions = address.parse().unwrap();
        options.options([("search_path", self.schema())]).connect().await.unwrap()
    }

    /// Changes the relational data behind the store's back.
    pub(crate) async fn tamper(&self, statements: &str) {
        let statements = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
        if self.postgres.is_some() {
            let mut connection = self.stranger().await;
            statements.execute(&mut connection).await.unwrap();
            return connection.close().await.unwrap();
        }
        let file = SqliteConnectOptions::new().filename(self.data().join("callboard.db"));
        let mut connection = file.connect().await.unwrap();
        statements.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Changes what is around the schema, which `$schema` names.
    pub(crate) async fn tamper_database(&self, statements: &str) {
        self.tamper(&statements.replace("$schema", self.schema())).await;
    }

    /// The process on the server that holds the lock of the schema: the connection that writes.
    pub(crate) async fn writer_of(&self) -> i32 {
        let writer = "SELECT a.pid FROM pg_stat_activity AS a JOIN pg_locks AS l ON l.pid = a.pid \
                      WHERE l.locktype = 'advisory' AND l.classid::BIGINT << 32 | l.objid::BIGINT = $1";
        let sum =
            <sha2::Sha256 as sha2::Digest>::digest(format!("callboard schema {}", self.schema()));
        let key = i64::from_le_bytes(*sum.first_chunk().unwrap());
        let writer = sqlx::query_scalar(writer).bind(key);
        writer.fetch_one(&mut self.stranger().await).await.unwrap()
    }

    /// Ends the connections of the store, as a server does that goes down.
    pub(crate) async fn end_connections(&self) {
        let end = "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
                   WHERE application_name = $1) AS ended";
        let end = sqlx::query_scalar(end).bind(format!("callboard {}", self.schema()));
        let ended: i64 = end.fetch_one(&mut self.stranger().await).await.unwrap();
        assert!(ended >= 2, "{ended} connections");
    }

    /// Rows of the file.
    pub(crate) async fn rows<R>(&self, query: &'static str) -> Vec<R>
    where
        R: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
    {
        let file = SqliteConnectOptions::new().filename(self.data().join("callboard.db"));
        let mut connection = file.connect().await.unwrap();
        sqlx::query_as(query).fetch_all(&mut connection).await.unwrap()
    }

    /// Bytes in the words of the engine.
    pub(crate) fn literal(&self, bytes: &[u8]) -> String {
        let digits = hex(bytes);
        if self.postgres.is_some() {
            format!("'\\x{digits}'::BYTEA")
        } else {
            format!("X'{digits}'")
        }
    }

    /// Whether these bytes stand anywhere in the relational data of a closed store.
    pub(crate) async fn holds(&self, bytes: &[u8]) -> bool {
        if self.postgres.is_none() {
            let file = std::fs::read(self.data().join("callboard.db")).unwrap();
            return file.windows(bytes.len()).any(|window| window == bytes);
        }
        let mut connection = self.stranger().await;
        let tables = "SELECT tablename::TEXT FROM pg_tables WHERE schemaname = current_schema()";
        let tables: Vec<String> =
            sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
        assert!(tables.len() > 20, "{tables:?}");
        let text = String::from_utf8_lossy(bytes).into_owned();
        for table in tables {
            let rows = format!(
                "SELECT COUNT(*) FROM {table} AS t WHERE strpos(t::TEXT, $1) > 0 OR strpos(t::TEXT, $2) > 0"
            );
            let rows = sqlx::query_scalar(AssertSqlSafe(rows)).bind(hex(bytes)).bind(&text);
            let found: i64 = rows.fetch_one(&mut connection).await.unwrap();
            if found > 0 {
                return true;
            }
        }
        false
    }
}

fn next_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.path));
    }
}

/// Runs each test on each engine, in a place of its own.
macro_rules! on_both_engines {
    ($($test:ident)*) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::support::Place::new()).await;
            })*
        }

        mod on_postgres {
            $(#[tokio::test]
            async fn $test() {
                let Some(place) = crate::support::Place::in_postgres() else { return };
                super::$test(place).await;
            })*
        }
    };
}
pub(crate) use on_both_engines;

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
