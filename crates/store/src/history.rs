//! Questions to history: cells and their sums, agents' days, anomalies; `contacts` beside.
//!
//! Room:  store; asked by the server's pages and reports.
//! Takes: filters in the words of the trade. Gives: domain rows; sums over local intervals.
//! Holds: pages by key, newest first: a page stays right while rows are added; lanes add up.
//! Never: computes a rate.
//! Proof: tests/it/contract.rs.

mod contacts;
mod grid;
mod ivr;

pub use contacts::{ContactCursor, ContactFilter, ContactGroup, Dated, Ending, LanedContact};
pub use grid::{Grid, Slot, Step};

use crate::cell;
use crate::code;
use crate::database::Database;
use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::projection::AnomalyRow;
use crate::sql::{self, QueryBuilder, Row, Statement};
use crate::{Lane, Store};
use domain::figures::{Attribution, Counts, WorkCounts};
use domain::history::{ContactCell, ContactKey, StateSpan, WorkCell, WorkKey};
use domain::{
    AgentId, ContactId, Duration, Interval, QueueId, SeatId, SourceId, TeamId, Timestamp,
};
use grid::sum;
use journal::AnomalyKind;

/// Microseconds.
const FIVE_MINUTES: i64 = 300_000_000;
/// The longest page of any list.
pub const MAX_PAGE: usize = 1_000;

/// A place in the list of anomalies, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnomalyCursor {
    pub at: Timestamp,
    pub lane: Lane,
    pub sequence: u64,
    pub position: u32,
}

/// A part of a list, and where the next begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, C> {
    pub items: Vec<T>,
    pub next: Option<C>,
}

impl std::fmt::Display for AnomalyCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}.{}", self.at.micros(), self.lane.0, self.sequence, self.position)
    }
}

impl AnomalyCursor {
    /// Before whatever occurred later than `at`.
    #[must_use]
    pub const fn after(at: Timestamp) -> Self {
        let at = at.plus(Duration::from_micros(1));
        Self { at, lane: Lane(0), sequence: 0, position: 0 }
    }

    /// Reads what it shows itself as.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let cursor = Self {
            at: Timestamp(parts.next()?.parse().ok()?),
            lane: Lane(parts.next()?.parse().ok()?),
            sequence: parts.next()?.parse().ok()?,
            position: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(cursor)
    }
}

impl Store {
    /// The cells of some queues or DIDs that start in `within`, by key and start. No keys: all of
    /// the queues.
    pub async fn contact_cells(
        &self,
        keys: &[ContactKey],
        within: Interval,
        attribution: Attribution,
    ) -> Result<Vec<ContactCell>, StoreError> {
        let database = &self.inner.callboard;
        let queues;
        let keys = if keys.is_empty() {
            queues = self.queues_with_cells().await?;
            &queues
        } else {
            keys
        };
        let mut cells = Vec::new();
        for &key in keys {
            let (kind, id) = code::contact_key_code(key);
            let rows = sql::query(
                "SELECT start, revision, counts FROM contact_cell WHERE kind = $1 AND id = $2 \
                 AND attribution = $3 AND start >= $4 AND start < $5 ORDER BY start, lane",
            )
            .bind(kind)
            .bind(id)
            .bind(code::attribution_code(attribution))
            .bind(within.start.micros())
            .bind(within.end.micros())
            .fetch_all(&database.readers)
            .await
            .map_err(database.failed("reading cells"))?;
            for row in &rows {
                let (start, revision, bytes) = cell_row(database, row)?;
                let counts = cell::read_counts(bytes).ok_or_else(|| damaged(database, "a cell"))?;
                cells.push(ContactCell { key, start, attribution, revision, counts });
            }
        }
        Ok(cells)
    }

    /// Sums of cells over a grid's intervals, by key and time; intervals without cells are absent.
    pub async fn contact_curve(
        &self,
        keys: &[ContactKey],
        within: Interval,
        attribution: Attribution,
        grid: &Grid,
    ) -> Result<Vec<Slot<ContactKey, Counts>>, StoreError> {
        let cells = self.contact_cells(keys, within, attribution).await?;
        Ok(grid.sum(&cells))
    }

