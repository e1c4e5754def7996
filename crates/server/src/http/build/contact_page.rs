//! One contact: its entries into queues, its events, and its customer, masked.
//!
//! Room:  server/http/build.
//! Holds: the look is written down before the number is opened, or the source's own words are.

use crate::http::access::{Action, reached};
use crate::http::audit;
use crate::http::build::contact_list::settled;
use crate::http::build::{contacts, events, names, painter, past, person};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ContactKey;
use crate::http::views::contact::{ContactDetail, FramesAnswer, RawFrame};
use domain::history::ContactRow;
use domain::{ContactId, Duration, Interval, Timestamp, Token};
use journal::carry::OpenContact;
use journal::{Event, Record};
use live::Live;
use store::{KeptFrame, Lane, LanedContact, StoreError};

/// Events shown of one contact.
const MOST_EVENTS: usize = 1_000;
/// Raw frames shown of one contact.
const MOST_FRAMES: usize = 2_000;
/// A source speaks of a contact a little before and after what we made of it.
const AROUND: Duration = Duration::from_secs(10);
/// An entry's row leaves when its wait or its work is over; the contact's last words follow within
/// so many records.
const LAST_WORDS: u64 = 5_000;

/// Entries that are over and wait for the work after them: neither open nor in history.
fn leaving(live: &Live, contact: ContactId) -> Vec<ContactRow> {
    let wraps = live.agents_changed_since(0).filter_map(|(_, agent)| agent.wrap.as_ref());
    wraps.filter(|wrap| wrap.row.contact == contact).map(|wrap| (*wrap.row).clone()).collect()
}

/// Its entries that are over, and what of it is open.
async fn find(
    state: &AppState,
    contact: ContactId,
) -> Result<(Vec<LanedContact>, Option<OpenContact>), Refusal> {
    // First the state, then history: what has left the one is in the other by then.
    let (open, leaving) =
        state.engine.read(|live| (live.open_contact(contact).cloned(), leaving(live, contact)));
    settled(state).await;
    let mut closed = state.store.contact(contact).await.map_err(fault)?;
    for row in leaving {
        if closed.iter().all(|known| known.row.entry != row.entry) {
            closed.push(LanedContact { lane: Lane::LIVE, row });
        }
    }
    if closed.is_empty() && open.is_none() {
        return Err(Refusal::not_found("such contact"));
    }
    Ok((closed, open))
}

/// Everything known of a contact, now or at a past moment.
pub async fn read(
    state: &AppState,
    caller: &Caller,
    contact: ContactId,
    at: Option<Timestamp>,
) -> Result<ContactDetail, Refusal> {
    let (mut closed, mut open) = find(state, contact).await?;
    let reaches = |action| reaches(state, caller, action, (&closed, open.as_ref()));
    if !reaches(Action::SeeContact) {
        return Err(Refusal::forbidden());
    }
    // Who may open a contact need not know whose it is; another role may tell of other people's only.
    let sees_customer = reaches(Action::SeeCustomer);
    let past = match at {
        Some(at) => Some(past::floor(state, at).await?),
        None => None,
    };
    if let Some(floor) = &past {
        let known = floor.sequence();
        closed.retain(|one| one.lane != Lane::LIVE || one.row.last_sequence <= known);
        open = floor.open_contact(contact).cloned();
    }
    audit::note(state, caller, "looked_at_contact", &contact.0.to_string()).await?;
    let mut records = records(state, contact, &closed, open.as_ref()).await?;
    if let Some(at) = at {
        records.retain(|record| record.journalled_at <= at);
    }
    let token = token(&closed, open.as_ref());
    let customer = match token.filter(|_| sees_customer) {
        Some(token) => state.store.customer_number(token).await.map_err(fault)?,
        None => None,
    };
    let found = Found { contact, closed, open, records, customer };
    let now = at.unwrap_or_else(|| state.now());
    Ok(match past {
        Some(floor) => found.view(&floor, now),
        None => state.engine.read(|live| found.view(live, painter::moment(live, now))),
    })
}

