//! What an agent's figures are made of: the contacts in which the agent took part.
//!
//! Room:  server/http/build; beside `contact_list`, for parts that rows do not know.
//! Takes: the journal's records that name the agent. Gives: the entries in which they fall.
//! Holds: a contact that a colleague answered first and handed over is the agent's too.
//! Why:   a row says who answered an entry, the agent's figures count every part of it.
//! Proof: `tests/it/api_figures.rs`.

use crate::http::build::contact_list::{Question, cut, fault, key, settled};
use crate::http::build::{contacts, house, names, painter, parts, past};
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::contact::{ContactView, ContactsAnswer, FigureOf, PartView, SpanView};
use crate::http::views::figures::{AttributionView, DefinitionView};
use domain::figures::WorkCounts;
use domain::history::Outcome;
use domain::{AgentId, ContactId, Interval, Timestamp};
use journal::Event;
use live::Live;
use std::collections::{BTreeMap, BTreeSet};
use store::{ContactCursor, Lane};

/// What one look at the state gives.
struct Look {
    now: Timestamp,
    sequence: u64,
    within: Interval,
    of: Option<String>,
    definition: DefinitionView,
    work: Option<WorkCounts>,
}

type Entries = BTreeMap<(ContactId, u16), (ContactCursor, ContactView)>;

/// Whether a part is found in the journal when it is asked of an agent.
#[must_use]
pub const fn is_one(part: PartView) -> bool {
    matches!(
        part,
        PartView::Answered | PartView::Handled | PartView::RungOut | PartView::Transferred
    )
}

/// Answers a request.
pub async fn read(
    state: &AppState,
    question: &Question,
    part: PartView,
    agent: AgentId,
) -> Result<ContactsAnswer, Refusal> {
    let past = match question.at {
        Some(at) => Some((past::floor(state, at).await?, at)),
        None => None,
    };
    let look = with_live(state, past.as_ref(), |live, now| look(live, question, agent, now));
    settled(state).await;
    let moments = moments(state, &look, part, agent).await?;
    let mut entries = closed(state, &look, &moments).await?;
    with_live(state, past.as_ref(), |live, now| add_open(live, &mut entries, &moments, now));
    let rows = in_moments(entries, &moments, part == PartView::Answered);
    let (total, open) = (rows.len() as u64, rows.iter().filter(|(_, row)| row.is_open).count());
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|(cursor, _)| question.before.is_none_or(|before| key(cursor) < key(&before)))
        .collect();
    let (rows, next) = cut(rows, question.limit, false);
    let figure = FigureOf {
        part,
        of: look.of,
        attribution: Some(AttributionView::ByEvent),
        definition: look.definition,
        span: question.span,
        from: Some(look.within.start.into()),
        to: Some(look.within.end.into()),
        count: look.work.map(|work| count(part, &work)),
        total,
        open: open as u64,
        queues: Vec::new(),
        waits: Vec::new(),
        figures: None,
        parts: Vec::new(),
    };
    let next_before = next.map(|cursor| cursor.to_string());
    let meta = ListMeta { next_before, ..ListMeta::whole(rows.len(), look.now) };
    Ok(ContactsAnswer { contacts: rows, figure: Some(figure), meta })
}

/// The state of the moment that was asked for.
fn with_live<T>(
    state: &AppState,
    past: Option<&(std::sync::Arc<Live>, Timestamp)>,
    look: impl FnOnce(&Live, Timestamp) -> T,
) -> T {
    match past {
        Some((live, at)) => look(live, *at),
        None => {
            let now = state.now();
            state.engine.read(|live| look(live, painter::moment(live, now)))
        }
    }
}

fn look(live: &Live, question: &Question, agent: AgentId, now: Timestamp) -> Look {
    let is_today = question.span == Some(SpanView::Today);
    Look {
        now,
        sequence: live.sequence(),
        within: question.span.map_or(question.within, |span| parts::interval(live, span, now)),
        of: names::whose(live.names(), question.whose),
        definition: house::definition_view(live, None, now),
        work: is_today.then(|| live.agent_today(agent, now)),
    }
}

const fn count(part: PartView, work: &WorkCounts) -> u64 {
    let count = if matches!(part, PartView::Handled) {
        work.handled
    } else if matches!(part, PartView::RungOut) {
        work.rung_out
    } else if matches!(part, PartView::Transferred) {
        work.transferred
    } else {
        work.answered
    };
    count as u64
}