    /// The starts of the first and the last cell of a queue or DID.
    pub async fn contact_extent(
        &self,
        key: ContactKey,
        attribution: Attribution,
    ) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        let (kind, id) = code::contact_key_code(key);
        // Two looks along the key: one query for both ends would read every cell.
        let one = "SELECT (SELECT MIN(start) FROM contact_cell WHERE kind = $1 AND id = $2 AND \
                   attribution = $3), (SELECT MAX(start) FROM contact_cell WHERE kind = $1 AND \
                   id = $2 AND attribution = $3)";
        let query = sql::query(one).bind(kind).bind(id);
        self.cell_extent(query.bind(code::attribution_code(attribution))).await
    }

    /// The starts of the first and the last work cell of an agent or seat.
    pub async fn work_extent(
        &self,
        key: WorkKey,
    ) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        let (kind, id) = code::work_key_code(key);
        let one = "SELECT (SELECT MIN(start) FROM work_cell WHERE kind = $1 AND id = $2), \
                   (SELECT MAX(start) FROM work_cell WHERE kind = $1 AND id = $2)";
        self.cell_extent(sql::query(one).bind(kind).bind(id)).await
    }

    async fn cell_extent(
        &self,
        query: Statement,
    ) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("reading since when there is history");
        let row = query.fetch_one(&database.readers).await.map_err(failed())?;
        let edge = |place| row.try_get::<Option<i64>>(place).map_err(failed());
        Ok(edge(0)?.zip(edge(1)?).map(|(first, last)| (Timestamp(first), Timestamp(last))))
    }

    /// The queues that have cells at all.
    pub async fn queues_with_cells(&self) -> Result<Vec<ContactKey>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("listing the queues with history");
        // A walk along the key from id to id: one step per queue, not per cell.
        let rows = sql::query(
            "WITH RECURSIVE known (id) AS (\
               SELECT MIN(id) FROM contact_cell WHERE kind = 0 \
               UNION ALL SELECT (SELECT MIN(id) FROM contact_cell WHERE kind = 0 AND id > known.id) \
               FROM known WHERE known.id IS NOT NULL) \
             SELECT id FROM known WHERE id IS NOT NULL",
        )
        .fetch_all(&database.readers)
        .await
        .map_err(failed())?;
        let key = |row: &Row| Ok(ContactKey::Queue(QueueId(small(row.try_get(0)?))));
        rows.iter().map(|row| key(row).map_err(failed())).collect()
    }

    /// The work cells of some agents or seats that start in `within`, by key and start.
    pub async fn work_cells(
        &self,
        keys: &[WorkKey],
        within: Interval,
    ) -> Result<Vec<WorkCell>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("reading work cells");
        let mut cells = Vec::new();
        for &key in keys {
            let (kind, id) = code::work_key_code(key);
            let rows = sql::query(
                "SELECT start, revision, counts, team FROM work_cell WHERE kind = $1 AND id = $2 \
                 AND start >= $3 AND start < $4 ORDER BY start, team, lane",
            )
            .bind(kind)
            .bind(id)
            .bind(within.start.micros())
            .bind(within.end.micros())
            .fetch_all(&database.readers)
            .await
            .map_err(failed())?;
            for row in &rows {
                let (start, revision, bytes) = cell_row(database, row)?;
                let counts = cell::read_work(bytes).ok_or_else(|| damaged(database, "a cell"))?;
                let team: i64 = row.try_get(3).map_err(failed())?;
                let team = u32::try_from(team).ok().map(TeamId);
                cells.push(WorkCell { key, team, start, revision, counts });
            }
        }
        Ok(cells)
    }

    /// Sums of work cells over a grid's intervals, by key and time.
    pub async fn work_curve(
        &self,
        keys: &[WorkKey],
        within: Interval,
        grid: &Grid,
    ) -> Result<Vec<Slot<WorkKey, WorkCounts>>, StoreError> {
        let cells = self.work_cells(keys, within).await?;
        let parts = cells.iter().map(|c| (c.key, c.start, c.revision, &c.counts));
        Ok(sum(parts, grid, WorkCounts::merge))
    }

    /// An agent's states that overlap `within`, in order.
    pub async fn spans(
        &self,
        agent: AgentId,
        within: Interval,
    ) -> Result<Vec<StateSpan>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("reading an agent's day");
        // The stay that was open at the beginning may have begun long before: it is the last of those.
        let rows = sql::query(
            "SELECT from_at, until_at, state, reason, seat FROM state_span WHERE agent = $1 \
             AND from_at >= COALESCE((SELECT MAX(from_at) FROM state_span \
               WHERE agent = $1 AND from_at <= $2), $2) \
             AND from_at < $3 AND until_at > $2 ORDER BY from_at, until_at",
        )
        .bind(i64::from(agent.0))
        .bind(within.start.micros())
        .bind(within.end.micros())
        .fetch_all(&database.readers)
        .await
        .map_err(failed())?;
        let read = |row: &Row| -> Result<_, sqlx::Error> {
            let state = code::state(row.try_get(2)?, row.try_get(3)?);
            let seat = row.try_get::<Option<i64>>(4)?.map(|id| SeatId(small(id)));
            Ok((Timestamp(row.try_get(0)?), Timestamp(row.try_get(1)?), state, seat))
        };
        let span = |row| {
            let (from, until, state, seat) = read(row).map_err(failed())?;
            let state = state.ok_or_else(|| damaged(database, "a state"))?;
            Ok(StateSpan { agent, state, seat, from, until })
        };
        rows.iter().map(span).collect()
    }

    /// Anomalies, newest first, of one source or of all.
    pub async fn anomalies(
        &self,
        source: Option<SourceId>,
        before: Option<AnomalyCursor>,
        limit: usize,
    ) -> Result<Page<AnomalyRow, AnomalyCursor>, StoreError> {
        let database = &self.inner.callboard;
        let limit = limit.clamp(1, MAX_PAGE);
        let query = anomalies_query(source, before, limit);
        let rows = query
            .build()
            .fetch_all(&database.readers)
            .await
            .map_err(database.failed("listing anomalies"))?;
        let mut items = Vec::with_capacity(rows.len());
        let mut last = None;
        for row in &rows {
            let (item, cursor) = anomaly_row(database, row)?;
            items.push(item);
            last = Some(cursor);
        }
        let next = last.filter(|_| items.len() == limit);
        Ok(Page { items, next })
    }
}