/// What was found of a contact.
struct Found {
    contact: ContactId,
    closed: Vec<LanedContact>,
    open: Option<OpenContact>,
    records: Vec<Record>,
    customer: Option<String>,
}

impl Found {
    fn view(&self, live: &Live, now: Timestamp) -> ContactDetail {
        let closed = self.closed.iter();
        let mut entries: Vec<_> = closed.map(|one| contacts::closed(live, &one.row)).collect();
        // An entry that waits for its after-contact work only is over for the caller, not for us.
        let is_listed =
            |open: &&OpenContact| self.closed.iter().all(|c| c.row.entry != open.entries);
        let still_open = self.open.as_ref().filter(is_listed);
        entries.extend(still_open.map(|open| contacts::open(live, open, now)));
        let names = live.names();
        ContactDetail {
            id: ContactKey(self.contact),
            external: self.records.iter().find_map(external),
            source: names::source(names, self.contact.source()),
            customer: self.customer.as_deref().map(contacts::mask),
            entries,
            events: self.records.iter().map(|record| events::event(names, record)).collect(),
        }
    }
}

/// Whether the action reaches somebody who took part in the contact.
fn reaches(
    state: &AppState,
    caller: &Caller,
    action: Action,
    (closed, open): (&[LanedContact], Option<&OpenContact>),
) -> bool {
    let reached = reached(&caller.subject, action);
    let mut agents =
        closed.iter().filter_map(|one| one.row.agent).chain(open.and_then(|open| open.agent));
    reached.is_all()
        || state.engine.read(|live| agents.any(|id| reached.has(person::person(live, id))))
}

/// What the source said of a contact, as far as it is kept.
pub async fn frames(
    state: &AppState,
    caller: &Caller,
    contact: ContactId,
) -> Result<FramesAnswer, Refusal> {
    let (closed, open) = find(state, contact).await?;
    audit::note(state, caller, "looked_at_raw_events", &contact.0.to_string()).await?;
    let records = records(state, contact, &closed, open.as_ref()).await?;
    let ends = records.first().zip(records.last());
    let (Some((first, last)), Some(word)) = (ends, records.iter().find_map(external)) else {
        return Ok(FramesAnswer { frames: Vec::new(), is_cut: false });
    };
    let within = Interval {
        start: first.journalled_at.before(AROUND),
        end: last.journalled_at.plus(AROUND),
    };
    let kept = state.store.frames_naming(contact.source(), within, &word, MOST_FRAMES + 1).await;
    let mut kept = kept.map_err(fault)?;
    let is_cut = kept.len() > MOST_FRAMES;
    kept.truncate(MOST_FRAMES);
    let told = |frame: KeptFrame| RawFrame {
        received_at: frame.received_at.into(),
        text: String::from_utf8_lossy(&frame.bytes).into_owned(),
    };
    Ok(FramesAnswer { frames: kept.into_iter().map(told).collect(), is_cut })
}

async fn records(
    state: &AppState,
    contact: ContactId,
    closed: &[LanedContact],
    open: Option<&OpenContact>,
) -> Result<Vec<Record>, Refusal> {
    let lane = closed.first().map_or(Lane::LIVE, |one| one.lane);
    let firsts = closed.iter().map(|one| one.row.first_sequence);
    let lasts = closed.iter().map(|one| one.row.last_sequence);
    let first = firsts.chain(open.map(|open| open.first_sequence)).min().unwrap_or(1);
    let last = lasts.chain(open.map(|open| open.last_sequence)).max().unwrap_or(0);
    state
        .store
        .records_of(lane, contact, first..=last + LAST_WORDS, MOST_EVENTS)
        .await
        .map_err(fault)
}

fn token(closed: &[LanedContact], open: Option<&OpenContact>) -> Option<Token> {
    let of_rows = closed.iter().find_map(|one| one.row.customer);
    of_rows.or_else(|| open.and_then(|open| open.customer))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only the first event carries it")]
fn external(record: &Record) -> Option<String> {
    match &record.event {
        Event::ContactArrived { external, .. } => external.clone(),
        _ => None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("reading a contact", &error)
}