/// When the agent did that with which contact.
async fn moments(
    state: &AppState,
    look: &Look,
    part: PartView,
    agent: AgentId,
) -> Result<BTreeMap<ContactId, BTreeSet<Timestamp>>, Refusal> {
    let first = state.store.sequence_at(Lane::LIVE, look.within.start).await.map_err(fault)?;
    let range = first + 1..=look.sequence;
    let records = state.store.records_of_agent(Lane::LIVE, agent, range).await.map_err(fault)?;
    let mut moments: BTreeMap<ContactId, BTreeSet<Timestamp>> = BTreeMap::new();
    for record in records.iter().filter(|record| look.within.contains(record.occurred_at)) {
        if let Some(contact) = speaks_of(part, &record.event) {
            moments.entry(contact).or_default().insert(record.occurred_at);
        }
    }
    Ok(moments)
}

const fn speaks_of(part: PartView, event: &Event) -> Option<ContactId> {
    match (part, event) {
        (PartView::Answered, Event::ContactAnswered { contact, .. })
        | (PartView::Handled, Event::ContactReleased { contact, .. })
        | (PartView::RungOut, Event::OfferRungOut { contact, .. })
        | (PartView::Transferred, Event::ContactTransferred { contact, .. }) => Some(*contact),
        _ => None,
    }
}

async fn closed(
    state: &AppState,
    look: &Look,
    moments: &BTreeMap<ContactId, BTreeSet<Timestamp>>,
) -> Result<Entries, Refusal> {
    let mut rows = Vec::new();
    for contact in moments.keys() {
        let entries = state.store.contact(*contact).await.map_err(fault)?;
        // Nobody has a part in an entry that was not let in.
        let known = entries.into_iter().map(|entry| entry.row).filter(|row| {
            row.last_sequence <= look.sequence && !matches!(row.outcome, Outcome::Refused(_))
        });
        rows.extend(known);
    }
    Ok(state.engine.read(|live| {
        let view = |row| {
            let cursor = ContactCursor::of(row);
            ((cursor.contact, cursor.entry), (cursor, contacts::closed(live, row)))
        };
        rows.iter().map(view).collect()
    }))
}

/// What had not left the state.
fn add_open(
    live: &Live,
    entries: &mut Entries,
    moments: &BTreeMap<ContactId, BTreeSet<Timestamp>>,
    now: Timestamp,
) {
    let wraps = live.agents_changed_since(0).filter_map(|(_, agent)| agent.wrap.as_ref());
    for wrap in wraps.filter(|wrap| moments.contains_key(&wrap.row.contact)) {
        let cursor = ContactCursor::of(&wrap.row);
        let row = contacts::closed(live, &wrap.row);
        entries.entry((cursor.contact, cursor.entry)).or_insert((cursor, row));
    }
    let open = moments.keys().filter_map(|contact| live.open_contact(*contact));
    for open in open.filter(|open| open.stage != journal::carry::Stage::Arrived) {
        let entered_at = open.queued_at.unwrap_or(open.arrived_at);
        let cursor = ContactCursor { entered_at, contact: open.contact, entry: open.entries };
        let row = contacts::open(live, open, now);
        entries.entry((cursor.contact, cursor.entry)).or_insert((cursor, row));
    }
}

/// The entries into which the moments fall: the last that had begun by then. An entry may be
/// answered in the instant in which it begins; what ends in that instant belongs to the one before.
fn in_moments(
    entries: Entries,
    moments: &BTreeMap<ContactId, BTreeSet<Timestamp>>,
    may_begin: bool,
) -> Vec<(ContactCursor, ContactView)> {
    let mut wanted: BTreeSet<(ContactId, u16)> = BTreeSet::new();
    for (&contact, instants) in moments {
        let of_contact = entries.range((contact, 0)..=(contact, u16::MAX));
        let begun: Vec<_> =
            of_contact.map(|(key, (cursor, _))| (cursor.entered_at, *key)).collect();
        for instant in instants {
            let had_begun = |entered_at: &Timestamp| {
                entered_at < instant || (may_begin && entered_at == instant)
            };
            let last = begun.iter().rev().find(|(entered_at, _)| had_begun(entered_at));
            wanted.extend(last.or_else(|| begun.first()).map(|(_, key)| *key));
        }
    }
    entries.into_iter().filter(|(key, _)| wanted.contains(key)).map(|(_, row)| row).collect()
}
