//! The journal's records read: in order, by contact, by time, from both places where they lie.
//!
//! Room:  store, `log`; for replay, pages of contacts and looks at the past.
//! Takes: a lane and where to begin. Gives: records, in order and without a gap.
//! Holds: a record is found while it moves from the database to a segment; a block that does not
//!        match its checksum is damage, never a record.
//! Never: writes.
//! Proof: tests/it/contract.rs, tests/it/archiving.rs.

use super::{Archived, Log, blocking, unsigned};
use crate::error::StoreError;
use crate::line::{self, LineError};
use crate::segment::{self, Block, Entry};
use crate::sql::{self, Row};
use crate::{Lane, Store};
use domain::{AgentId, ContactId, Timestamp};
use flate2::Crc;
use journal::{Event, Record};
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

impl Store {
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
        let is_meant = move |record: &Record| record.event.contact() == Some(&contact);
        self.records_naming(lane, line::needle(contact), is_meant, (range, limit)).await
    }

    /// The records among `range` of what an agent did with contacts.
    pub async fn records_of_agent(
        &self,
        lane: Lane,
        agent: AgentId,
        range: RangeInclusive<u64>,
    ) -> Result<Vec<Record>, StoreError> {
        let is_meant = |record: &Record| record.event.contact().is_some();
        let needle = format!("\"agent\":{}", agent.0).into_bytes();
        self.records_naming(lane, needle, is_meant, (range, usize::MAX)).await
    }

    /// The records among `range` of how sources were: started, lost, resynced, a gap; at most `limit`.
    pub async fn records_of_sources(
        &self,
        lane: Lane,
        range: RangeInclusive<u64>,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        let is_meant = |record: &Record| {
            matches!(
                record.event,
                Event::SourceStarted { .. }
                    | Event::SourceLost {}
                    | Event::SourceResynced { .. }
                    | Event::SourceGap { .. }
            )
        };
        self.records_naming(lane, b"\"source_".to_vec(), is_meant, (range, limit)).await
    }

    /// The records whose lines contain `needle` and that are meant.
    async fn records_naming(
        &self,
        lane: Lane,
        needle: Vec<u8>,
        is_meant: impl Fn(&Record) -> bool + Send + Copy + 'static,
        (range, limit): (RangeInclusive<u64>, usize),
    ) -> Result<Vec<Record>, StoreError> {
        const STRIDE: usize = 20_000;
        let mut found: Vec<Record> = Vec::new();
        let mut from = (*range.start()).max(1);
        while from <= *range.end() && found.len() < limit {
            let blocks = self.inner.log.blocks(lane, from, STRIDE).await?;
            let Some(end) = blocks.last().map(|block| block.last) else { break };
            let file = self.inner.log.database.path.clone();
            let (range, needle) = (from..=*range.end(), needle.clone());
            let more = blocking(move || {
                let mut records = decode_of(lane, &blocks, &needle, &range, &file)?;
                records.retain(is_meant);
                Ok(records)
            });
            found.extend(more.await?);
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

impl Log {
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
        let rows = sql::query(
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
        let ends = sql::query(
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
            let row = sql::query(
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

    pub(crate) fn block(&self, row: &Row) -> Result<Block, StoreError> {
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
    needle: &[u8],
    range: &RangeInclusive<u64>,
    file: &Path,
) -> Result<Vec<Record>, StoreError> {
    let mut records = Vec::new();
    for line in lines(blocks) {
        let is_within = line::sequence(line).is_some_and(|sequence| range.contains(&sequence));
        if !is_within || !line::may_name(line, needle) {
            continue;
        }
        records.push(line::read(line).map_err(unreadable(lane, file))?);
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
