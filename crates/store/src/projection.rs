//! What left the live state, written together with how far it was applied.
//!
//! Room:  store; takes `live`'s effects from the server, feeds `history`.
//! Takes: `Projection`, many rows at a time. Gives: the mark through which a lane is applied.
//! Holds: rows and mark move in one transaction; the same projection twice leaves the same; an
//!        older revision never replaces a newer one; a supplement (revision 0) and a step in the IVR are added once.
//! Proof: tests/it/contract.rs.

use crate::cell;
use crate::code;
use crate::database::Database;
use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::sql::{self, Connection, Row, Statement, Value};
use crate::{Lane, Store};
use domain::history::{ContactCell, ContactRow, IvrCell, StateSpan, WorkCell};
use domain::{AgentId, ContactId, SourceId, Timestamp};
use journal::AnomalyKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// A contradiction of a source, with the record that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnomalyRow {
    pub anomaly: AnomalyKind,
    pub source: SourceId,
    pub contact: Option<ContactId>,
    pub agent: Option<AgentId>,
    pub at: Timestamp,
    pub sequence: u64,
}

/// What a stretch of records left behind. All rows of one record belong to one projection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projection {
    pub contacts: Vec<ContactRow>,
    pub contact_cells: Vec<ContactCell>,
    pub work_cells: Vec<WorkCell>,
    pub spans: Vec<StateSpan>,
    /// To be added to what history has.
    pub ivr: Vec<IvrCell>,
    pub anomalies: Vec<AnomalyRow>,
}

impl Projection {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows() == 0
    }

    /// How many rows it holds.
    #[must_use]
    pub fn rows(&self) -> usize {
        let Self { contacts, contact_cells, work_cells, spans, ivr, anomalies } = self;
        let cells = contact_cells.len() + work_cells.len() + ivr.len();
        contacts.len() + cells + spans.len() + anomalies.len()
    }
}

/// Rows that one statement writes. Each statement wakes a thread and is answered by another, which
/// costs as much as a dozen rows; the engine takes 32 766 values at once.
const SIZES: [usize; 3] = [600, 30, 1];

/// An insert, written out for each number of rows, the largest first.
#[derive(Debug)]
pub(crate) struct Upsert {
    /// How many of the columns, from the first on, make the key.
    keys: usize,
    texts: [(usize, Arc<str>); 3],
}

impl Upsert {
    /// Placeholders are bare: with numbered ones the engine looks each name up in a list.
    fn new(table: &str, (keys, columns): (usize, &[&str]), conflict: &str) -> Self {
        let row = format!("({})", vec!["?"; columns.len()].join(","));
        let text = |rows: usize| {
            let values = vec![row.as_str(); rows].join(",");
            format!("INSERT INTO {table} ({}) VALUES {values} {conflict}", columns.join(","))
        };
        Self { keys, texts: SIZES.map(|rows| (rows, text(rows).into())) }
    }
}

const CONTACT_COLUMNS: [&str; 29] = [
    "contact",
    "entry",
    "lane",
    "source",
    "channel",
    "direction",
    "did",
    "customer",
    "queue",
    "skill",
    "agent",
    "team",
    "arrived_at",
    "queued_at",
    "left_queue_at",
    "ended_at",
    "entered_at",
    "outcome",
    "reason",
    "ended_by",
    "wait",
    "talk",
    "hold",
    "after_contact_work",
    "rung_out",
    "ivr_node",
    "flags",
    "first_sequence",
    "last_sequence",
];

static CONTACT: LazyLock<Upsert> = LazyLock::new(|| {
    let (keys, rest) = CONTACT_COLUMNS.split_at(2);
    let set: Vec<String> = rest.iter().map(|c| format!("{c} = excluded.{c}")).collect();
    let conflict = format!("ON CONFLICT ({}) DO UPDATE SET {}", keys.join(","), set.join(","));
    Upsert::new("contact", (keys.len(), &CONTACT_COLUMNS), &conflict)
});

static CONTACT_CELL: LazyLock<Upsert> = LazyLock::new(|| {
    Upsert::new(
        "contact_cell",
        (5, &["kind", "id", "attribution", "start", "lane", "revision", "counts"]),
        "ON CONFLICT (kind, id, attribution, start, lane) DO UPDATE SET revision = excluded.revision, \
         counts = excluded.counts WHERE excluded.revision >= contact_cell.revision",
    )
});

