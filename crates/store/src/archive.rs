//! Archiving: old records move from the database into segments; sealed lanes are written as such.
//!
//! Room:  store; beside `log`, which reads both places.
//! Holds: a record is in a segment that has its final name before it leaves the database; an
//!        interruption leaves a stray file at most, which the next opening removes.
//! Never: archives a part of a block; touches the last block of a lane.
//! Proof: tests/it/archiving.rs.

use crate::error::{RESTORE, StoreError, io};
use crate::line;
use crate::log::{
    Archived, Log, Tail, blocking, changed, follow, small, to_block, unsigned, write_marks,
};
use crate::segment::{self, Block, Draft, Segment};
use crate::sql::{self, Connection, Row};
use crate::{Lane, Store};
use domain::Timestamp;
use journal::Record;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Records in one compressed block.
const BLOCK: usize = 1_000;
/// Records in one segment.
const SEGMENT: u64 = 200_000;
/// Blocks on their way to the compressor.
const UNDERWAY: usize = 16;

impl Log {
    /// Reads the table of segments at opening; says what it had to mend.
    pub(crate) async fn load_segments(&self) -> Result<Vec<String>, StoreError> {
        let failed = || self.database.failed("reading the list of segments");
        let rows = sql::query(
            "SELECT lane, first_sequence, last_sequence, first_at, last_at, bytes, file \
             FROM segment ORDER BY lane, first_sequence",
        )
        .fetch_all(&self.database.readers)
        .await
        .map_err(failed())?;
        let read = |row: &Row| {
            Ok(Segment {
                lane: Lane(small(row.try_get(0)?)),
                first: unsigned(row.try_get(1)?),
                last: unsigned(row.try_get(2)?),
                first_at: Timestamp(row.try_get(3)?),
                last_at: Timestamp(row.try_get(4)?),
                bytes: unsigned(row.try_get(5)?),
                file: row.try_get(6)?,
            })
        };
        let mut known = Vec::new();
        for row in &rows {
            known.push(read(row).map_err(failed())?);
        }
        for segment in &known {
            check_file(&self.archive.join(&segment.file), segment.bytes)?;
        }
        let strays = segment::remove_strays(&self.archive, &known)?;
        self.add_segments(known);
        let say = |path: &PathBuf| {
            format!(
                "removed {}, left by an interrupted archiving; its records are still in the journal",
                path.display()
            )
        };
        Ok(strays.iter().map(say).collect())
    }

    fn add_segments(&self, more: Vec<Segment>) {
        let old = self.segments_now();
        let kept =
            old.iter().map(|(key, archived)| (*key, Archived::new(archived.segment.clone())));
        let new = more.into_iter().map(|s| ((s.lane, s.first), Archived::new(s)));
        self.replace_segments(kept.chain(new).collect());
    }

    fn replace_segments(&self, segments: BTreeMap<(Lane, u64), Archived>) {
        self.publish(Arc::new(segments));
    }

    fn publish(&self, segments: Arc<BTreeMap<(Lane, u64), Archived>>) {
        let mut place = self.segments.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *place = segments;
    }

    /// Whole blocks from the lane's beginning that end before `before`, never the last block.
    async fn old_blocks(&self, lane: Lane, before: Timestamp) -> Result<Vec<Block>, StoreError> {
        // One segment at a time bounds the memory: blocks hold at least one record each.
        let rows = sql::query(
            "SELECT first_sequence, last_sequence, first_at, last_at, crc, lines FROM block AS b \
             WHERE lane = $1 AND last_at < $2 \
             AND first_sequence < (SELECT MAX(first_sequence) FROM block WHERE lane = $1) \
             AND first_sequence < (SELECT MIN(first_sequence) FROM block WHERE lane = $1) + $3 \
             ORDER BY first_sequence",
        )
        .bind(i64::from(lane.0))
        .bind(before.micros())
        .bind(SEGMENT.cast_signed())
        .fetch_all(&self.database.readers)
        .await
        .map_err(self.database.failed("reading old records"))?;
        rows.iter().map(|row| self.block(row)).collect()
    }
}

fn check_file(path: &Path, bytes: u64) -> Result<(), StoreError> {
    let Ok(meta) = std::fs::metadata(path) else {
        return Err(StoreError::Missing { path: path.to_owned(), remedy: RESTORE });
    };
    if meta.len() == bytes {
        return Ok(());
    }
    let what = format!("it has {} bytes where {bytes} were written", meta.len());
    Err(StoreError::corrupt(path, what))
}