impl Store {
    /// How many anomalies of each kind there were in each 5 minutes that begin in `within`, by time:
    /// the first one's time, the kind, and how many. At most `limit` rows.
    pub async fn anomaly_counts(
        &self,
        within: Interval,
        limit: usize,
    ) -> Result<Vec<(Timestamp, AnomalyKind, u64)>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("counting anomalies");
        let rows = sql::query(
            "SELECT MIN(at), anomaly, COUNT(*) FROM anomaly WHERE at >= $1 AND at < $2 \
             GROUP BY at / $3, anomaly ORDER BY 1, 2 LIMIT $4",
        )
        .bind(within.start.micros())
        .bind(within.end.micros())
        .bind(FIVE_MINUTES)
        .bind(i64::try_from(limit.min(MAX_PAGE)).unwrap_or(i64::MAX))
        .fetch_all(&database.readers)
        .await
        .map_err(failed())?;
        let read = |row: &Row| -> Result<_, sqlx::Error> {
            Ok((Timestamp(row.try_get(0)?), row.try_get(1)?, unsigned(row.try_get(2)?)))
        };
        let count = |row: &Row| {
            let (at, kind, count) = read(row).map_err(failed())?;
            let kind = code::anomaly(kind).ok_or_else(|| damaged(database, "an anomaly"))?;
            Ok((at, kind, count))
        };
        rows.iter().map(count).collect()
    }
}

fn anomalies_query(
    source: Option<SourceId>,
    before: Option<AnomalyCursor>,
    limit: usize,
) -> QueryBuilder {
    let mut query = QueryBuilder::new(
        "SELECT lane, sequence, position, anomaly, source, contact, agent, at FROM anomaly WHERE 1 = 1",
    );
    if let Some(source) = source {
        query.push(" AND source = ").push_bind(i64::from(source.0));
    }
    if let Some(AnomalyCursor { at, lane, sequence, position }) = before {
        query.push(" AND (at, lane, sequence, position) < (").push_bind(at.micros());
        query.push(", ").push_bind(i64::from(lane.0));
        query.push(", ").push_bind(sequence.cast_signed());
        query.push(", ").push_bind(i64::from(position)).push(")");
    }
    query.push(" ORDER BY at DESC, lane DESC, sequence DESC, position DESC LIMIT ");
    query.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query
}

fn damaged(database: &Database, what: &str) -> StoreError {
    StoreError::corrupt(&database.path, format!("{what} holds a value that no Callboard wrote"))
}

fn cell_row<'r>(
    database: &Database,
    row: &'r Row,
) -> Result<(Timestamp, u32, &'r [u8]), StoreError> {
    let read = || -> Result<_, sqlx::Error> {
        Ok((Timestamp(row.try_get(0)?), small(row.try_get(1)?), row.try_get(2)?))
    };
    read().map_err(database.failed("reading cells"))
}

fn anomaly_row(database: &Database, row: &Row) -> Result<(AnomalyRow, AnomalyCursor), StoreError> {
    let read = || -> Result<_, sqlx::Error> {
        let cursor = AnomalyCursor {
            at: Timestamp(row.try_get(7)?),
            lane: Lane(small(row.try_get(0)?)),
            sequence: unsigned(row.try_get(1)?),
            position: small(row.try_get(2)?),
        };
        let anomaly = code::anomaly(row.try_get(3)?);
        let item = anomaly.map(|anomaly| {
            Ok::<_, sqlx::Error>(AnomalyRow {
                anomaly,
                source: SourceId(small(row.try_get(4)?)),
                contact: row.try_get::<Option<i64>>(5)?.map(|c| ContactId(unsigned(c))),
                agent: row.try_get::<Option<i64>>(6)?.map(|a| AgentId(small(a))),
                at: cursor.at,
                sequence: cursor.sequence,
            })
        });
        Ok((item.transpose()?, cursor))
    };
    let (item, cursor) = read().map_err(database.failed("reading anomalies"))?;
    Ok((item.ok_or_else(|| damaged(database, "an anomaly"))?, cursor))
}