static WORK_CELL: LazyLock<Upsert> = LazyLock::new(|| {
    Upsert::new(
        "work_cell",
        (5, &["kind", "id", "start", "team", "lane", "revision", "counts"]),
        "ON CONFLICT (kind, id, start, team, lane) DO UPDATE SET revision = excluded.revision, \
         counts = excluded.counts WHERE excluded.revision >= work_cell.revision",
    )
});

static SPAN: LazyLock<Upsert> = LazyLock::new(|| {
    Upsert::new(
        "state_span",
        (6, &["agent", "from_at", "until_at", "state", "reason", "lane", "seat"]),
        "ON CONFLICT (agent, from_at, until_at, state, reason, lane) DO UPDATE SET seat = excluded.seat",
    )
});

static IVR: LazyLock<Upsert> = LazyLock::new(|| {
    Upsert::new(
        "ivr_cell",
        (5, &["start", "node", "part", "value", "lane", "count", "time"]),
        "ON CONFLICT (start, node, part, value, lane) DO UPDATE SET \
         count = ivr_cell.count + excluded.count, time = ivr_cell.time + excluded.time",
    )
});

static ANOMALY: LazyLock<Upsert> = LazyLock::new(|| {
    Upsert::new(
        "anomaly",
        (3, &["lane", "sequence", "position", "anomaly", "source", "contact", "agent", "at"]),
        "ON CONFLICT (lane, sequence, position) DO NOTHING",
    )
});

impl Store {
    /// Writes rows and, with them, `mark`: the caller's own rising number for how far the lane is
    /// applied. In bulk, a few hundred thousand rows a call are twice as fast as a few ten thousand.
    pub async fn project(
        &self,
        lane: Lane,
        mark: u64,
        rows: &Projection,
    ) -> Result<(), StoreError> {
        let journal_end = self.last(lane).await?.map_or(0, |(sequence, _)| sequence);
        let database = &self.inner.callboard;
        let failed = || database.failed("writing history");
        let mut transaction = database.begin().await.map_err(failed())?;
        let is_new = through(&mut transaction, lane).await.map_err(failed())? < mark;
        write_rows(&mut transaction, lane, rows).await.map_err(failed())?;
        if is_new {
            add_supplements(&mut transaction, lane, rows).await.map_err(failed())?;
            let bind = |b: &mut Bound, cell: &IvrCell| bind_ivr(b, lane, cell);
            insert(&mut transaction, &IVR, &rows.ivr, bind).await.map_err(failed())?;
        }
        sql::query(
            "INSERT INTO applied (lane, through, journal_end) VALUES ($1, $2, $3) \
             ON CONFLICT (lane) DO UPDATE SET through = excluded.through, \
             journal_end = excluded.journal_end WHERE excluded.through > applied.through",
        )
        .bind(i64::from(lane.0))
        .bind(mark.cast_signed())
        .bind(journal_end.cast_signed())
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
        transaction.commit().await.map_err(failed())
    }

    /// The highest mark with which the lane's rows were written; 0 if none were.
    pub async fn projected(&self, lane: Lane) -> Result<u64, StoreError> {
        let database = &self.inner.callboard;
        let statement =
            sql::query("SELECT through FROM applied WHERE lane = $1").bind(i64::from(lane.0));
        let read = |row: &Row| row.try_get(0).map(unsigned);
        let mark = database.find("reading how far history is applied", statement, read).await?;
        Ok(mark.unwrap_or(0))
    }
}

/// How far each lane's journal reached when history was last written.
pub(crate) async fn journal_ends(database: &Database) -> Result<Vec<(Lane, u64)>, StoreError> {
    let statement = sql::query("SELECT lane, journal_end FROM applied ORDER BY lane");
    let read = |row: &Row| Ok((Lane(small(row.try_get(0)?)), unsigned(row.try_get(1)?)));
    database.list("reading how far history is applied", statement, read).await
}

async fn write_rows(
    connection: &mut Connection,
    lane: Lane,
    rows: &Projection,
) -> Result<(), sqlx::Error> {
    let Projection { contacts, contact_cells, work_cells, spans, ivr: _, anomalies } = rows;
    insert(connection, &CONTACT, contacts, |b, row| bind_contact(b, lane, row)).await?;
    let is_whole = |cell: &&ContactCell| cell.revision > 0;
    let whole: Vec<&ContactCell> = contact_cells.iter().filter(is_whole).collect();
    insert(connection, &CONTACT_CELL, &whole, |b, c| bind_contact_cell(b, lane, c)).await?;
    insert(connection, &WORK_CELL, work_cells, |b, c| bind_work_cell(b, lane, c)).await?;
    insert(connection, &SPAN, spans, |b, span| bind_span(b, lane, span)).await?;
    let placed = place(anomalies);
    insert(connection, &ANOMALY, &placed, |b, row| bind_anomaly(b, lane, row)).await
}

