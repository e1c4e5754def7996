//! Questions to history: contacts, cells, agents' days, anomalies.
//!
//! Room:  store; asked by the server's pages and reports.
//! Takes: filters in the words of the trade. Gives: domain rows; sums over local intervals.
//! Holds: pages by key, newest first: a page stays right while rows are added; lanes add up.
//! Never: computes a rate.
//! Proof: tests/it/contract.rs.

use crate::cell;
use crate::code::{self, OutcomeKind};
use crate::database::Database;
use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::projection::AnomalyRow;
use crate::{Lane, Store};
use domain::calendar::{Day, Zone};
use domain::figures::{Attribution, Counts, WorkCounts};
use domain::history::{ContactCell, ContactKey, ContactRow, StateSpan, WorkCell, WorkKey};
use domain::{
    AgentId, ContactId, DidId, Duration, Interval, IvrNodeId, QueueId, SeatId, SkillId, SourceId,
    TeamId, Timestamp, Token,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};

/// The longest page of any list.
pub const MAX_PAGE: usize = 1_000;

/// Which contacts to list; absent means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactFilter {
    pub queue: Option<QueueId>,
    pub did: Option<DidId>,
    pub agent: Option<AgentId>,
    pub customer: Option<Token>,
    pub outcome: Option<OutcomeKind>,
    /// Entered the queue (or arrived, where there was none) within.
    pub within: Option<Interval>,
    /// Waited at least, at most.
    pub wait_from: Option<Duration>,
    pub wait_until: Option<Duration>,
    /// The end of the page before.
    pub before: Option<ContactCursor>,
    /// At most `MAX_PAGE`.
    pub limit: usize,
}

/// A place in a list of contacts, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactCursor {
    pub entered_at: Timestamp,
    pub contact: ContactId,
    pub entry: u16,
}

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

/// A contact's row and the lane in which its records are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanedContact {
    pub lane: Lane,
    pub row: ContactRow,
}

/// How long the intervals of a curve are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    FiveMinutes,
    QuarterHour,
    HalfHour,
    Hour,
    /// From the business day's start to the next: 23, 24 or 25 hours.
    Day,
}

/// Local intervals of equal step: counted from each business day's start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    pub zone: Zone,
    pub business_day_start: Duration,
    pub step: Step,
}

/// The sum of the cells of one key in one interval of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot<K, V> {
    pub key: K,
    pub interval: Interval,
    pub counts: V,
    /// The highest revision among its cells: above 1, something came late.
    pub revision: u32,
}

impl std::fmt::Display for ContactCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.entered_at.micros(), self.contact.0, self.entry)
    }
}

impl ContactCursor {
    /// Reads what it shows itself as.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let cursor = Self {
            entered_at: Timestamp(parts.next()?.parse().ok()?),
            contact: ContactId(parts.next()?.parse().ok()?),
            entry: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(cursor)
    }

    /// The place of a row.
    #[must_use]
    pub fn of(row: &ContactRow) -> Self {
        let entered_at = row.queued_at.unwrap_or(row.arrived_at);
        Self { entered_at, contact: row.contact, entry: row.entry }
    }
}

impl std::fmt::Display for AnomalyCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}.{}", self.at.micros(), self.lane.0, self.sequence, self.position)
    }
}

impl AnomalyCursor {
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

impl Step {
    const fn length(self) -> Option<Duration> {
        match self {
            Self::FiveMinutes => Some(Duration::from_minutes(5)),
            Self::QuarterHour => Some(Duration::from_minutes(15)),
            Self::HalfHour => Some(Duration::from_minutes(30)),
            Self::Hour => Some(Duration::from_minutes(60)),
            Self::Day => None,
        }
    }
}

impl Grid {
    /// The interval that holds `instant`.
    #[must_use]
    pub fn interval(&self, instant: Timestamp) -> Interval {
        let day = self.zone.business_day(instant, self.business_day_start);
        self.within(self.day(day), instant)
    }

    /// The intervals of a business day, in order; they touch and cover it.
    #[must_use]
    pub fn intervals(&self, day: Day) -> Vec<Interval> {
        let whole = self.day(day);
        let mut intervals = Vec::new();
        let mut start = whole.start;
        while start < whole.end {
            let interval = self.within(whole, start);
            intervals.push(interval);
            start = interval.end;
        }
        intervals
    }

    /// The business day.
    #[must_use]
    pub fn day(&self, day: Day) -> Interval {
        self.zone.business_interval(day, self.business_day_start)
    }

