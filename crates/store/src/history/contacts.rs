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
use crate::sql::{QueryBuilder, Row};
use crate::{Lane, Store};
use domain::history::ContactRow;
use domain::{
    AgentId, ContactId, DidId, Duration, Interval, IvrNodeId, QueueId, SkillId, SourceId, TeamId,
    Timestamp, Token,
};

/// Which contacts to list; absent means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactFilter {
    pub queue: Option<QueueId>,
    /// One of these queues; absent means any, none means nothing.
    pub queues: Option<Vec<QueueId>>,
    pub skill: Option<SkillId>,
    pub did: Option<DidId>,
    pub agent: Option<AgentId>,
    pub team: Option<TeamId>,
    pub customer: Option<Token>,
    pub lane: Option<Lane>,
    pub outcome: Option<OutcomeKind>,
    /// Ended in one of these ways; none: in any.
    pub endings: Vec<Ending>,
    /// Stood in a queue.
    pub is_queued: bool,
    /// Entered while the queue was open.
    pub is_in_hours: bool,
    /// An agent's phone rang out.
    pub has_rung_out: bool,
    /// Entered the queue (or arrived, where there was none) within, or as `dated` says.
    pub within: Option<Interval>,
    pub dated: Dated,
    /// Waited at least, at most.
    pub wait_from: Option<Duration>,
    pub wait_until: Option<Duration>,
    /// Of the live lane only what was over after this record.
    pub as_of: Option<u64>,
    /// Entries that are left out.
    pub except: Vec<(ContactId, u16)>,
    /// The end of the page before.
    pub before: Option<ContactCursor>,
    /// At most `MAX_PAGE`.
    pub limit: usize,
}

/// A way in which an entry ended, and how long its wait was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    pub outcome: OutcomeKind,
    pub longer_than: Option<Duration>,
    pub at_most: Option<Duration>,
}

/// By which of its times an entry lies in an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dated {
    /// Entered the queue, or arrived where there was none.
    #[default]
    Entered,
    /// Left the queue.
    LeftQueue,
    /// The conversation, or the wait where there was none, was over.
    Ended,
}

/// An entry that ended in an interval began at most so long before it: what is open for longer
/// is closed by us.
const LONGEST_ENTRY: Duration = Duration::from_minutes(24 * 60);

/// A place in a list of contacts, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactCursor {
    pub entered_at: Timestamp,
    pub contact: ContactId,
    pub entry: u16,
}

/// Contacts of one queue that waited about equally long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactGroup {
    /// `None`: in no queue.
    pub queue: Option<QueueId>,
    pub band: usize,
    pub count: u64,
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
        let query = contacts_query(filter, limit);
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

    /// How many contacts fit a filter, by queue and by how long they waited: the place of the first
    /// of `bands`, which rise, that the wait does not exceed, or their number.
    pub async fn contact_groups(
        &self,
        filter: &ContactFilter,
        bands: &[Duration],
    ) -> Result<Vec<ContactGroup>, StoreError> {
        let database = &self.inner.callboard;
        let mut query = QueryBuilder::new("SELECT queue, CASE");
        for (place, most) in bands.iter().enumerate() {
            query.push(" WHEN wait <= ").push_bind(most.micros());
            query.push(format!(" THEN {place}"));
        }
        query.push(format!(" ELSE {} END AS band, COUNT(*) FROM contact", bands.len()));
        push_filter(&mut query, filter);
        query.push(" GROUP BY 1, 2");
        let read = |row: &Row| {
            let queue: Option<i64> = row.try_get(0)?;
            let band: i64 = row.try_get(1)?;
            Ok(ContactGroup {
                queue: queue.map(|id| QueueId(small(id))),
                band: usize::try_from(band).unwrap_or(bands.len()),
                count: unsigned(row.try_get(2)?),
            })
        };
        let failed = || database.failed("counting contacts");
        let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
        rows.iter().map(read).collect::<Result<_, sqlx::Error>>().map_err(failed())
    }

    /// Every entry of one contact, in order.
    pub async fn contact(&self, contact: ContactId) -> Result<Vec<LanedContact>, StoreError> {
        let database = &self.inner.callboard;
        let mut query = QueryBuilder::new(CONTACT);
        query.push(" WHERE contact = ").push_bind(contact.0.cast_signed()).push(" ORDER BY entry");
        let rows = query
            .build()
            .fetch_all(&database.readers)
            .await
            .map_err(database.failed("reading a contact"))?;
        rows.iter().map(|row| contact_row(database, row)).collect()
    }
}