/// The mark through which a lane is applied, as this transaction sees it.
async fn through(connection: &mut Connection, lane: Lane) -> Result<u64, sqlx::Error> {
    let found = sql::query("SELECT through FROM applied WHERE lane = $1")
        .bind(i64::from(lane.0))
        .fetch_optional(connection)
        .await?;
    found.map_or(Ok(0), |row| row.try_get(0).map(unsigned))
}

/// Adds what came too late for the state to know the rest of its interval (revision 0): one
/// revision more of the cell that history has.
async fn add_supplements(
    connection: &mut Connection,
    lane: Lane,
    rows: &Projection,
) -> Result<(), sqlx::Error> {
    for supplement in rows.contact_cells.iter().filter(|cell| cell.revision == 0) {
        let (kind, id) = code::contact_key_code(supplement.key);
        let found = sql::query(
            "SELECT revision, counts FROM contact_cell \
             WHERE kind = $1 AND id = $2 AND attribution = $3 AND start = $4 AND lane = $5",
        )
        .bind(kind)
        .bind(id)
        .bind(code::attribution_code(supplement.attribution))
        .bind(supplement.start.micros())
        .bind(i64::from(lane.0))
        .fetch_optional(&mut *connection)
        .await?;
        let mut whole = supplement.clone();
        whole.revision = 1;
        if let Some(row) = found {
            let bytes: Vec<u8> = row.try_get(1)?;
            let known = cell::read_counts(&bytes)
                .ok_or_else(|| sqlx::Error::Decode("a cell of history is damaged".into()))?;
            whole.counts.merge(&known);
            whole.revision = small(row.try_get(0)?) + 1;
        }
        insert(connection, &CONTACT_CELL, &[whole], |b, c| bind_contact_cell(b, lane, c)).await?;
    }
    Ok(())
}

/// The values of some rows, on their way to the engine.
#[derive(Default)]
struct Bound(Vec<Value>);

impl Bound {
    fn number(&mut self, value: impl Into<i64>) {
        self.add(value.into());
    }

    fn wide(&mut self, value: u64) {
        self.add(value.cast_signed());
    }

    fn maybe(&mut self, value: Option<u32>) {
        self.add(value.map(i64::from));
    }

    fn add(&mut self, value: impl Into<Value>) {
        self.0.push(value.into());
    }
}

async fn insert<T>(
    connection: &mut Connection,
    upsert: &Upsert,
    rows: &[T],
    bind: impl Fn(&mut Bound, &T),
) -> Result<(), sqlx::Error> {
    if !connection.takes_a_key_twice() {
        let rows: Vec<&T> = rows.iter().collect();
        for round in rounds(rows, |row| key_of(upsert, *row, &bind)) {
            insert_round(connection, upsert, &round, |b, row| bind(b, row)).await?;
        }
        return Ok(());
    }
    insert_round(connection, upsert, rows, bind).await
}

/// The values of a row that make its key.
fn key_of<T>(upsert: &Upsert, row: &T, bind: &impl Fn(&mut Bound, &T)) -> Vec<Option<i64>> {
    let mut bound = Bound::default();
    bind(&mut bound, row);
    let number = |value: &Value| match value {
        Value::Number(number) => *number,
        Value::Real(_) | Value::Text(_) | Value::Bytes(_) => None,
    };
    bound.0.iter().take(upsert.keys).map(number).collect()
}

/// Rows in as many lists as the most frequent key occurs, each key once in a list, and those of one key
/// in their order.
fn rounds<T, K: Ord>(rows: Vec<T>, key: impl Fn(&T) -> K) -> Vec<Vec<T>> {
    let mut seen: BTreeMap<K, usize> = BTreeMap::new();
    let mut rounds: Vec<Vec<T>> = Vec::new();
    for row in rows {
        let place = seen.entry(key(&row)).or_default();
        match rounds.get_mut(*place) {
            Some(round) => round.push(row),
            None => rounds.push(vec![row]),
        }
        *place += 1;
    }
    rounds
}

