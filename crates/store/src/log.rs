//! The journal's records: appended durably, read in order, found by time.
//!
//! Room:  store; written by the server's one writer, read by replay.
//! Takes: `Record`s without gaps. Gives: the same, from the database or from archive segments.
//! Holds: when `append` returns, its records survive power loss, all of them or (on error) none;
//!        sequences rise by one, journalled-at rises strictly; marks move in the same transaction.
//! Never: changes a record; interprets an event.
//! Proof: tests/it/contract.rs, tests/it/crash.rs.
//!
//! Records lie in blocks of lines, one per append: ten thousand rows a second become ten. There is
//! no index but the primary key; time is found by bisection, since journalled-at rises.

use crate::database::Database;
use crate::error::StoreError;
use crate::line::{self, LineError};
use crate::segment::{self, Block, Entry, Segment};
use crate::wal::Remains;
use crate::{Lane, Store};
use domain::{ContactId, SourceId, Timestamp};
use flate2::Crc;
use journal::{Record, SourceKey};
use sqlx::{Row as _, SqliteConnection};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
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

    /// Up to `limit` records from `from` on. Sequences begin at 1; retention may have removed the
    /// oldest, then reading begins at the first that is left.
    pub async fn read(
        &self,
        lane: Lane,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let blocks = self.inner.log.blocks(lane, from, limit).await?;
        let file = self.inner.log.database.path.clone();
        blocking(move || decode(lane, &blocks, from, limit, &file)).await
    }

    /// The records of a contact among `range` (its row names both ends), at most `limit` of
    /// them. Other contacts' lines are passed over without decoding.
    pub async fn records_of(
        &self,
        lane: Lane,
        contact: ContactId,
        range: RangeInclusive<u64>,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        const STRIDE: usize = 20_000;
        let mut found: Vec<Record> = Vec::new();
        let mut from = (*range.start()).max(1);
        while from <= *range.end() && found.len() < limit {
            let blocks = self.inner.log.blocks(lane, from, STRIDE).await?;
            let Some(end) = blocks.last().map(|block| block.last) else { break };
            let file = self.inner.log.database.path.clone();
            let range = from..=*range.end();
            let more = blocking(move || decode_of(lane, &blocks, contact, &range, &file)).await?;
            found.extend(more);
            from = end + 1;
        }
        found.truncate(limit);
        Ok(found)
    }

    /// The last record journaled at or before `at`; 0 if there is none.
    pub async fn sequence_at(&self, lane: Lane, at: Timestamp) -> Result<u64, StoreError> {
        let log = &self.inner.log;
        let segments = log.segments_now();
        let of_lane = segments.range((lane, 0)..=(lane, u64::MAX));
        let archived = of_lane.rev().find(|(_, archived)| archived.segment.first_at <= at);
        let in_database = log.block_at(lane, at).await?;
        let block = match (in_database, archived) {
            (Some(block), _) => block,
            (None, Some((_, archived))) => log.archived_block_at(archived, at).await?,
            (None, None) => return Ok(0),
        };
        let lines = block.lines.split(|&byte| byte == b'\n');
        let sequences = lines
            .filter(|line| line::journalled_at(line).is_some_and(|journalled| journalled <= at))
            .filter_map(line::sequence);
        Ok(sequences.max().unwrap_or(block.first.saturating_sub(1)))
    }

    /// Reads a lane from `from` to its end, in chunks, one ahead of the reader.
    #[must_use]
    pub fn replay(&self, lane: Lane, from: u64) -> Replay {
        Replay { store: self.clone(), lane, next: from.max(1), ahead: None }
    }
}

/// A walk through a lane.
#[derive(Debug)]
pub struct Replay {
    store: Store,
    lane: Lane,
    next: u64,
    ahead: Option<tokio::task::JoinHandle<Result<Vec<Record>, StoreError>>>,
}

impl Replay {
    const CHUNK: usize = 10_000;

    /// The next records; empty at the lane's present end.
    pub async fn next(&mut self) -> Result<Vec<Record>, StoreError> {
        let task = self.ahead.take().unwrap_or_else(|| self.fetch(self.next));
        let records = task.await.map_err(|_| StoreError::Stopped)??;
        if let Some(last) = records.last() {
            self.next = last.sequence + 1;
            self.ahead = Some(self.fetch(self.next));
        }
        Ok(records)
    }