impl Store {
    /// Moves records journaled before `before` into segments. Gives the number of records moved.
    pub async fn archive(&self, lane: Lane, before: Timestamp) -> Result<u64, StoreError> {
        let _upkeep = self.inner.upkeep.lock().await;
        let log = &self.inner.log;
        let mut moved = 0;
        loop {
            let blocks = log.old_blocks(lane, before).await?;
            let Some(last) = blocks.last().map(|block| block.last) else { return Ok(moved) };
            let folder = log.archive.clone();
            let segment = blocking(move || {
                let mut draft = Draft::new(lane);
                for block in regroup(blocks) {
                    draft.push(&block)?;
                }
                draft.write(&folder)
            })
            .await?;
            let Some(segment) = segment else { return Ok(moved) };
            moved += segment.last - segment.first + 1;
            self.take_over(lane, last, segment).await?;
        }
    }

    /// The segment becomes the place of its records.
    async fn take_over(&self, lane: Lane, last: u64, segment: Segment) -> Result<(), StoreError> {
        let log = &self.inner.log;
        let failed = || log.database.failed("moving records to the archive");
        let mut transaction = log.database.begin().await.map_err(failed())?;
        insert_segment(&mut transaction, &segment).await.map_err(failed())?;
        sql::query("DELETE FROM block WHERE lane = $1 AND last_sequence <= $2")
            .bind(i64::from(lane.0))
            .bind(last.cast_signed())
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        // Readers learn of the segment before the rows go, so that they miss nothing between.
        let before = log.segments_now();
        log.add_segments(vec![segment]);
        transaction.commit().await.map_err(|error| {
            log.publish(before);
            failed()(error)
        })
    }

    /// Drops segments whose records were all journaled before `before`. Gives the records dropped.
    pub async fn forget_records(&self, lane: Lane, before: Timestamp) -> Result<u64, StoreError> {
        self.drop_segments(|segment| segment.lane == lane && segment.last_at < before).await
    }

    /// Drops segments, rows first, then files. Gives the records dropped.
    pub(crate) async fn drop_segments(
        &self,
        is_meant: impl Fn(&Segment) -> bool,
    ) -> Result<u64, StoreError> {
        let _upkeep = self.inner.upkeep.lock().await;
        let log = &self.inner.log;
        let segments = log.segments_now();
        let all = segments.values().map(|archived| archived.segment.clone());
        let (old, kept): (Vec<_>, Vec<_>) = all.partition(is_meant);
        let failed = || log.database.failed("dropping old records");
        let mut transaction = log.database.begin().await.map_err(failed())?;
        for segment in &old {
            sql::query("DELETE FROM segment WHERE lane = $1 AND first_sequence = $2")
                .bind(i64::from(segment.lane.0))
                .bind(segment.first.cast_signed())
                .execute(&mut *transaction)
                .await
                .map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())?;
        let kept = kept.into_iter().map(|s| ((s.lane, s.first), Archived::new(s))).collect();
        log.replace_segments(kept);
        for segment in &old {
            let path = log.archive.join(&segment.file);
            std::fs::remove_file(&path).map_err(io("removing", &path))?;
        }
        Ok(old.iter().map(|segment| segment.last - segment.first + 1).sum())
    }

    /// Every segment, by lane and sequence.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment> {
        self.inner.log.segments_now().values().map(|a| a.segment.clone()).collect()
    }

    /// Begins to write a lane in bulk: push its records, then finish.
    pub async fn sealing(&self, lane: Lane) -> Result<Sealing, StoreError> {
        let log = &self.inner.log;
        let mut tails = log.tails.lock().await;
        let tail = log.tail(&mut tails, lane).await?;
        if tail.is_sealed || lane == Lane::LIVE {
            return Err(StoreError::Sealed { lane });
        }
        let (sender, receiver) = mpsc::channel(UNDERWAY);
        let folder = log.archive.clone();
        let compressor = tokio::task::spawn_blocking(move || compress(lane, receiver, &folder));
        Ok(Sealing {
            store: self.clone(),
            lane,
            before: tail.clone(),
            tail,
            waiting: Vec::new(),
            sender,
            compressor,
        })
    }

    /// Writes a whole lane and seals it. Gives the number of records.
    pub async fn seal(
        &self,
        lane: Lane,
        records: impl IntoIterator<Item = Record>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut sealing = self.sealing(lane).await?;
        let mut batch = Vec::with_capacity(BLOCK);
        for record in records {
            batch.push(record);
            if batch.len() == BLOCK {
                sealing.push(&batch).await?;
                batch.clear();
            }
        }
        sealing.push(&batch).await?;
        sealing.finish(now).await
    }
}

/// A lane being written in bulk. Dropped before `finish`, it leaves nothing behind.
#[derive(Debug)]
pub struct Sealing {
    store: Store,
    lane: Lane,
    before: Tail,
    tail: Tail,
    waiting: Vec<Record>,
    sender: mpsc::Sender<Block>,
    compressor: JoinHandle<Result<Vec<Segment>, StoreError>>,
}

