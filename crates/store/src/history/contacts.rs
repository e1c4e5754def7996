//! Contacts that are over: listed newest first, or all entries of one.
//!
//! Room:  store, `history`; asked by the pages of queues, agents and contacts.
//! Takes: a filter in the words of the trade. Gives: rows with the lane of their records.
//! Holds: pages go by key, newest first: a page stays right while rows are added.
//! Never: computes a rate.
//! Proof: tests/it/contract.rs.

use super::{MAX_PAGE, Page, damaged};
use crate::code::{self, OutcomeKind};
use crate::database::Database;
use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::{Lane, Store};
use domain::history::ContactRow;
use domain::{
    AgentId, ContactId, DidId, Duration, Interval, IvrNodeId, QueueId, SkillId, SourceId, TeamId,
    Timestamp, Token,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};

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

/// A contact's row and the lane in which its records are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanedContact {
    pub lane: Lane,
    pub row: ContactRow,
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
