//! The journal's records: appended durably; where each lane ends.
//!
//! Room:  store; written by the server's one writer. `read` gives the records back.
//! Takes: `Record`s without gaps. Gives: the lane's end and marks, and at opening what was mended.
//! Holds: when `append` returns, its records survive power loss, all of them or (on error) none;
//!        sequences rise by one, journalled-at rises strictly; marks move in the same transaction.
//! Never: changes a record; interprets an event.
//! Proof: tests/it/contract.rs, tests/it/crash.rs.
//!
//! Records lie in blocks of lines, one per append: ten thousand rows a second become ten. There is
//! no index but the primary key; time is found by bisection, since journalled-at rises.

mod read;

pub use read::Replay;

use crate::database::Database;
use crate::error::StoreError;
use crate::line;
use crate::segment::{self, Block, Entry, Segment};
use crate::sql::{self, Connection};
use crate::wal::Remains;
use crate::{Lane, Store};
use domain::{SourceId, Timestamp};
use flate2::Crc;
use journal::{Record, SourceKey};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};
use tokio::sync::Mutex;

/// The journal's database, its archive, and what is known of each lane's end.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) database: Database,
    pub(crate) archive: PathBuf,
    /// Also the order of appends: held from the check of the sequence to the commit. A lane is
    /// absent when its end is to be read from the database.
    pub(crate) tails: Mutex<BTreeMap<Lane, Tail>>,
    pub(crate) segments: RwLock<Arc<BTreeMap<(Lane, u64), Archived>>>,
}

/// A segment and its index, read once when first needed.
#[derive(Debug)]
pub(crate) struct Archived {
    pub(crate) segment: Segment,
    index: OnceLock<Arc<Vec<Entry>>>,
}

/// The end of a lane.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tail {
    pub(crate) sequence: u64,
    pub(crate) at: Option<Timestamp>,
    pub(crate) is_sealed: bool,
    pub(crate) marks: BTreeMap<SourceId, SourceKey>,
}

impl Archived {
    pub(crate) fn new(segment: Segment) -> Self {
        Self { segment, index: OnceLock::new() }
    }

    pub(crate) fn index(&self, folder: &Path) -> Result<Arc<Vec<Entry>>, StoreError> {
        if let Some(index) = self.index.get() {
            return Ok(Arc::clone(index));
        }
        let path = folder.join(&self.segment.file);
        let index = Arc::new(segment::read_index(&path, self.segment.lane)?);
        Ok(Arc::clone(self.index.get_or_init(|| index)))
    }
}

impl Store {
    /// Writes records to the end of a lane: one transaction, one fsync.
    pub async fn append(&self, lane: Lane, records: &[Record]) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        let log = &self.inner.log;
        let mut tails = log.tails.lock().await;
        let before = log.tail(&mut tails, lane).await?;
        let after = follow(lane, &before, records)?;
        let block = to_block(records);
        // Forgotten until the commit is known, so that an interrupted append is read anew.
        tails.remove(&lane);
        write(&log.database, lane, &block, &changed(&before, &after)).await?;
        tails.insert(lane, after);
        Ok(())
    }

    /// The highest number of each source that the lane holds.
    pub async fn marks(&self, lane: Lane) -> Result<BTreeMap<SourceId, SourceKey>, StoreError> {
        let log = &self.inner.log;
        let mut tails = log.tails.lock().await;
        Ok(log.tail(&mut tails, lane).await?.marks)
    }

    /// The lane's last record: its sequence and when it was journaled. `None`: the lane is empty.
    pub async fn last(&self, lane: Lane) -> Result<Option<(u64, Timestamp)>, StoreError> {
        let log = &self.inner.log;
        let mut tails = log.tails.lock().await;
        let tail = log.tail(&mut tails, lane).await?;
        Ok(tail.at.map(|at| (tail.sequence, at)))
    }
}

/// The lane's end after these records, or why they may not follow.
pub(crate) fn follow(lane: Lane, tail: &Tail, records: &[Record]) -> Result<Tail, StoreError> {
    if tail.is_sealed {
        return Err(StoreError::Sealed { lane });
    }
    let mut after = tail.clone();
    for record in records {
        let expected = after.sequence + 1;
        if record.sequence != expected {
            return Err(StoreError::Gap { lane, expected, found: record.sequence });
        }
        let at = record.journalled_at;
        if let Some(last) = after.at
            && at <= last
        {
            return Err(StoreError::TimeRunsBack {
                lane,
                sequence: record.sequence,
                at,
                after: last,
            });
        }
        after.sequence = record.sequence;
        after.at = Some(at);
        let mark = after.marks.entry(record.source).or_insert(record.key);
        *mark = (*mark).max(record.key);
    }
    Ok(after)
}

pub(crate) fn changed(before: &Tail, after: &Tail) -> Vec<(SourceId, SourceKey)> {
    let moved = after.marks.iter().filter(|(source, key)| before.marks.get(source) != Some(key));
    moved.map(|(&source, &key)| (source, key)).collect()
}

/// Records as one block; the caller made sure there is at least one.
pub(crate) fn to_block(records: &[Record]) -> Block {
    let mut lines = Vec::with_capacity(records.len() * 256);
    for record in records {
        line::write(record, &mut lines);
    }
    let first = records.first().expect("an empty batch is never written");
    let last = records.last().expect("an empty batch is never written");
    Block {
        first: first.sequence,
        last: last.sequence,
        first_at: first.journalled_at,
        last_at: last.journalled_at,
        lines,
    }
}