impl Sealing {
    /// The sequence that the next record must have.
    #[must_use]
    pub fn next_sequence(&self) -> u64 {
        self.tail.sequence + 1
    }

    /// Takes the next records; waits while the compressor is behind.
    pub async fn push(&mut self, records: &[Record]) -> Result<(), StoreError> {
        self.tail = follow(self.lane, &self.tail, records)?;
        let mut records = records;
        while !records.is_empty() {
            let room = BLOCK - self.waiting.len();
            let (now, later) = records.split_at(room.min(records.len()));
            self.waiting.extend_from_slice(now);
            records = later;
            if self.waiting.len() == BLOCK {
                self.send().await?;
            }
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let block = to_block(&self.waiting);
        self.waiting.clear();
        // The compressor hangs up only when it failed; `finish` gives its reason.
        self.sender.send(block).await.map_err(|_| StoreError::Stopped)
    }

    /// Makes the records part of the journal, all at once, and seals the lane.
    pub async fn finish(mut self, now: Timestamp) -> Result<u64, StoreError> {
        let sent = self.send().await;
        let Self { store, lane, before, tail, waiting: _, sender, compressor } = self;
        drop(sender);
        let segments = compressor.await.map_err(|_| StoreError::Stopped)??;
        sent?;
        let log = &store.inner.log;
        let failed = || log.database.failed("sealing a lane");
        let mut tails = log.tails.lock().await;
        tails.remove(&lane);
        let mut transaction = log.database.begin().await.map_err(failed())?;
        for segment in &segments {
            insert_segment(&mut transaction, segment).await.map_err(failed())?;
        }
        write_marks(&mut transaction, lane, &changed(&before, &tail)).await.map_err(failed())?;
        sql::query("UPDATE lane SET sealed_at = $2 WHERE lane = $1")
            .bind(i64::from(lane.0))
            .bind(now.micros())
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        log.add_segments(segments);
        Ok(tail.sequence - before.sequence)
    }
}

async fn insert_segment(connection: &mut Connection, segment: &Segment) -> Result<(), sqlx::Error> {
    sql::query(
        "INSERT INTO segment (lane, first_sequence, last_sequence, first_at, last_at, bytes, file) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(i64::from(segment.lane.0))
    .bind(segment.first.cast_signed())
    .bind(segment.last.cast_signed())
    .bind(segment.first_at.micros())
    .bind(segment.last_at.micros())
    .bind(segment.bytes.cast_signed())
    .bind(&segment.file)
    .execute(connection)
    .await?;
    Ok(())
}

fn compress(
    lane: Lane,
    mut blocks: mpsc::Receiver<Block>,
    folder: &Path,
) -> Result<Vec<Segment>, StoreError> {
    let mut segments = Vec::new();
    let mut draft = Draft::new(lane);
    while let Some(block) = blocks.blocking_recv() {
        draft.push(&block)?;
        if draft.records() >= SEGMENT {
            segments.extend(draft.write(folder)?);
            draft = Draft::new(lane);
        }
    }
    segments.extend(draft.write(folder)?);
    Ok(segments)
}

/// Small blocks joined and large ones cut, so that each compresses well and opens quickly.
fn regroup(blocks: Vec<Block>) -> impl Iterator<Item = Block> {
    let mut blocks = blocks.into_iter().flat_map(cut).peekable();
    std::iter::from_fn(move || {
        let mut joined = blocks.next()?;
        while let Some(next) =
            blocks.next_if(|next| next.last - joined.first < u64::try_from(BLOCK).unwrap_or(1))
        {
            joined.last = next.last;
            joined.last_at = next.last_at;
            joined.lines.extend_from_slice(&next.lines);
        }
        Some(joined)
    })
}

/// A block as blocks of at most `BLOCK` lines.
fn cut(block: Block) -> Vec<Block> {
    let count = block.last - block.first + 1;
    if count <= u64::try_from(BLOCK).unwrap_or(u64::MAX) {
        return vec![block];
    }
    let lines: Vec<&[u8]> = block.lines.split_inclusive(|&byte| byte == b'\n').collect();
    let parts = lines.chunks(BLOCK).map(|part| {
        let first = part.first().copied().unwrap_or_default();
        let last = part.last().copied().unwrap_or_default();
        Block {
            first: line::sequence(first).unwrap_or(block.first),
            last: line::sequence(last).unwrap_or(block.last),
            first_at: line::journalled_at(first).unwrap_or(block.first_at),
            last_at: line::journalled_at(last).unwrap_or(block.last_at),
            lines: part.concat(),
        }
    });
    parts.collect()
}