async fn insert_round<T>(
    connection: &mut Connection,
    upsert: &Upsert,
    rows: &[T],
    bind: impl Fn(&mut Bound, &T),
) -> Result<(), sqlx::Error> {
    let mut rest = rows;
    for (size, text) in &upsert.texts {
        let chunks = rest.chunks_exact(*size);
        rest = chunks.remainder();
        for chunk in chunks {
            let mut bound = Bound::default();
            for row in chunk {
                bind(&mut bound, row);
            }
            Statement::written(Arc::clone(text), bound.0).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

fn bind_contact(b: &mut Bound, lane: Lane, row: &ContactRow) {
    let (outcome, reason) = code::outcome_code(row.outcome);
    b.wide(row.contact.0);
    b.number(row.entry);
    b.number(lane.0);
    b.number(row.source.0);
    b.number(code::channel_code(row.channel));
    b.number(code::direction_code(row.direction));
    b.maybe(row.did.map(|id| id.0));
    b.add(row.customer.map(|token| token.0.cast_signed()));
    b.maybe(row.queue.map(|id| id.0));
    b.maybe(row.skill.map(|id| id.0));
    b.maybe(row.agent.map(|id| id.0));
    b.maybe(row.team.map(|id| id.0));
    b.number(row.arrived_at.micros());
    b.add(row.queued_at.map(Timestamp::micros));
    b.add(row.left_queue_at.map(Timestamp::micros));
    b.number(row.ended_at.micros());
    b.number(row.queued_at.unwrap_or(row.arrived_at).micros());
    b.number(outcome);
    b.number(reason);
    b.number(code::ended_by_code(row.ended_by));
    b.number(row.wait.micros());
    b.number(row.talk.micros());
    b.number(row.hold.micros());
    b.number(row.after_contact_work.micros());
    b.number(row.rung_out);
    b.maybe(row.ivr_node.map(|id| id.0));
    b.number(i64::from(row.closed_hours) | (i64::from(row.inferred) << 1));
    b.wide(row.first_sequence);
    b.wide(row.last_sequence);
}

fn bind_contact_cell(b: &mut Bound, lane: Lane, cell: &ContactCell) {
    let (kind, id) = code::contact_key_code(cell.key);
    b.number(kind);
    b.number(id);
    b.number(code::attribution_code(cell.attribution));
    b.number(cell.start.micros());
    b.number(lane.0);
    b.number(cell.revision);
    b.add(cell::write_counts(&cell.counts));
}

fn bind_ivr(b: &mut Bound, lane: Lane, cell: &IvrCell) {
    let (part, value) = code::ivr_part_code(cell.part);
    b.number(cell.start.micros());
    b.number(cell.node.0);
    b.number(part);
    b.number(value);
    b.number(lane.0);
    b.number(cell.count);
    b.wide(cell.time);
}

fn bind_work_cell(b: &mut Bound, lane: Lane, cell: &WorkCell) {
    let (kind, id) = code::work_key_code(cell.key);
    b.number(kind);
    b.number(id);
    b.number(cell.start.micros());
    b.number(cell.team.map_or(-1, |team| i64::from(team.0)));
    b.number(lane.0);
    b.number(cell.revision);
    b.add(cell::write_work(&cell.counts));
}

fn bind_span(b: &mut Bound, lane: Lane, span: &StateSpan) {
    let (state, reason) = code::state_code(span.state);
    b.number(span.agent.0);
    b.number(span.from.micros());
    b.number(span.until.micros());
    b.number(state);
    b.number(reason);
    b.number(lane.0);
    b.maybe(span.seat.map(|seat| seat.0));
}

fn bind_anomaly(b: &mut Bound, lane: Lane, (position, row): &(u32, AnomalyRow)) {
    b.number(lane.0);
    b.wide(row.sequence);
    b.number(*position);
    b.number(code::anomaly_code(row.anomaly));
    b.number(row.source.0);
    b.add(row.contact.map(|contact| contact.0.cast_signed()));
    b.maybe(row.agent.map(|agent| agent.0));
    b.number(row.at.micros());
}

/// Each anomaly with its place among those of its record.
fn place(anomalies: &[AnomalyRow]) -> Vec<(u32, AnomalyRow)> {
    let mut seen = BTreeMap::new();
    let place_one = |row: &AnomalyRow| {
        let next: &mut u32 = seen.entry(row.sequence).or_default();
        let position = *next;
        *next += 1;
        (position, *row)
    };
    anomalies.iter().map(place_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_once_in_a_round_and_its_rows_keep_their_order() {
        let rows = vec![(7, 'a'), (8, 'b'), (7, 'c'), (9, 'd'), (7, 'e'), (8, 'f')];
        let expected =
            [vec![(7, 'a'), (8, 'b'), (9, 'd')], vec![(7, 'c'), (8, 'f')], vec![(7, 'e')]];
        assert_eq!(rounds(rows, |row| row.0), expected);
    }
}
