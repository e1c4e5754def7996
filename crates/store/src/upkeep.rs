//! Retention: what is kept how long, and how full the disk is.
//!
//! Room:  store; the server runs it once a day.
//! Takes: a `Retention` and the time. Gives: what moved and what was forgotten.
//! Holds: rows go in portions, so that writers wait for none of it long; freed pages are used
//!        again (the files do not shrink); the audit log, accounts and settings stay.
//! Proof: tests/it/contract.rs.

use crate::error::StoreError;
use crate::lane::Lane;
use crate::sql::{self};
use crate::store::Store;
use domain::{Duration, Timestamp};
use serde::{Deserialize, Serialize};

/// Rows that one statement removes.
const PORTION: i64 = 10_000;

/// How long each kind of data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Records older than this move from the database to compressed segments.
    pub records_archived_after: Duration,
    pub records: Duration,
    /// Contacts, agents' states and anomalies.
    pub contacts: Duration,
    /// Cells of queues, numbers, agents and seats.
    pub cells: Duration,
    pub frames: Duration,
    pub frames_max_bytes: u64,
}

impl Retention {
    /// 13 months of records (3 days of them uncompressed), 25 months of contacts, 10 years of
    /// cells, 7 days of raw frames but 2 GB at most.
    pub const DEFAULT: Self = Self {
        records_archived_after: days(3),
        records: days(396),
        contacts: days(761),
        cells: days(3_653),
        frames: days(7),
        frames_max_bytes: 2_000_000_000,
    };
}

impl Default for Retention {
    fn default() -> Self {
        Self::DEFAULT
    }
}

const fn days(count: i64) -> Duration {
    Duration::from_minutes(count * 24 * 60)
}

/// What a round of retention did, in records and rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retained {
    pub records_archived: u64,
    pub records_forgotten: u64,
    pub rows_forgotten: u64,
    pub cells_forgotten: u64,
    pub frames_forgotten: u64,
}

/// The disk that holds the data folder, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskSpace {
    pub capacity: u64,
    pub available: u64,
}

impl DiskSpace {
    /// Whether four fifths of the disk are used: time to warn.
    #[must_use]
    pub const fn is_nearly_full(&self) -> bool {
        self.available < self.capacity.div_ceil(5)
    }
}

impl Store {
    /// One round: archives, forgets and tidies what is due.
    pub async fn retain(
        &self,
        retention: &Retention,
        now: Timestamp,
    ) -> Result<Retained, StoreError> {
        let Retention {
            records_archived_after,
            records,
            contacts,
            cells,
            frames,
            frames_max_bytes,
        } = *retention;
        let mut done = Retained {
            records_archived: self.archive(Lane::LIVE, now.before(records_archived_after)).await?,
            ..Retained::default()
        };
        done.records_forgotten = self.forget_records(Lane::LIVE, now.before(records)).await?;
        done.rows_forgotten = self.forget_rows(now.before(contacts)).await?;
        done.cells_forgotten = self.forget_cells(now.before(cells)).await?;
        done.frames_forgotten = self.prune_frames(now.before(frames), frames_max_bytes).await?;
        self.prune_sessions(now).await?;
        self.prune_pending_sign_ins(now).await?;
        self.prune_sign_in_failures(now.before(days(1))).await?;
        Ok(done)
    }

    /// Removes contacts entered, states left and anomalies seen before `before`.
    pub async fn forget_rows(&self, before: Timestamp) -> Result<u64, StoreError> {
        const CONTACTS: &str = "DELETE FROM contact WHERE (contact, entry) IN (\
            SELECT contact, entry FROM contact WHERE entered_at < $1 ORDER BY entered_at LIMIT $2)";
        const SPANS: &str = "DELETE FROM state_span WHERE \
            (agent, from_at, until_at, state, reason, lane) IN (\
            SELECT agent, from_at, until_at, state, reason, lane FROM state_span \
            WHERE until_at < $1 LIMIT $2)";
        const ANOMALIES: &str = "DELETE FROM anomaly WHERE (lane, sequence, position) IN (\
            SELECT lane, sequence, position FROM anomaly WHERE at < $1 ORDER BY at LIMIT $2)";
        let mut removed = 0;
        for statement in [CONTACTS, SPANS, ANOMALIES] {
            removed += self.remove_in_portions(statement, before).await?;
        }
        Ok(removed)
    }

    /// Removes cells that start before `before`.
    pub async fn forget_cells(&self, before: Timestamp) -> Result<u64, StoreError> {
        const CONTACT_CELLS: &str = "DELETE FROM contact_cell WHERE \
            (kind, id, attribution, start, lane) IN (\
            SELECT kind, id, attribution, start, lane FROM contact_cell WHERE start < $1 LIMIT $2)";
        const WORK_CELLS: &str = "DELETE FROM work_cell WHERE (kind, id, start, team, lane) IN (\
            SELECT kind, id, start, team, lane FROM work_cell WHERE start < $1 LIMIT $2)";
        const IVR_CELLS: &str = "DELETE FROM ivr_cell WHERE (start, node, part, value, lane) IN (\
            SELECT start, node, part, value, lane FROM ivr_cell WHERE start < $1 LIMIT $2)";
        let mut removed = 0;
        for statement in [CONTACT_CELLS, WORK_CELLS, IVR_CELLS] {
            removed += self.remove_in_portions(statement, before).await?;
        }
        Ok(removed)
    }

    async fn remove_in_portions(
        &self,
        statement: &'static str,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut removed = 0;
        loop {
            let portion = sql::query(statement).bind(before.micros()).bind(PORTION);
            let count = self.inner.callboard.write("forgetting history", portion).await?;
            removed += count;
            if count < PORTION.cast_unsigned() {
                return Ok(removed);
            }
        }
    }

    /// The space on the disk that holds the data folder; `None` where the system does not tell.
    #[must_use]
    pub fn disk_space(&self) -> Option<DiskSpace> {
        #[cfg(unix)]
        {
            let disk = rustix::fs::statvfs(self.inner.folder.root()).ok()?;
            Some(DiskSpace {
                capacity: disk.f_blocks.saturating_mul(disk.f_frsize),
                available: disk.f_bavail.saturating_mul(disk.f_frsize),
            })
        }
        #[cfg(not(unix))]
        None
    }
}