fn contacts_query(filter: &ContactFilter, limit: usize) -> QueryBuilder {
    let mut query = QueryBuilder::new(CONTACT);
    push_filter(&mut query, filter);
    if let Some(ContactCursor { entered_at, contact, entry }) = filter.before {
        query.push(" AND (entered_at, contact, entry) < (").push_bind(entered_at.micros());
        query.push(", ").push_bind(contact.0.cast_signed());
        query.push(", ").push_bind(i64::from(entry)).push(")");
    }
    query.push(" ORDER BY entered_at DESC, contact DESC, entry DESC LIMIT ");
    query.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query
}

/// Everything of a filter but where its page begins and ends.
fn push_filter(query: &mut QueryBuilder, filter: &ContactFilter) {
    query.push(" WHERE 1 = 1");
    let mut equal = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            query.push(" AND ").push(column).push(" = ").push_bind(value);
        }
    };
    equal("queue", filter.queue.map(|id| i64::from(id.0)));
    equal("skill", filter.skill.map(|id| i64::from(id.0)));
    equal("did", filter.did.map(|id| i64::from(id.0)));
    equal("agent", filter.agent.map(|id| i64::from(id.0)));
    equal("team", filter.team.map(|id| i64::from(id.0)));
    equal("customer", filter.customer.map(|token| token.0.cast_signed()));
    equal("lane", filter.lane.map(|lane| i64::from(lane.0)));
    equal("outcome", filter.outcome.map(code::outcome_kind_code));
    if let Some(queues) = &filter.queues {
        // Numbers of ours, not bound: they may be more than a statement takes parameters.
        let ids: Vec<String> = queues.iter().map(|queue| queue.0.to_string()).collect();
        query.push(format!(" AND queue IN ({})", ids.join(", ")));
    }
    if filter.is_queued {
        query.push(" AND queued_at IS NOT NULL");
    }
    if filter.is_in_hours {
        query.push(" AND flags & 1 = 0");
    }
    if filter.has_rung_out {
        query.push(" AND rung_out > 0");
    }
    push_within(query, filter);
    push_wait(query, filter.wait_from, filter.wait_until);
    push_endings(query, &filter.endings);
    if let Some(sequence) = filter.as_of {
        query.push(" AND (lane <> ").push_bind(i64::from(Lane::LIVE.0));
        query.push(" OR last_sequence <= ").push_bind(sequence.cast_signed()).push(")");
    }
    if !filter.except.is_empty() {
        // Numbers of ours, not bound: they may be more than a statement takes parameters.
        let entries = filter.except.iter().map(|(contact, entry)| {
            let contact = contact.0.cast_signed();
            format!("({contact}, {entry})")
        });
        let entries: Vec<String> = entries.collect();
        query.push(" AND (contact, entry) NOT IN (VALUES ").push(entries.join(", ")).push(")");
    }
}

fn push_within(query: &mut QueryBuilder, filter: &ContactFilter) {
    let Some(Interval { start, end }) = filter.within else { return };
    let column = match filter.dated {
        Dated::Entered => "entered_at",
        Dated::LeftQueue => "left_queue_at",
        Dated::Ended => "ended_at",
    };
    query.push(" AND ").push(column).push(" >= ").push_bind(start.micros());
    query.push(" AND ").push(column).push(" < ").push_bind(end.micros());
    if filter.dated != Dated::Entered {
        // The index knows when an entry began.
        query.push(" AND entered_at >= ").push_bind(start.before(LONGEST_ENTRY).micros());
        query.push(" AND entered_at < ").push_bind(end.micros());
    }
}

fn push_wait(query: &mut QueryBuilder, from: Option<Duration>, until: Option<Duration>) {
    if let Some(wait) = from {
        query.push(" AND wait >= ").push_bind(wait.micros());
    }
    if let Some(wait) = until {
        query.push(" AND wait <= ").push_bind(wait.micros());
    }
}

fn push_endings(query: &mut QueryBuilder, endings: &[Ending]) {
    if endings.is_empty() {
        return;
    }
    query.push(" AND (1 = 0");
    for Ending { outcome, longer_than, at_most } in endings {
        query.push(" OR (outcome = ").push_bind(code::outcome_kind_code(*outcome));
        push_wait(query, longer_than.map(|wait| Duration(wait.0.saturating_add(1))), *at_most);
        query.push(")");
    }
    query.push(")");
}

fn contact_row(database: &Database, row: &Row) -> Result<LanedContact, StoreError> {
    let read = read_contact(row).map_err(database.failed("reading contacts"))?;
    read.ok_or_else(|| damaged(database, "a contact"))
}

/// `None`: a code without a word.
fn read_contact(row: &Row) -> Result<Option<LanedContact>, sqlx::Error> {
    let number = |column: usize| row.try_get::<i64>(column);
    let maybe = |column: usize| row.try_get::<Option<i64>>(column);
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