    fn within(&self, day: Interval, instant: Timestamp) -> Interval {
        let Some(step) = self.step.length() else { return day };
        let start = day.start.plus(Duration(instant.since(day.start).floor_to(step)));
        let end = start.plus(step).min(day.end);
        Interval { start, end }
    }
}

/// Lengths cut down to whole steps.
trait FloorTo {
    fn floor_to(self, step: Duration) -> i64;
}

impl FloorTo for Duration {
    fn floor_to(self, step: Duration) -> i64 {
        self.micros() - self.micros().rem_euclid(step.micros())
    }
}

const CONTACT: &str = "SELECT contact, entry, lane, source, channel, direction, did, customer, queue, \
    skill, agent, team, arrived_at, queued_at, left_queue_at, ended_at, outcome, reason, ended_by, \
    wait, talk, hold, after_contact_work, rung_out, ivr_node, flags, first_sequence, last_sequence \
    FROM contact";

impl Store {
    /// Contacts, newest first.
    pub async fn contacts(
        &self,
        filter: &ContactFilter,
    ) -> Result<Page<LanedContact, ContactCursor>, StoreError> {
        let database = &self.inner.callboard;
        let limit = filter.limit.clamp(1, MAX_PAGE);
        let mut query = contacts_query(filter, limit);
        let rows = query
            .build()
            .fetch_all(&database.readers)
            .await
            .map_err(database.failed("listing contacts"))?;
        let mut items = Vec::with_capacity(rows.len());
        for row in &rows {
            items.push(contact_row(database, row)?);
        }
        let is_full = items.len() == limit;
        let next = items.last().filter(|_| is_full).map(|last| ContactCursor::of(&last.row));
        Ok(Page { items, next })
    }

    /// Every entry of one contact, in order.
    pub async fn contact(&self, contact: ContactId) -> Result<Vec<LanedContact>, StoreError> {
        let database = &self.inner.callboard;
        let mut query = QueryBuilder::<Sqlite>::new(CONTACT);
        query.push(" WHERE contact = ").push_bind(contact.0.cast_signed()).push(" ORDER BY entry");
        let rows = query
            .build()
            .fetch_all(&database.readers)
            .await
            .map_err(database.failed("reading a contact"))?;
        rows.iter().map(|row| contact_row(database, row)).collect()
    }

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
            let rows = sqlx::query(
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
        let parts = cells.iter().map(|c| (c.key, c.start, c.revision, &c.counts));
        Ok(sum(parts, grid, Counts::merge))
    }