async fn write(
    database: &Database,
    lane: Lane,
    block: &Block,
    marks: &[(SourceId, SourceKey)],
) -> Result<(), StoreError> {
    let failed = || database.failed("appending to the journal");
    let mut crc = Crc::new();
    crc.update(&block.lines);
    let mut transaction = database.begin().await.map_err(failed())?;
    sql::query(
        "INSERT INTO block (lane, first_sequence, last_sequence, first_at, last_at, crc, lines) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(i64::from(lane.0))
    .bind(block.first.cast_signed())
    .bind(block.last.cast_signed())
    .bind(block.first_at.micros())
    .bind(block.last_at.micros())
    .bind(i64::from(crc.sum()))
    .bind(&block.lines)
    .execute(&mut *transaction)
    .await
    .map_err(failed())?;
    write_marks(&mut transaction, lane, marks).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())
}

pub(crate) async fn write_marks(
    connection: &mut Connection,
    lane: Lane,
    marks: &[(SourceId, SourceKey)],
) -> Result<(), sqlx::Error> {
    for (source, key) in marks {
        sql::query(
            "INSERT INTO mark (lane, source, epoch, counter) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (lane, source) DO UPDATE SET epoch = excluded.epoch, counter = excluded.counter",
        )
        .bind(i64::from(lane.0))
        .bind(i64::from(source.0))
        .bind(i64::from(key.epoch))
        .bind(key.counter.cast_signed())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

impl Log {
    pub(crate) fn new(database: Database, archive: PathBuf) -> Self {
        Self { database, archive, tails: Mutex::default(), segments: RwLock::default() }
    }

    /// Makes itself ready at opening; says what was mended and what is lost.
    pub(crate) async fn look_over(
        &self,
        torn: Option<Remains>,
        history: &Database,
    ) -> Result<Vec<String>, StoreError> {
        let mut findings = self.load_segments().await?;
        findings.extend(self.say_what_was_torn(torn).await?);
        findings.extend(self.say_what_is_missing(history).await?);
        Ok(findings)
    }

    /// What recovery left out of the journal's end, in words.
    async fn say_what_was_torn(&self, torn: Option<Remains>) -> Result<Option<String>, StoreError> {
        let Some(Remains { frames, is_damaged }) = torn else { return Ok(None) };
        let last = self.read_tail(Lane::LIVE).await?.sequence;
        let cause = if is_damaged { "damaged or cut off" } else { "unfinished" };
        Ok(Some(format!(
            "the last batch in {}-wal was {cause} ({frames} pages) and is left out whole; \
             the journal ends at record {last}; sources send again what they know was not acknowledged",
            self.database.path.display()
        )))
    }

    /// Records that history knows and the journal has lost: they were acknowledged.
    async fn say_what_is_missing(&self, history: &Database) -> Result<Vec<String>, StoreError> {
        let known = crate::projection::journal_ends(history).await?;
        let mut missing = Vec::new();
        for (lane, end) in known {
            let last = self.read_tail(lane).await?.sequence;
            if last < end {
                missing.push(format!(
                    "{lane} ends at record {last}, but history knows of records up to {end}: \
                     {} acknowledged records are lost; compare with the newest backup",
                    end - last
                ));
            }
        }
        Ok(missing)
    }

    pub(crate) fn segments_now(&self) -> Arc<BTreeMap<(Lane, u64), Archived>> {
        let segments = self.segments.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&segments)
    }

    /// The lane's end, from memory or from the database.
    pub(crate) async fn tail(
        &self,
        tails: &mut BTreeMap<Lane, Tail>,
        lane: Lane,
    ) -> Result<Tail, StoreError> {
        if let Some(tail) = tails.get(&lane) {
            return Ok(tail.clone());
        }
        let tail = self.read_tail(lane).await?;
        tails.insert(lane, tail.clone());
        Ok(tail)
    }

    async fn read_tail(&self, lane: Lane) -> Result<Tail, StoreError> {
        let failed = || self.database.failed("reading the end of the journal");
        let number = i64::from(lane.0);
        // Through the writer: it waits for a commit whose caller went away.
        let mut writer = self.database.writer().await.map_err(failed())?;
        let sealed_at: Option<i64> = sql::query("SELECT sealed_at FROM lane WHERE lane = $1")
            .bind(number)
            .fetch_optional(&mut *writer)
            .await
            .map_err(failed())?
            .ok_or(StoreError::UnknownLane { lane })?
            .try_get(0)
            .map_err(failed())?;
        let last = sql::query(
            "SELECT last_sequence, last_at FROM (\
               SELECT last_sequence, last_at FROM block WHERE lane = $1 \
               UNION ALL SELECT last_sequence, last_at FROM segment WHERE lane = $1) AS both_places \
             ORDER BY last_sequence DESC LIMIT 1",
        )
        .bind(number)
        .fetch_optional(&mut *writer)
        .await
        .map_err(failed())?;
        let marks = sql::query("SELECT source, epoch, counter FROM mark WHERE lane = $1")
            .bind(number)
            .fetch_all(&mut *writer)
            .await
            .map_err(failed())?;
        let mut tail = Tail { is_sealed: sealed_at.is_some(), ..Tail::default() };
        if let Some(row) = last {
            tail.sequence = unsigned(row.try_get(0).map_err(failed())?);
            tail.at = Some(Timestamp(row.try_get(1).map_err(failed())?));
        }
        for row in marks {
            let source = small(row.try_get(0).map_err(failed())?);
            let epoch = small(row.try_get(1).map_err(failed())?);
            let counter = unsigned(row.try_get(2).map_err(failed())?);
            tail.marks.insert(SourceId(source), SourceKey { epoch, counter });
        }
        Ok(tail)
    }
}

/// Runs what computes or reads files for longer off the threads that serve people.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Stopped)?
}

pub(crate) fn unsigned(number: i64) -> u64 {
    number.cast_unsigned()
}

pub(crate) fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
