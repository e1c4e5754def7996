//! Lanes: one live stream of records, and sealed ones of imported or generated history.
//!
//! Room:  store.
//! Holds: a sealed lane never changes again.
//! Proof: tests/it/archiving.rs.

use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::sql::{self, Row};
use crate::store::Store;
use domain::Timestamp;
use serde::{Deserialize, Serialize};

/// One ordered stream of records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lane(pub u32);

impl Lane {
    /// The lane that connectors write to.
    pub const LIVE: Self = Self(0);
}

impl std::fmt::Display for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::LIVE { write!(f, "the live lane") } else { write!(f, "lane {}", self.0) }
    }
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "lane-{}", self.0)
    }
}

/// Where a lane's records come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    Live,
    Imported,
    Generated,
}

/// A lane and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneInfo {
    pub lane: Lane,
    pub kind: LaneKind,
    pub name: String,
    pub created_at: Timestamp,
    pub sealed_at: Option<Timestamp>,
}

impl LaneKind {
    const fn code(self) -> i64 {
        match self {
            Self::Live => 0,
            Self::Imported => 1,
            Self::Generated => 2,
        }
    }

    const fn of(code: i64) -> Self {
        match code {
            0 => Self::Live,
            1 => Self::Imported,
            _ => Self::Generated,
        }
    }
}

impl Store {
    /// Makes a lane for imported or generated history; it takes records until it is sealed.
    pub async fn create_lane(
        &self,
        kind: LaneKind,
        name: &str,
        now: Timestamp,
    ) -> Result<Lane, StoreError> {
        let database = &self.inner.log.database;
        let failed = || database.failed("making a lane");
        let mut writer = database.writer().await.map_err(failed())?;
        let number: i64 = sql::query_scalar(
            "INSERT INTO lane (lane, kind, name, created_at, sealed_at) \
             VALUES ((SELECT MAX(lane) + 1 FROM lane), $1, $2, $3, NULL) RETURNING lane",
        )
        .bind(kind.code())
        .bind(name)
        .bind(now.micros())
        .fetch_one(&mut *writer)
        .await
        .map_err(failed())?;
        Ok(Lane(small(number)))
    }

    /// Every lane, the live one first.
    pub async fn lanes(&self) -> Result<Vec<LaneInfo>, StoreError> {
        let database = &self.inner.log.database;
        let failed = || database.failed("listing the lanes");
        let rows =
            sql::query("SELECT lane, kind, name, created_at, sealed_at FROM lane ORDER BY lane")
                .fetch_all(&database.readers)
                .await
                .map_err(failed())?;
        let read = |row: &Row| {
            Ok(LaneInfo {
                lane: Lane(small(row.try_get(0)?)),
                kind: LaneKind::of(row.try_get(1)?),
                name: row.try_get(2)?,
                created_at: Timestamp(row.try_get(3)?),
                sealed_at: row.try_get::<Option<i64>>(4)?.map(Timestamp),
            })
        };
        rows.iter().map(|row| read(row).map_err(failed())).collect()
    }

    /// Removes an imported lane from history and from the journal. Broken off, it is as if it had
    /// not begun: the next start brings the lane into history again.
    pub async fn remove_lane(&self, lane: Lane) -> Result<(), StoreError> {
        const TABLES: [&str; 7] = [
            "contact",
            "contact_cell",
            "work_cell",
            "state_span",
            "ivr_cell",
            "anomaly",
            "applied",
        ];
        let is_imported = |info: &LaneInfo| info.lane == lane && info.kind == LaneKind::Imported;
        if !self.lanes().await?.iter().any(is_imported) {
            return Err(StoreError::NotImported { lane });
        }
        let delete = |table: &str| format!("DELETE FROM {table} WHERE lane = {}", lane.0);
        let from_history = TABLES.map(delete).to_vec();
        self.inner.callboard.run_together(from_history).await?;
        self.drop_segments(|segment| segment.lane == lane).await?;
        let from_journal = ["block", "mark", "lane"].map(delete).to_vec();
        self.inner.log.database.run_together(from_journal).await?;
        self.inner.log.tails.lock().await.remove(&lane);
        Ok(())
    }

    /// The first and the last record that are still there.
    pub async fn extent(&self, lane: Lane) -> Result<Option<(u64, u64)>, StoreError> {
        let database = &self.inner.log.database;
        let failed = || database.failed("reading the ends of the journal");
        let row = sql::query(
            "SELECT MIN(first_sequence), MAX(last_sequence) FROM (\
               SELECT first_sequence, last_sequence FROM block WHERE lane = $1 \
               UNION ALL SELECT first_sequence, last_sequence FROM segment WHERE lane = $1) AS both_places",
        )
        .bind(i64::from(lane.0))
        .fetch_one(&database.readers)
        .await
        .map_err(failed())?;
        let first: Option<i64> = row.try_get(0).map_err(failed())?;
        let last: Option<i64> = row.try_get(1).map_err(failed())?;
        Ok(first.zip(last).map(|(first, last)| (unsigned(first), unsigned(last))))
    }
}