    fn fetch(&self, from: u64) -> tokio::task::JoinHandle<Result<Vec<Record>, StoreError>> {
        let (store, lane) = (self.store.clone(), self.lane);
        tokio::spawn(async move { store.read(lane, from, Self::CHUNK).await })
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        if let Some(task) = self.ahead.take() {
            task.abort();
        }
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
    sqlx::query(
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
    connection: &mut SqliteConnection,
    lane: Lane,
    marks: &[(SourceId, SourceKey)],
) -> Result<(), sqlx::Error> {
    for (source, key) in marks {
        sqlx::query(
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
        let sealed_at: Option<i64> = sqlx::query("SELECT sealed_at FROM lane WHERE lane = $1")
            .bind(number)
            .fetch_optional(&mut *writer)
            .await
            .map_err(failed())?
            .ok_or(StoreError::UnknownLane { lane })?
            .try_get(0)
            .map_err(failed())?;
        let last = sqlx::query(
            "SELECT last_sequence, last_at FROM (\
               SELECT last_sequence, last_at FROM block WHERE lane = $1 \
               UNION ALL SELECT last_sequence, last_at FROM segment WHERE lane = $1) AS both_places \
             ORDER BY last_sequence DESC LIMIT 1",
        )
        .bind(number)
        .fetch_optional(&mut *writer)
        .await
        .map_err(failed())?;
        let marks = sqlx::query("SELECT source, epoch, counter FROM mark WHERE lane = $1")
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

    /// Blocks that hold `from` and what follows, until `limit` records are covered.
    async fn blocks(&self, lane: Lane, from: u64, limit: usize) -> Result<Vec<Block>, StoreError> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        let mut blocks = Vec::new();
        let mut next = from.max(1);
        let end = next.saturating_add(limit);
        loop {
            // Archiving moves blocks from one place to the other: if it did so meanwhile, look again.
            let segments = self.segments_now();
            let more = match self.archived_blocks(lane, next, end).await? {
                more if more.is_empty() => self.database_blocks(lane, next, end).await?,
                more => more,
            };
            if !Arc::ptr_eq(&segments, &self.segments_now()) {
                continue;
            }
            let Some(last) = more.last().map(|block| block.last) else { return Ok(blocks) };
            self.refuse_gap(lane, &blocks, &more)?;
            blocks.extend(more);
            next = last + 1;
            if end <= next {
                return Ok(blocks);
            }
        }
    }

    fn refuse_gap(&self, lane: Lane, had: &[Block], more: &[Block]) -> Result<(), StoreError> {
        let mut last = had.last().map(|block| block.last);
        for block in more {
            if let Some(last) = last
                && block.first != last + 1
            {
                let what =
                    format!("{lane}: records {} to {} are missing", last + 1, block.first - 1);
                return Err(StoreError::corrupt(&self.database.path, what));
            }
            last = Some(block.last);
        }
        Ok(())
    }

    async fn archived_blocks(
        &self,
        lane: Lane,
        from: u64,
        end: u64,
    ) -> Result<Vec<Block>, StoreError> {
        let segments = self.segments_now();
        let folder = self.archive.clone();
        let is_wanted = move |first: u64, last: u64| from <= last && first < end;
        let touches = segments
            .range((lane, 0)..=(lane, u64::MAX))
            .any(|(_, archived)| is_wanted(archived.segment.first, archived.segment.last));
        if !touches {
            return Ok(Vec::new());
        }
        blocking(move || {
            let mut blocks = Vec::new();
            for (_, archived) in segments.range((lane, 0)..=(lane, u64::MAX)) {
                if !is_wanted(archived.segment.first, archived.segment.last) {
                    continue;
                }
                let index = archived.index(&folder)?;
                let wanted: Vec<Entry> =
                    index.iter().filter(|e| is_wanted(e.first, e.last)).copied().collect();
                let path = folder.join(&archived.segment.file);
                blocks.extend(segment::read_blocks(&path, &wanted)?);
            }
            Ok(blocks)
        })
        .await
    }

    async fn database_blocks(
        &self,
        lane: Lane,
        from: u64,
        end: u64,
    ) -> Result<Vec<Block>, StoreError> {
        let rows = sqlx::query(
            "SELECT first_sequence, last_sequence, first_at, last_at, crc, lines FROM block \
             WHERE lane = $1 AND first_sequence >= COALESCE((SELECT MAX(first_sequence) FROM block \
               WHERE lane = $1 AND first_sequence <= $2), 0) \
             AND first_sequence < $3 AND last_sequence >= $2 ORDER BY first_sequence",
        )
        .bind(i64::from(lane.0))
        .bind(i64::try_from(from).unwrap_or(i64::MAX))
        .bind(i64::try_from(end).unwrap_or(i64::MAX))
        .fetch_all(&self.database.readers)
        .await
        .map_err(self.database.failed("reading the journal"))?;
        rows.iter().map(|row| self.block(row)).collect()
    }

    /// The last block in the database that begins at or before `at`, by bisection of the key.
    async fn block_at(&self, lane: Lane, at: Timestamp) -> Result<Option<Block>, StoreError> {
        let failed = || self.database.failed("looking for a time in the journal");
        let ends = sqlx::query(
            "SELECT MIN(first_sequence), MAX(first_sequence) FROM block WHERE lane = $1",
        )
        .bind(i64::from(lane.0))
        .fetch_one(&self.database.readers)
        .await
        .map_err(failed())?;
        let low: Option<i64> = ends.try_get(0).map_err(failed())?;
        let high: Option<i64> = ends.try_get(1).map_err(failed())?;
        let (Some(mut low), Some(mut high)) = (low, high) else { return Ok(None) };
        // Of the blocks that begin in low..=high, the last that is not too young is sought.
        let mut best = None;
        while low <= high {
            let middle = low + (high - low) / 2;
            let row = sqlx::query(
                "SELECT first_sequence, last_sequence, first_at, last_at, crc, lines FROM block \
                 WHERE lane = $1 AND first_sequence <= $2 ORDER BY first_sequence DESC LIMIT 1",
            )
            .bind(i64::from(lane.0))
            .bind(middle)
            .fetch_optional(&self.database.readers)
            .await
            .map_err(failed())?;
            let Some(row) = row else { break };
            let first: i64 = row.try_get(0).map_err(failed())?;
            let last: i64 = row.try_get(1).map_err(failed())?;
            let first_at: i64 = row.try_get(2).map_err(failed())?;
            if first_at <= at.micros() {
                low = last + 1;
                best = Some(row);
            } else {
                high = first - 1;
            }
        }
        best.map(|row| self.block(&row)).transpose()
    }

    async fn archived_block_at(
        &self,
        archived: &Archived,
        at: Timestamp,
    ) -> Result<Block, StoreError> {
        let lane = archived.segment.lane;
        let index = archived.index(&self.archive)?;
        let after = index.partition_point(|entry| entry.begins_by(at));
        let entry = index.get(after.saturating_sub(1)).copied();
        let path = self.archive.join(&archived.segment.file);
        let blocks = blocking({
            let path = path.clone();
            move || segment::read_blocks(&path, entry.as_slice())
        })
        .await?;
        let empty = || StoreError::corrupt(&path, format!("{lane}: its index is empty"));
        blocks.into_iter().next().ok_or_else(empty)
    }

    pub(crate) fn block(&self, row: &sqlx::sqlite::SqliteRow) -> Result<Block, StoreError> {
        let failed = || self.database.failed("reading the journal");
        let block = Block {
            first: unsigned(row.try_get(0).map_err(failed())?),
            last: unsigned(row.try_get(1).map_err(failed())?),
            first_at: Timestamp(row.try_get(2).map_err(failed())?),
            last_at: Timestamp(row.try_get(3).map_err(failed())?),
            lines: row.try_get(5).map_err(failed())?,
        };
        let stored: i64 = row.try_get(4).map_err(failed())?;
        let mut crc = Crc::new();
        crc.update(&block.lines);
        if i64::from(crc.sum()) != stored {
            let what =
                format!("records {} to {} do not match their checksum", block.first, block.last);
            return Err(StoreError::corrupt(&self.database.path, what));
        }
        Ok(block)
    }
}

fn decode(
    lane: Lane,
    blocks: &[Block],
    from: u64,
    limit: usize,
    file: &Path,
) -> Result<Vec<Record>, StoreError> {
    let mut records = Vec::new();
    for line in lines(blocks) {
        if line::sequence(line).is_some_and(|sequence| sequence < from) {
            continue;
        }
        if records.len() == limit {
            break;
        }
        records.push(line::read(line).map_err(unreadable(lane, file))?);
    }
    Ok(records)
}

fn decode_of(
    lane: Lane,
    blocks: &[Block],
    contact: ContactId,
    range: &RangeInclusive<u64>,
    file: &Path,
) -> Result<Vec<Record>, StoreError> {
    let needle = line::needle(contact);
    let mut records = Vec::new();
    for line in lines(blocks) {
        let is_within = line::sequence(line).is_some_and(|sequence| range.contains(&sequence));
        if !is_within || !line::may_name(line, &needle) {
            continue;
        }
        let record = line::read(line).map_err(unreadable(lane, file))?;
        if record.event.contact() == Some(&contact) {
            records.push(record);
        }
    }
    Ok(records)
}

fn lines(blocks: &[Block]) -> impl Iterator<Item = &[u8]> {
    blocks.iter().flat_map(|b| b.lines.split(|&byte| byte == b'\n')).filter(|l| !l.is_empty())
}

fn unreadable(lane: Lane, file: &Path) -> impl Fn(LineError) -> StoreError + '_ {
    move |error| match error {
        LineError::Malformed => StoreError::corrupt(file, format!("{lane}: a line is no record")),
        LineError::Event { sequence, source } => StoreError::Unreadable { lane, sequence, source },
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