    /// The queues that have cells at all.
    pub async fn queues_with_cells(&self) -> Result<Vec<ContactKey>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("listing the queues with history");
        // A walk along the key from id to id: one step per queue, not per cell.
        let rows = sqlx::query(
            "WITH RECURSIVE known (id) AS (\
               SELECT MIN(id) FROM contact_cell WHERE kind = 0 \
               UNION ALL SELECT (SELECT MIN(id) FROM contact_cell WHERE kind = 0 AND id > known.id) \
               FROM known WHERE known.id IS NOT NULL) \
             SELECT id FROM known WHERE id IS NOT NULL",
        )
        .fetch_all(&database.readers)
        .await
        .map_err(failed())?;
        let key = |row: &SqliteRow| Ok(ContactKey::Queue(QueueId(small(row.try_get(0)?))));
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
            let rows = sqlx::query(
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
        let rows = sqlx::query(
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
        let read = |row: &SqliteRow| -> Result<_, sqlx::Error> {
            let state = code::state(row.try_get(2)?, row.try_get(3)?);
            let seat = row.try_get::<Option<i64>, _>(4)?.map(|id| SeatId(small(id)));
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
        let mut query = anomalies_query(source, before, limit);
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

fn contacts_query(filter: &ContactFilter, limit: usize) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new(CONTACT);
    query.push(" WHERE 1 = 1");
    let mut equal = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            query.push(" AND ").push(column).push(" = ").push_bind(value);
        }
    };
    equal("queue", filter.queue.map(|id| i64::from(id.0)));
    equal("did", filter.did.map(|id| i64::from(id.0)));
    equal("agent", filter.agent.map(|id| i64::from(id.0)));
    equal("customer", filter.customer.map(|token| token.0.cast_signed()));
    equal("outcome", filter.outcome.map(code::outcome_kind_code));
    if let Some(Interval { start, end }) = filter.within {
        query.push(" AND entered_at >= ").push_bind(start.micros());
        query.push(" AND entered_at < ").push_bind(end.micros());
    }
    if let Some(wait) = filter.wait_from {
        query.push(" AND wait >= ").push_bind(wait.micros());
    }
    if let Some(wait) = filter.wait_until {
        query.push(" AND wait <= ").push_bind(wait.micros());
    }
    if let Some(ContactCursor { entered_at, contact, entry }) = filter.before {
        query.push(" AND (entered_at, contact, entry) < (").push_bind(entered_at.micros());
        query.push(", ").push_bind(contact.0.cast_signed());
        query.push(", ").push_bind(i64::from(entry)).push(")");
    }
    query.push(" ORDER BY entered_at DESC, contact DESC, entry DESC LIMIT ");
    query.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query
}

fn anomalies_query(
    source: Option<SourceId>,
    before: Option<AnomalyCursor>,
    limit: usize,
) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new(
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

fn contact_row(database: &Database, row: &SqliteRow) -> Result<LanedContact, StoreError> {
    let read = read_contact(row).map_err(database.failed("reading contacts"))?;
    read.ok_or_else(|| damaged(database, "a contact"))
}

/// `None`: a code without a word.
fn read_contact(row: &SqliteRow) -> Result<Option<LanedContact>, sqlx::Error> {
    let number = |column: usize| row.try_get::<i64, _>(column);
    let maybe = |column: usize| row.try_get::<Option<i64>, _>(column);
    let id = |column: usize| maybe(column).map(|value| value.map(small));
    let words = (
        code::channel(number(4)?),
        code::direction(number(5)?),
        code::outcome(number(16)?, number(17)?),
        code::ended_by(number(18)?),
    );
    let (Some(channel), Some(direction), Some(outcome), Some(ended_by)) = words else {
        return Ok(None);
    };
    let flags = number(25)?;
    let lane = Lane(small(number(2)?));
    let row = ContactRow {
        contact: ContactId(unsigned(number(0)?)),
        entry: u16::try_from(number(1)?).unwrap_or(u16::MAX),
        source: SourceId(small(number(3)?)),
        channel,
        direction,
        did: id(6)?.map(DidId),
        customer: maybe(7)?.map(|token| Token(unsigned(token))),
        queue: id(8)?.map(QueueId),
        skill: id(9)?.map(SkillId),
        agent: id(10)?.map(AgentId),
        team: id(11)?.map(TeamId),
        arrived_at: Timestamp(number(12)?),
        queued_at: maybe(13)?.map(Timestamp),
        left_queue_at: maybe(14)?.map(Timestamp),
        ended_at: Timestamp(number(15)?),
        outcome,
        ended_by,
        wait: Duration(number(19)?),
        talk: Duration(number(20)?),
        hold: Duration(number(21)?),
        after_contact_work: Duration(number(22)?),
        rung_out: u16::try_from(number(23)?).unwrap_or(u16::MAX),
        ivr_node: id(24)?.map(IvrNodeId),
        closed_hours: flags & 1 != 0,
        inferred: flags & 2 != 0,
        first_sequence: unsigned(number(26)?),
        last_sequence: unsigned(number(27)?),
    };
    Ok(Some(LanedContact { lane, row }))
}

fn cell_row<'r>(
    database: &Database,
    row: &'r SqliteRow,
) -> Result<(Timestamp, u32, &'r [u8]), StoreError> {
    let read = || -> Result<_, sqlx::Error> {
        Ok((Timestamp(row.try_get(0)?), small(row.try_get(1)?), row.try_get(2)?))
    };
    read().map_err(database.failed("reading cells"))
}

fn anomaly_row(
    database: &Database,
    row: &SqliteRow,
) -> Result<(AnomalyRow, AnomalyCursor), StoreError> {
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
                contact: row.try_get::<Option<i64>, _>(5)?.map(|c| ContactId(unsigned(c))),
                agent: row.try_get::<Option<i64>, _>(6)?.map(|a| AgentId(small(a))),
                at: cursor.at,
                sequence: cursor.sequence,
            })
        });
        Ok((item.transpose()?, cursor))
    };
    let (item, cursor) = read().map_err(database.failed("reading anomalies"))?;
    Ok((item.ok_or_else(|| damaged(database, "an anomaly"))?, cursor))
}

/// Adds up neighbouring cells of one key and interval; the cells come ordered by key and start.
fn sum<'c, K: Copy + PartialEq, V: Copy + 'c>(
    cells: impl Iterator<Item = (K, Timestamp, u32, &'c V)>,
    grid: &Grid,
    merge: impl Fn(&mut V, &V),
) -> Vec<Slot<K, V>> {
    let mut slots: Vec<Slot<K, V>> = Vec::new();
    for (key, start, revision, counts) in cells {
        match slots.last_mut() {
            Some(slot) if slot.key == key && slot.interval.contains(start) => {
                merge(&mut slot.counts, counts);
                slot.revision = slot.revision.max(revision);
            }
            _ => {
                let interval = grid.interval(start);
                slots.push(Slot { key, interval, counts: *counts, revision });
            }
        }
    }
    slots
}
